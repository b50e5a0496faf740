/** A control task on the page: two stages with their clock, the weight's slider, and the network at work. */
import type { Drawing } from "../evaluate/drawing.js";
import type { TaskFiles } from "../evaluate/fetched-files.js";
import type { Genome } from "../genome/genome.js";
import type { LoadedChampion } from "../record/champion-text.js";
import { type PageState, SPEEDS } from "./address.js";
import { Comparison, type Runner } from "./comparison.js";
import { breathe, button, element, field, numberInput, select, setText, toolbar, wholeNumber } from "./dom.js";
import { EncoderView } from "./encoder-view.js";
import { NetworkView } from "./network-view.js";
import { Stage } from "./stage.js";
import { startWorker } from "./start-worker.js";
import type { TaskPage } from "./task-pages.js";
import { Traces } from "./traces.js";
import { WeightSlider } from "./weight-slider.js";
import type { Order } from "./worker.js";

/** How long an ended episode is looked at, in ms. */
const PAUSE_AT_END = 1200;
/** The most that a frame makes up for, in s: a hidden page does not run on when it comes back. */
const LONGEST_FRAME = 0.1;
/** The most that a frame's steps may take, in ms: the page has to answer. */
const LONGEST_WORK = 20;
const MOST_SEED = 2 ** 32 - 1;

export interface ControlOptions {
  readonly champion: LoadedChampion;
  readonly page: TaskPage;
  /** The task's files, of which the page's worker is given copies. */
  readonly files: TaskFiles;
  readonly weight: number;
  readonly seed: number;
  readonly speed: number;
  /** Which random weights are beside the shared one. */
  readonly draw: number;
  readonly playing: boolean;
  /** Is told of what changes of these. */
  readonly moved: (change: Partial<Pick<PageState, "weight" | "seed" | "speed" | "draw">>) => void;
  /** Is told why the episode cannot go on. */
  readonly failed: (error: unknown) => void;
}

export class ControlView {
  private readonly stages: [Stage, Stage];
  private readonly rewards = [element("span", { class: "value" }), element("span", { class: "value" })];
  private readonly ends = [element("span", { class: "end" }), element("span", { class: "end" })];
  private readonly play = button("Pause", () => this.setPlaying(!this.playing), { class: "main" });
  private readonly speed: HTMLSelectElement;
  private readonly seed: HTMLInputElement;
  private readonly slider: WeightSlider;
  private readonly network: NetworkView;
  private readonly encoderView: EncoderView | undefined;
  private readonly traces: readonly Traces[];
  private readonly closing = new AbortController();
  private playing = true;
  private behind = 0;
  private lastFrame = performance.now();
  private endedAt: number | undefined;

  static async open(root: HTMLElement, options: ControlOptions): Promise<ControlView> {
    const { champion, weight, seed, draw } = options;
    const comparison = await Comparison.open(champion.task, champion.champion.genome, weight, seed, draw);
    await breathe();
    return new ControlView(root, options, comparison);
  }

  private constructor(
    root: HTMLElement,
    private readonly options: ControlOptions,
    private readonly comparison: Comparison,
  ) {
    const { champion, seed, page, moved } = options;
    const { task } = champion;
    const { genome, profile } = champion.champion;
    const { signal } = this.closing;
    this.stages = [
      canvasOf(`${page.title} with one shared weight`, signal),
      canvasOf(`${page.title} with random weights`, signal),
    ];
    this.seed = numberInput(seed, 0, MOST_SEED);
    this.seed.addEventListener("change", () => this.restart());
    this.speed = select(
      SPEEDS.map((speed) => ({ value: String(speed), text: `${speed === 0.25 ? "¼" : speed}× speed` })),
      String(options.speed),
    );
    this.speed.addEventListener("change", () => moved({ speed: Number(this.speed.value) }));
    const setWeight = (weight: number) => {
      comparison.setWeight(weight);
      moved({ weight });
    };
    this.slider = new WeightSlider("return", options.weight, setWeight, signal);
    this.network = new NetworkView(
      withoutWeights(genome),
      task,
      comparison.shared.session.nodeIds,
      signal,
      profile?.share,
    );
    const { picture } = comparison.shared.session;
    if (picture) this.encoderView = new EncoderView(picture, task.inputLabels);
    this.traces = [new Traces(task.inputs), new Traces(task.inputs)];
    const draws = comparison.shared.session.draw() !== undefined;
    const legend = `From top to bottom, over the last steps: ${[...task.inputLabels, ...task.outputLabels].join(", ")}.`;
    const captions = ["one shared weight", "every weight random"].map((text, i) =>
      element(
        "figcaption",
        {},
        element("span", {}, text),
        element("span", {}, "reward ", this.rewards[i]),
        this.ends[i],
      ),
    );
    root.replaceChildren(
      element(
        "section",
        { class: "card", "aria-label": "Simulation" },
        element(
          "div",
          { class: "stages" },
          ...captions.map((caption, i) => element("figure", {}, this.stages[i].canvas, caption)),
        ),
        element(
          "div",
          { class: "row" },
          toolbar(
            "Simulation",
            this.play,
            button("Step", () => {
              this.setPlaying(false);
              this.guarded(() => this.comparison.step());
              this.show();
            }),
            button("Reset", () => this.restart()),
          ),
          element("label", {}, element("span", { class: "hidden" }, "Speed"), this.speed),
          field("seed", this.seed),
        ),
        ...(this.encoderView ? [this.encoderView.root] : []),
        ...(draws ? [] : [element("p", { class: "muted" }, legend)]),
        this.slider.root,
      ),
      this.network.root,
    );
    this.slider.root.classList.remove("card");
    this.slider.showCurve(champion.champion.fingerprint);
    this.measure();
    this.setPlaying(options.playing);
    requestAnimationFrame((now) => this.frame(now));
  }

