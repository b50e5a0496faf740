/** How a search goes: its learning curve, how good its networks are beside that, and its champion as it grows. */
import { enabledConnections } from "../genome/genome.js";
import { learningSvg } from "../report/learning-svg.js";
import type { ConfirmedChampion } from "../search/search.js";
import type { Task } from "../tasks/registry.js";
import { breathe, element } from "./dom.js";
import type { Report } from "./orders.js";
import type { SearchView } from "./search-views.js";

/** Drawing takes longer than a generation of swing-up: it waits for this long (ms) between pictures. */
const REDRAW = 500;

/** Pixels of a chart, below which a wide one's letters were too small to read: a phone's. */
const NARROW = 420;

interface Curve {
  readonly label: string;
  readonly spent: number[];
  readonly returns: number[];
  readonly connections: number[];
}

export class SearchCharts {
  readonly parts: readonly HTMLElement[];
  private best: Curve = emptyCurve("best of the generation");
  private champion: Curve = emptyCurve("champion, confirmed");
  private right: Curve = emptyCurve("champion");
  private latest: Extract<Report, { kind: "generation" }> | undefined;
  private drawnAt = 0;
  private drawn: ConfirmedChampion | undefined;

  constructor(
    private readonly task: Task,
    private readonly kind: SearchView,
    private readonly subtitle: () => string,
  ) {
    this.parts = ["Return", kind.beside.title, kind.champion.title].map((title) =>
      element("div", { class: "chart" }, element("p", { class: "empty" }, `${title}: appears as the search goes on`)),
    );
  }

  clear(): void {
    this.best = emptyCurve(this.best.label);
    this.champion = emptyCurve(this.champion.label);
    this.right = emptyCurve(this.right.label);
    this.latest = undefined;
    this.drawn = undefined;
    this.drawnAt = 0;
  }

  add(report: Extract<Report, { kind: "generation" }>): void {
    const { ranking, run } = report;
    const { champion, rollouts, right } = run;
    this.latest = report;
    addTo(this.best, rollouts, ranking.best.mean, enabledConnections(ranking.best.genome));
    if (champion) addTo(this.champion, rollouts, champion.mean, enabledConnections(champion.genome));
    if (champion && right !== undefined) {
      addTo(this.right, rollouts, 100 * right, enabledConnections(champion.genome));
    }
    if (performance.now() - this.drawnAt > REDRAW) this.draw();
  }

  /** Draws how far the search is, a chart at a time; while another task is looked at, it waits. */
  draw(): void {
    if (!this.latest || !this.parts[0].isConnected) return;
    this.drawnAt = performance.now();
    const { ranking, run } = this.latest;
    const [learning, beside, network] = this.parts;
    const { kind, task, right } = this;
    const subtitle = this.subtitle();
    const narrow = learning.clientWidth < NARROW;
    const charts: [HTMLElement, () => string | undefined][] = [
      [learning, () => learningSvg([this.best, this.champion], { title: "Learning", subtitle, narrow })],
      [beside, () => kind.beside.svg({ ranking, right, narrow })],
    ];
    const { champion } = run;
    if (champion && champion !== this.drawn) {
      this.drawn = champion;
      charts.push([network, () => kind.champion.svg(champion, task)]);
    }
    for (const [chart, svgOf] of charts) {
      void breathe().then(() => {
        const svg = svgOf();
        if (svg !== undefined) chart.innerHTML = svg;
      });
    }
  }
}

function emptyCurve(label: string): Curve {
  return { label, spent: [], returns: [], connections: [] };
}

function addTo(curve: Curve, rollouts: number, mean: number, connections: number): void {
  curve.spent.push(rollouts);
  curve.returns.push(mean);
  curve.connections.push(connections);
}
