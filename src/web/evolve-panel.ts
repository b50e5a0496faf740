/** Evolution on the page: a search in a Web Worker, seen as it goes; its champion to watch here or to take away. */

import { fetchTaskFiles } from "../evaluate/fetched-files.js";
import { enabledConnections } from "../genome/genome.js";
import { searchChampionText } from "../record/champion-texts.js";
import { learningSvg } from "../report/learning-svg.js";
import { networkSvg } from "../report/network-svg.js";
import { paretoSvg } from "../report/pareto-svg.js";
import { presetNamed, resolveConfig } from "../search/configuration.js";
import type { SearchConfig } from "../search/search.js";
import { taskNamed } from "../tasks/registry.js";
import { breathe, button, element, field, numberInput, toolbar, wholeNumber } from "./dom.js";
import { startWorker } from "./start-worker.js";
import type { TaskPage } from "./task-pages.js";
import type { Order, Report, RunSummary } from "./worker.js";

const MOST_POPULATION = 1000;
const MOST_GENERATIONS = 100_000;
const MOST_SEED = 2 ** 32 - 1;
/** Drawing takes longer than a generation of swing-up: it waits for this long (ms) between pictures. */
const REDRAW = 400;

interface Curve {
  readonly label: string;
  readonly rollouts: number[];
  readonly returns: number[];
  readonly connections: number[];
}

export class EvolvePanel {
  readonly root: HTMLElement;
  private readonly seed = numberInput(1, 0, MOST_SEED);
  private readonly population: HTMLInputElement;
  private readonly generations: HTMLInputElement;
  private readonly start = button("Evolve", () => this.begin(), { class: "main" });
  private readonly pause = button("Pause", () => this.toggle());
  private readonly watch = button("Watch the champion", () => this.offer());
  private readonly download = element("a", { class: "button", hidden: true }, "Download champion.json");
  private readonly bar = element("progress", { max: 1, value: 0, "aria-label": "Generations" });
  private readonly status = element("p", { class: "muted", role: "status" });
  /** How far it is: many times a second, which nobody wants to be told. */
  private readonly progress = element("p", { class: "muted" });
  private readonly charts = ["Return", "Pareto front", "Champion"].map((title) =>
    element("div", { class: "chart" }, element("p", { class: "empty" }, `${title}: appears as the search goes on`)),
  );
  private readonly command = element("pre", { "aria-label": "The same search on the command line" });
  private worker: Worker | undefined;
  /** Of the search on show, whatever the fields say by now. */
  private run: { readonly config: SearchConfig; readonly seed: number } | undefined;
  private running = false;
  private best: Curve = emptyCurve("best");
  private champion: Curve = emptyCurve("champion");
  private latest: Extract<Report, { kind: "generation" }> | undefined;
  private drawnAt = 0;
  private url: string | undefined;

  /** @param show is handed the text of a champion.json to show on the stage. */
  constructor(
    private readonly page: TaskPage,
    private readonly search: NonNullable<TaskPage["search"]>,
    private readonly show: (text: string) => void,
  ) {
    this.population = numberInput(search.population, 4, MOST_POPULATION);
    this.generations = numberInput(search.generations, 1, MOST_GENERATIONS);
    this.pause.disabled = true;
    this.watch.disabled = true;
    for (const input of [this.seed, this.population, this.generations]) {
      input.addEventListener("change", () => {
        if (!this.run) this.showCommand();
      });
    }
    this.root = element(
      "section",
      { class: "card wide", "aria-labelledby": "evolve-title" },
      element("h2", { id: "evolve-title" }, "Evolve one here"),
      element(
        "div",
        { class: "row" },
        field("seed", this.seed),
        field("population", this.population),
        field("generations", this.generations),
        toolbar("Search", this.start, this.pause, this.watch, this.download),
      ),
      this.bar,
      this.status,
      this.progress,
      element("div", { class: "charts" }, ...this.charts),
      element("p", { class: "muted" }, "The same search on the command line gives the same digest, bit for bit:"),
      this.command,
    );
    this.status.textContent = "A search starts with networks of hardly any connections and adds one thing at a time.";
    this.showCommand();
  }

  private settings(): { preset: string; seed: number; population: number; generations: number } {
    const { preset, population, generations } = this.search;
    return {
      preset,
      seed: wholeNumber(this.seed, 1),
      population: wholeNumber(this.population, population),
      generations: wholeNumber(this.generations, generations),
    };
  }

  private showCommand(): void {
    const { preset, seed, population, generations } = this.settings();
    this.command.textContent =
      `npx wann evolve ${this.page.task} --preset ${preset} --seed ${seed} ` +
      `--population ${population} --generations ${generations}`;
  }