  /** Whether the episode runs on by itself. */
  get isPlaying(): boolean {
    return this.playing;
  }

  close(): void {
    this.closing.abort();
  }

  /** Has the curve measured in a worker, where the champion's own is of fewer weights or episodes. */
  private measure(): void {
    const { champion, page, files } = this.options;
    const { fingerprint, genome } = champion.champion;
    const known = Math.min(Number.POSITIVE_INFINITY, ...fingerprint.map(({ episodes }) => episodes));
    const enough = fingerprint.length > 0 ? known : 0;
    const { sweep } = page;
    if (!sweep || (fingerprint.length >= sweep.weights && enough >= sweep.episodes)) return;
    const worker = startWorker((report) => {
      if (report.kind === "failed") this.slider.complain(`The curve cannot be measured: ${report.message}`);
      else if (report.kind === "fingerprint") {
        // A rough curve does not take a better one's place.
        const { episodes } = report.points[0];
        if (episodes >= Math.min(enough, sweep.episodes)) this.slider.showCurve(report.points);
        if (episodes === sweep.episodes) worker.terminate();
      }
    });
    this.closing.signal.addEventListener("abort", () => worker.terminate());
    const order: Order = { kind: "sweep", task: champion.task.name, files, genome: withoutWeights(genome), ...sweep };
    worker.postMessage(order);
  }

  private setPlaying(playing: boolean): void {
    this.playing = playing;
    this.play.textContent = playing ? "Pause" : "Play";
  }

  private restart(): void {
    const seed = wholeNumber(this.seed, 0);
    this.guarded(() => this.comparison.reset(seed));
    this.endedAt = undefined;
    this.behind = 0;
    this.options.moved({ seed, draw: this.comparison.draw });
    this.show();
  }

  /** Runs a part of an episode. One that throws, as a user's task may, is said once and stands still. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.setPlaying(false);
      this.options.failed(error);
    }
  }

  private frame(now: number): void {
    if (this.closing.signal.aborted) return;
    requestAnimationFrame((next) => this.frame(next));
    const elapsed = Math.min(LONGEST_FRAME, (now - this.lastFrame) / 1000);
    this.lastFrame = now;
    const { shared } = this.comparison;
    if (this.playing) {
      this.behind += elapsed * Number(this.speed.value);
      const { timeStep } = shared.session;
      this.guarded(() => {
        const until = performance.now() + LONGEST_WORK;
        for (; this.behind >= timeStep && performance.now() < until; this.behind -= timeStep) this.comparison.step();
        // A machine that does not keep up shows the episode slower.
        this.behind %= timeStep;
      });
      if (shared.end) this.endedAt ??= now;
      if (this.endedAt !== undefined && now - this.endedAt > PAUSE_AT_END) this.restart();
    }
    this.show();
  }

  private tracesOf(i: number, { session, steps }: Runner): Drawing {
    const { inputs, outputs } = this.options.champion.task;
    const { values } = session;
    this.traces[i].note(steps, [...values.slice(1, 1 + inputs), ...values.slice(values.length - outputs)]);
    return this.traces[i].drawing;
  }

  private show(): void {
    const { shared, random } = this.comparison;
    for (const [i, runner] of [shared, random].entries()) {
      this.stages[i].paint(runner.session.draw() ?? this.tracesOf(i, runner));
      setText(this.rewards[i], runner.reward.toFixed(1));
      setText(this.ends[i], endOf(runner));
    }
    this.network.show(shared.session.values, this.slider.weight);
    this.encoderView?.show(shared.session);
  }
}

function canvasOf(label: string, signal: AbortSignal): Stage {
  return new Stage(element("canvas", { role: "img", "aria-label": label }), signal);
}

function endOf({ end, steps, session }: Runner): string {
  if (!end) return "";
  return end === "truncated" ? "time is up" : `ended after ${(steps * session.timeStep).toFixed(1)} s`;
}

/** The champion's topology alone: the slider's weight is every connection's. */
function withoutWeights(genome: Genome): Genome {
  const connections = genome.connections.map(({ source, target, enabled }) => ({ source, target, enabled }));
  return { ...genome, connections };
}
