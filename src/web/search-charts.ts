/** How a search goes: its learning curve, the Pareto front of its generation, and its champion as it grows. */
import { enabledConnections } from "../genome/genome.js";
import { learningSvg } from "../report/learning-svg.js";
import { networkSvg } from "../report/network-svg.js";
import { paretoSvg } from "../report/pareto-svg.js";
import type { ConfirmedChampion } from "../search/search.js";
import type { Task } from "../tasks/registry.js";
import { breathe, element } from "./dom.js";
import { drawnOf } from "./drawn-network.js";
import type { Report } from "./orders.js";

/** Drawing takes longer than a generation of swing-up: it waits for this long (ms) between pictures. */
const REDRAW = 500;
/** Larger networks are not drawn while a search runs: their layout takes too long. */
const MOST_CONNECTIONS = 400;

interface Curve {
  readonly label: string;
  readonly rollouts: number[];
  readonly returns: number[];
  readonly connections: number[];
}

export class SearchCharts {
  readonly parts = ["Return", "Pareto front", "Champion"].map((title) =>
    element("div", { class: "chart" }, element("p", { class: "empty" }, `${title}: appears as the search goes on`)),
  );
  private best: Curve = emptyCurve("best of the generation");
  private champion: Curve = emptyCurve("champion, confirmed");
  private latest: Extract<Report, { kind: "generation" }> | undefined;
  private drawnAt = 0;
  private drawn: ConfirmedChampion | undefined;

  constructor(
    private readonly task: Task,
    private readonly subtitle: () => string,
  ) {}

  clear(): void {
    this.best = emptyCurve(this.best.label);
    this.champion = emptyCurve(this.champion.label);
    this.latest = undefined;
    this.drawn = undefined;
    this.drawnAt = 0;
  }

  add(report: Extract<Report, { kind: "generation" }>): void {
    const { ranking, run } = report;
    const { champion, rollouts } = run;
    this.latest = report;
    addTo(this.best, rollouts, ranking.best.mean, enabledConnections(ranking.best.genome));
    if (champion) addTo(this.champion, rollouts, champion.mean, enabledConnections(champion.genome));
    if (performance.now() - this.drawnAt > REDRAW) this.draw();
  }

  /** Draws how far the search is, a chart at a time; while another task is looked at, it waits. */
  draw(): void {
    if (!this.latest || !this.parts[0].isConnected) return;
    this.drawnAt = performance.now();
    const { ranking, run } = this.latest;
    const [learning, pareto, network] = this.parts;
    const subtitle = this.subtitle();
    const charts: [HTMLElement, () => string][] = [
      [learning, () => learningSvg([this.best, this.champion], { title: "Learning", subtitle })],
      [pareto, () => paretoSvg(ranking.members, "Return against connections, this generation")],
    ];
    const { champion } = run;
    if (champion && champion !== this.drawn) {
      const all = enabledConnections(champion.genome);
      const genome = drawnOf(champion);
      if (enabledConnections(genome) <= MOST_CONNECTIONS) {
        this.drawn = champion;
        charts.push([network, () => networkSvg(genome, { ...this.task, title: `Champion, ${all} connections` })]);
      }
    }
    for (const [chart, svgOf] of charts) {
      void breathe().then(() => {
        chart.innerHTML = svgOf();
      });
    }
  }
}

function emptyCurve(label: string): Curve {
  return { label, rollouts: [], returns: [], connections: [] };
}

function addTo(curve: Curve, rollouts: number, mean: number, connections: number): void {
  curve.rollouts.push(rollouts);
  curve.returns.push(mean);
  curve.connections.push(connections);
}
