/** Evolution on the page: a search on workers, its best at work as it goes; its champion to watch here or to take away. */

import { fetchTaskFiles } from "../evaluate/fetched-files.js";
import { searchChampionText } from "../record/champion-texts.js";
import { resolveConfig } from "../search/configuration.js";
import { SEARCHES } from "../search/registry.js";
import type { SearchConfig } from "../search/search.js";
import { presetsOf } from "../tasks/presets.js";
import { TASKS, type Task } from "../tasks/registry.js";
import { BestAtWork } from "./best-at-work.js";
import { button, element, field, MOST_SEED, numberInput, toolbar, wholeNumber } from "./dom.js";
import { DownloadLink } from "./download-link.js";
import { Lineage } from "./lineage.js";
import type { Order, Report, RunSummary } from "./orders.js";
import { SearchCharts } from "./search-charts.js";
import { startWorker } from "./start-worker.js";
import type { TaskPage } from "./task-pages.js";

const MOST_POPULATION = 1000;
const MOST_GENERATIONS = 100_000;
/** The page's own thread needs a core for itself where there are many. */
const MOST_WORKERS = 8;

export class EvolvePanel {
  readonly root: HTMLElement;
  private readonly seed = numberInput(1, 0, MOST_SEED);
  private readonly population: HTMLInputElement;
  private readonly generations: HTMLInputElement;
  private readonly start = button("Evolve", () => this.begin(), { class: "main" });
  private readonly pause = button("Pause", () => this.toggle());
  private readonly watch = button("Watch the champion", () => this.offer());
  private readonly championLink = new DownloadLink("Download champion.json");
  private readonly runLink = new DownloadLink("Download the run");
  private readonly bar = element("progress", { max: 1, value: 0, "aria-label": "Generations" });
  private readonly status = element("p", { class: "muted", role: "status" });
  /** How far it is: many times a second, which nobody wants to be told. */
  private readonly progress = element("p", { class: "muted" });
  private readonly command = element("pre", { "aria-label": "The same search on the command line" });
  private readonly goingOn = element("pre", { "aria-label": "How the run goes on on the command line" });
  private readonly goesOn = element(
    "div",
    { hidden: true },
    element("p", { class: "muted" }, "The run, unpacked, goes on there from where it stands here:"),
    this.goingOn,
  );
  private readonly atWork: BestAtWork;
  private readonly charts: SearchCharts;
  private readonly lineage: Lineage;
  /** The preset with what the page lays over it. */
  private readonly usual: SearchConfig;
  private worker: Worker | undefined;
  /** Of the search on show, whatever the fields say by now. */
  private run: { readonly config: SearchConfig; readonly seed: number } | undefined;
  private running = false;
  private latest: RunSummary | undefined;

