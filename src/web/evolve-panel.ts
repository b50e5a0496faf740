/** Evolution on the page: a search in a Web Worker, seen as it goes; its champion to watch here or to take away. */

import { enabledConnections } from "../genome/genome.js";
import { searchChampionText } from "../record/champion-texts.js";
import { learningSvg } from "../report/learning-svg.js";
import { networkSvg } from "../report/network-svg.js";
import { paretoSvg } from "../report/pareto-svg.js";
import { presetNamed, resolveConfig } from "../search/configuration.js";
import type { SearchConfig } from "../search/search.js";
import { taskNamed } from "../tasks/registry.js";
import { button, element, field, numberInput, wholeNumber } from "./dom.js";
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
  private readonly charts = ["Return", "Pareto front", "Champion"].map((title) =>
    element("div", { class: "chart" }, element("p", { class: "empty" }, `${title}: appears as the search goes on`)),
  );
  private readonly command = element("pre", { tabindex: 0, "aria-label": "The same search on the command line" });
  private worker: Worker | undefined;
  private config: SearchConfig | undefined;
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
      input.addEventListener("change", () => this.showCommand());
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
        this.start,
        this.pause,
        this.watch,
        this.download,
      ),
      this.bar,
      this.status,
      element("div", { class: "charts" }, ...this.charts),
      element("p", { class: "muted" }, "The same search on the command line gives the same digest, bit for bit:"),
      this.command,
    );
    this.status.textContent = "A search starts with networks of hardly any connections and adds one thing at a time.";
    this.showCommand();
  }

  /** Ends the search, if there is one. */
  close(): void {
    this.worker?.terminate();
    if (this.url) URL.revokeObjectURL(this.url);
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
    this.close();
    const { preset, seed, population, generations } = this.settings();
    const values = { population, generations };
    this.config = resolveConfig(presetNamed(preset), [{ origin: "the search", values }]);
    this.best = emptyCurve("best of the generation");
    this.champion = emptyCurve("champion, confirmed");
    this.latest = undefined;
    this.drawnAt = 0;
    this.download.hidden = true;
    this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", ({ data }: MessageEvent<Report>) => this.receive(data));
    this.worker.addEventListener("error", ({ message }) => this.receive({ kind: "failed", message }));
    this.order({ kind: "evolve", config: this.config, seed });
    this.setRunning(true);
    this.start.textContent = "Start again";
    this.status.textContent = "Starting …";
  }

  private toggle(): void {
    if (this.running) {
      this.order({ kind: "pause" });
      this.pause.disabled = true;
    } else {
      this.order({ kind: "resume" });
      this.setRunning(true);
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
    const generations = this.config?.generations ?? 1;
    this.latest = report;
    this.bar.value = (ranking.generation + 1) / generations;
    add(this.best, rollouts, ranking.best.mean, enabledConnections(ranking.best.genome));
    if (champion) {
      add(this.champion, rollouts, champion.mean, enabledConnections(champion.genome));
      this.watch.disabled = false;
    }
    this.status.textContent =
      `Generation ${ranking.generation + 1} of ${generations}, ${rollouts.toLocaleString("en")} rollouts, ` +
      `champion ${champion?.mean.toFixed(1) ?? "none yet"}, ${evaluateMs.toFixed(0)} ms a generation`;
    if (performance.now() - this.drawnAt > REDRAW) this.draw();
  }

  private draw(): void {
    if (!this.latest) return;
    this.drawnAt = performance.now();
    const {
      ranking,
      run: { champion },
    } = this.latest;
    const [learning, pareto, network] = this.charts;
    const title = `${this.page.title}, seed ${wholeNumber(this.seed, 1)}`;
    learning.innerHTML = learningSvg([this.best, this.champion], { title: "Learning", subtitle: title });
    pareto.innerHTML = paretoSvg(ranking.members, "Return against connections, this generation");
    if (champion) {
      const size = enabledConnections(champion.genome);
      const labels = taskNamed(this.page.task);
      network.innerHTML = networkSvg(champion.genome, { ...labels, title: `Champion, ${size} connections` });
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
    if (!run.champion || !this.config) return undefined;
    return searchChampionText(
      run.champion,
      run,
      { task: taskNamed(this.page.task), config: this.config, seed: wholeNumber(this.seed, 1) },
      more,
    );
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