  private begin(): void {
    this.worker?.terminate();
    const { preset, seed, population, generations } = this.settings();
    const values = { population, generations };
    const config = resolveConfig(presetNamed(preset), [{ origin: "the search", values }]);
    this.run = { config, seed };
    this.showCommand();
    this.best = emptyCurve("best of the generation");
    this.champion = emptyCurve("champion, confirmed");
    this.latest = undefined;
    this.drawnAt = 0;
    this.bar.value = 0;
    this.download.hidden = true;
    this.watch.disabled = true;
    this.progress.textContent = "";
    const worker = startWorker((report) => {
      if (worker === this.worker) this.receive(report);
    });
    this.worker = worker;
    this.setRunning(true);
    this.start.textContent = "Start again";
    this.status.textContent = "Searching …";
    delete this.status.dataset.digest;
    fetchTaskFiles(taskNamed(this.page.task)).then(
      (files) => worker.postMessage({ kind: "evolve", config, seed, files } satisfies Order),
      ({ message }: Error) => worker === this.worker && this.receive({ kind: "failed", message }),
    );
  }

  private toggle(): void {
    if (this.running) {
      this.order({ kind: "pause" });
      this.pause.disabled = true;
    } else {
      this.order({ kind: "resume" });
      this.setRunning(true);
      this.status.textContent = "Searching …";
    }
  }

  private order(order: Order): void {
    this.worker?.postMessage(order);
  }

  private setRunning(running: boolean): void {
    this.running = running;
    this.pause.disabled = false;
    this.pause.textContent = running ? "Pause" : "Resume";
  }

  private receive(report: Report): void {
    if (report.kind === "failed") {
      this.setRunning(false);
      this.pause.disabled = true;
      this.status.textContent = `The search ended: ${report.message}`;
    } else if (report.kind === "generation") this.follow(report);
    else if (report.kind === "stopped") this.stop(report.run, report.digest, report.done);
  }

  private follow(report: Extract<Report, { kind: "generation" }>): void {
    const { ranking, run } = report;
    const { champion, rollouts, evaluateMs } = run;
    const generations = this.run?.config.generations ?? 1;
    this.latest = report;
    this.bar.value = (ranking.generation + 1) / generations;
    add(this.best, rollouts, ranking.best.mean, enabledConnections(ranking.best.genome));
    if (champion) {
      add(this.champion, rollouts, champion.mean, enabledConnections(champion.genome));
      this.watch.disabled = false;
    }
    this.progress.textContent =
      `Generation ${ranking.generation + 1} of ${generations}, ${rollouts.toLocaleString("en")} rollouts, ` +
      `champion ${champion?.mean.toFixed(1) ?? "none yet"}, ${evaluateMs.toFixed(0)} ms a generation`;
    if (performance.now() - this.drawnAt > REDRAW) this.draw();
  }

  /** Draws how far the search is, a chart at a time; while another task is looked at, it waits. */
  draw(): void {
    if (!this.latest || !this.run || !this.root.isConnected) return;
    this.drawnAt = performance.now();
    const { ranking, run } = this.latest;
    const { champion } = run;
    const [learning, pareto, network] = this.charts;
    const subtitle = `${this.page.title}, seed ${this.run.seed}`;
    const charts: [HTMLElement, () => string][] = [
      [learning, () => learningSvg([this.best, this.champion], { title: "Learning", subtitle })],
      [pareto, () => paretoSvg(ranking.members, "Return against connections, this generation")],
    ];
    if (champion) {
      const size = enabledConnections(champion.genome);
      const options = { ...taskNamed(this.page.task), title: `Champion, ${size} connections` };
      charts.push([network, () => networkSvg(champion.genome, options)]);
    }
    for (const [chart, svgOf] of charts) {
      void breathe().then(() => {
        chart.innerHTML = svgOf();
      });
    }
  }

  private stop(run: RunSummary, digest: string, done: boolean): void {
    this.draw();
    this.setRunning(false);
    if (done) this.pause.disabled = true;
    const where = `generation ${run.generation}, digest `;
    const short = element("code", { title: digest }, digest.slice(0, 16));
    this.status.replaceChildren(done ? "Done: " : "Paused: ", where, short);
    this.status.dataset.digest = digest;
    const text = this.championText(run, { provenance: { digest } });
    if (text === undefined) return;
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    this.download.href = this.url;
    this.download.download = "champion.json";
    this.download.hidden = false;
  }

  private championText(run: RunSummary, more = {}): string | undefined {
    if (!run.champion || !this.run) return undefined;
    return searchChampionText(run.champion, run, { task: taskNamed(this.page.task), ...this.run }, more);
  }

  private offer(): void {
    const text = this.latest && this.championText(this.latest.run);
    if (text !== undefined) this.show(text);
  }
}

function emptyCurve(label: string): Curve {
  return { label, rollouts: [], returns: [], connections: [] };
}

function add(curve: Curve, rollouts: number, mean: number, connections: number): void {
  curve.rollouts.push(rollouts);
  curve.returns.push(mean);
  curve.connections.push(connections);
}
