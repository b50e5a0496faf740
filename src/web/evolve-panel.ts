/** Evolution on the page: a search on workers, its best at work as it goes; its champion to watch here or to take away. */

import { fetchTaskFiles } from "../evaluate/fetched-files.js";
import { LARGEST_SEED } from "../largest-seed.js";
import { searchChampionText } from "../record/champion-texts.js";
import { resolveConfig } from "../search/configuration.js";
import { SEARCHES } from "../search/registry.js";
import type { SearchConfig } from "../search/search.js";
import { presetsOf } from "../tasks/presets.js";
import { TASKS, type Task } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { button, element, field, grouped, numberInput, setText, signed, toolbar, wholeNumber } from "./dom.js";
import { DownloadLink } from "./download-link.js";
import { ImageChooser } from "./image-chooser.js";
import { Lineage } from "./lineage.js";
import type { Order, Report, RunSummary } from "./orders.js";
import { SearchCharts } from "./search-charts.js";
import { type AtWork, SEARCH_VIEWS, type SearchView } from "./search-views.js";
import { startWorker } from "./start-worker.js";
import type { TaskPage } from "./task-pages.js";

const MOST_POPULATION = 1000;
const MOST_GENERATIONS = 100_000;

export class EvolvePanel {
  readonly root: HTMLElement;
  private readonly seed = numberInput(1, 0, LARGEST_SEED);
  /** Missing where the search has one network a generation. */
  private readonly population: HTMLInputElement | undefined;
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
  private readonly kind: SearchView;
  private readonly atWork: AtWork;
  private readonly charts: SearchCharts;
  private readonly lineage: Lineage;
  /** Of a task of images. */
  private readonly images: ImageChooser | undefined;
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
    if ("population" in this.usual) {
      this.population = numberInput(numberIn(this.usual, "population"), 2, MOST_POPULATION);
    }
    this.generations = numberInput(this.usual.generations, 1, MOST_GENERATIONS);
    this.pause.disabled = true;
    this.watch.disabled = true;
    this.kind = SEARCH_VIEWS[task.kind];
    this.atWork = this.kind.atWork(task, page, signal);
    if (task.imageFiles) {
      const complain = (message: string) => setText(this.status, message);
      this.images = new ImageChooser(task.imageFiles, () => this.begin(), complain);
    }
    this.charts = new SearchCharts(task, this.kind, () => `${page.title}, seed ${this.run?.seed}`);
    this.lineage = new Lineage(
      (place) => this.order({ kind: "ancestor", place }),
      (genome, title) => this.atWork.show(genome, title, true),
    );
    for (const input of [this.seed, this.population, this.generations]) {
      input?.addEventListener("change", () => {
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
        ...(this.population ? [field("population", this.population)] : []),
        field("generations", this.generations),
      ),
      this.bar,
      this.status,
      ...(this.images ? [this.images.root] : []),
      this.progress,
      this.lineage.root,
      element("div", { class: "charts" }, this.atWork.root, ...this.charts.parts),
      element("p", { class: "muted" }, "The same search on the command line gives the same digest, bit for bit:"),
      this.command,
      this.goesOn,
    );
    this.status.textContent =
      search.beginning ?? "From nothing: networks of hardly any connections, changed one thing at a time.";
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

  private settings(): { seed: number; population?: number; generations: number } {
    return {
      seed: wholeNumber(this.seed, 1),
      ...(this.population && { population: wholeNumber(this.population, numberIn(this.usual, "population")) }),
      generations: wholeNumber(this.generations, this.usual.generations),
    };
  }

  private showCommand(): void {
    const { preset, values = {} } = this.search;
    const settings = this.settings();
    const given = Object.entries(settings).map(([key, value]) => ` --${key} ${value}`);
    const others = Object.entries(values).filter(([key]) => !(key in settings));
    const set = others.map(([key, value]) => ` --set ${key}=${value}`);
    this.command.textContent = `npx wann evolve ${this.page.task} --preset ${preset}${given.join("")}${set.join("")}`;
  }

  /** What the run's folder is called. */
  private folder(seed?: number): string {
    return `${this.search.preset}-seed${seed}`;
  }

  private begin(): void {
    const { seed, ...values } = this.settings();
    let config: SearchConfig;
    try {
      config = this.configWith(values);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // What runs goes on.
      this.status.textContent = `No search of this begins: ${error.message.replace("the search: ", "")}`;
      return;
    }
    this.worker?.terminate();
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
    // Nobody hears of it before there is all that the search needs.
    this.pause.disabled = true;
    this.status.textContent = "Searching …";
    delete this.status.dataset.digest;
    const { own } = this.page;
    const workers = Math.min(this.kind.mostWorkers, navigator.hardwareConcurrency || 1);
    const folder = this.folder(seed);
    const say = (text: string) => {
      if (worker === this.worker) setText(this.status, text);
    };
    Promise.all([fetchTaskFiles(this.task), this.images?.get(say)]).then(
      ([files, images]) => {
        if (worker !== this.worker) return;
        this.pause.disabled = false;
        this.start.textContent = "Start again";
        const given = { ...(own && { own }), ...(images && { images }) };
        worker.postMessage({ kind: "evolve", config, seed, files, workers, folder, ...given } satisfies Order);
      },
      ({ message }: Error) => worker === this.worker && this.fail(message),
    );
  }

  private fail(message: string): void {
    this.setRunning(false);
    this.pause.disabled = true;
    this.status.textContent = message;
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
    if (report.kind === "failed") this.fail(`The search ended: ${report.message}`);
    else if (report.kind === "preparing") {
      setText(this.status, `Preparing ${grouped(report.images)} images …`);
    } else if (report.kind === "examples") void this.atWork.give?.(report.examples);
    else if (report.kind === "generation") this.follow(report);
    else if (report.kind === "stopped") this.stop(report);
    else if (report.kind === "lineage") this.lineage.open(report.ancestors);
    else if (report.kind === "ancestor") this.lineage.receive(report.place, report.genome);
  }

  private follow(report: Extract<Report, { kind: "generation" }>): void {
    const { ranking, run } = report;
    const { champion, rollouts, evaluateMs, right } = run;
    const { kind } = this;
    setText(this.status, "Searching …");
    const generations = this.run?.config.generations ?? 1;
    this.latest = run;
    this.bar.value = (ranking.generation + 1) / generations;
    if (champion) this.watch.disabled = false;
    this.atWork.show(ranking.best.genome, `Best of generation ${ranking.generation + 1}`);
    this.charts.add(report);
    const earns = champion ? signed(champion.mean, kind.decimals) : "none yet";
    const reads = right === undefined ? "" : ` (${(100 * right).toFixed(1)}% of the test images read right)`;
    this.progress.textContent =
      `Generation ${ranking.generation + 1} of ${generations}, ${grouped(rollouts)} ${kind.rollouts}, ` +
      `champion ${earns}${reads}, ${evaluateMs.toFixed(0)} ms a generation`;
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