  /**
   * @param show is handed the text of a champion.json to show on the stage.
   * @param signal ends its scene.
   */
  constructor(
    private readonly page: TaskPage,
    private readonly task: Task,
    private readonly search: NonNullable<TaskPage["search"]>,
    private readonly show: (text: string) => void,
    signal: AbortSignal,
  ) {
    this.usual = this.configWith({});
    this.population = numberInput(numberIn(this.usual, "population"), 2, MOST_POPULATION);
    this.generations = numberInput(this.usual.generations, 1, MOST_GENERATIONS);
    this.pause.disabled = true;
    this.watch.disabled = true;
    this.atWork = new BestAtWork(task, page, signal);
    this.charts = new SearchCharts(task, () => `${page.title}, seed ${this.run?.seed}`);
    this.lineage = new Lineage(
      (place) => this.order({ kind: "ancestor", place }),
      (genome, title) => this.atWork.show(genome, title, true),
    );
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
        toolbar("Search", this.start, this.pause, this.watch, this.championLink.root, this.runLink.root),
        field("seed", this.seed),
        field("population", this.population),
        field("generations", this.generations),
      ),
      this.bar,
      this.status,
      this.progress,
      this.lineage.root,
      element("div", { class: "charts" }, this.atWork.root, ...this.charts.parts),
      element("p", { class: "muted" }, "The same search on the command line gives the same digest, bit for bit:"),
      this.command,
      this.goesOn,
    );
    this.status.textContent = "From nothing: networks of hardly any connections, changed one thing at a time.";
    this.showCommand();
  }

  /** Draws what has come while another task was looked at. */
  draw(): void {
    this.charts.draw();
  }

  private configWith(values: Readonly<Record<string, number | null>>): SearchConfig {
    const tasks = this.page.own ? TASKS.with(this.task) : TASKS;
    const preset = presetsOf(tasks).named(this.search.preset);
    const layers = [{ origin: "the search", values: { ...this.search.values, ...values } }];
    return resolveConfig(preset, layers, SEARCHES, tasks);
  }

  private settings(): { seed: number; population: number; generations: number } {
    return {
      seed: wholeNumber(this.seed, 1),
      population: wholeNumber(this.population, numberIn(this.usual, "population")),
      generations: wholeNumber(this.generations, this.usual.generations),
    };
  }

  private showCommand(): void {
    const { preset, values = {} } = this.search;
    const { seed, population, generations } = this.settings();
    const { population: _, ...others } = values;
    const set = Object.entries(others).map(([key, value]) => ` --set ${key}=${value}`);
    this.command.textContent =
      `npx wann evolve ${this.page.task} --preset ${preset} --seed ${seed} ` +
      `--population ${population} --generations ${generations}${set.join("")}`;
  }

  /** What the run's folder is called. */
  private folder(seed?: number): string {
    return `${this.search.preset}-seed${seed}`;
  }

  private begin(): void {
    this.worker?.terminate();
    const { seed, ...values } = this.settings();
    const config = this.configWith(values);
    this.run = { config, seed };
    this.showCommand();
    this.charts.clear();
    this.lineage.open([]);
    this.latest = undefined;
    this.bar.value = 0;
    this.clearLinks();
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
    const { own } = this.page;
    const workers = Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1);
    const folder = this.folder(seed);
    fetchTaskFiles(this.task).then(
      (files) => {
        const order: Order = { kind: "evolve", config, seed, files, workers, folder, ...(own && { own }) };
        worker.postMessage(order);
      },
      ({ message }: Error) => worker === this.worker && this.receive({ kind: "failed", message }),
    );
  }

  private toggle(): void {
    if (this.running) {
      this.order({ kind: "pause" });
      this.pause.disabled = true;
    } else {
      this.clearLinks();
      this.order({ kind: "resume" });
      this.setRunning(true);
      this.status.textContent = "Searching …";
    }
  }

  private clearLinks(): void {
    this.championLink.clear();
    this.runLink.clear();
    this.goesOn.hidden = true;
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
    else if (report.kind === "stopped") this.stop(report);
    else if (report.kind === "lineage") this.lineage.open(report.ancestors);
    else if (report.kind === "ancestor") this.lineage.receive(report.place, report.genome);
  }

  private follow(report: Extract<Report, { kind: "generation" }>): void {
    const { ranking, run } = report;
    const { champion, rollouts, evaluateMs } = run;
    const generations = this.run?.config.generations ?? 1;
    this.latest = run;
    this.bar.value = (ranking.generation + 1) / generations;
    if (champion) this.watch.disabled = false;
    this.atWork.show(ranking.best.genome, `Best of generation ${ranking.generation + 1}`);
    this.charts.add(report);
    this.progress.textContent =
      `Generation ${ranking.generation + 1} of ${generations}, ${rollouts.toLocaleString("en")} rollouts, ` +
      `champion ${champion?.mean.toFixed(1) ?? "none yet"}, ${evaluateMs.toFixed(0)} ms a generation`;
  }

  private stop({ run, digest, done, zip }: Extract<Report, { kind: "stopped" }>): void {
    this.charts.draw();
    this.setRunning(false);
    if (done) this.pause.disabled = true;
    const where = `generation ${run.generation}, digest `;
    const short = element("code", { title: digest }, digest.slice(0, 16));
    this.status.replaceChildren(done ? "Done: " : "Paused: ", where, short);
    this.status.dataset.digest = digest;
    if (run.champion) this.atWork.show(run.champion.genome, `Champion, of generation ${run.champion.generation + 1}`);
    const folder = this.folder(this.run?.seed);
    this.runLink.offer(zip, `${folder}.zip`);
    this.goingOn.textContent = `npx wann evolve --resume ${folder}`;
    this.goesOn.hidden = false;
    const text = this.championText(run, { provenance: { digest } });
    if (text !== undefined) this.championLink.offer(text, "champion.json");
  }

  private championText(run: RunSummary, more = {}): string | undefined {
    if (!run.champion || !this.run) return undefined;
    return searchChampionText(run.champion, run, { task: this.task, ...this.run }, more);
  }

  private offer(): void {
    const text = this.latest && this.championText(this.latest);
    if (text !== undefined) this.show(text);
  }
}

function numberIn(config: SearchConfig, key: string): number {
  return Number((config as unknown as Readonly<Record<string, unknown>>)[key]);
}
