/** A control task on the page: two stages with their clock, the weight's slider, and the network at work. */
import type { Drawing } from "../evaluate/drawing.js";
import type { Genome } from "../genome/genome.js";
import type { LoadedChampion } from "../record/champion-text.js";
import { bestPoint } from "../score/sweep.js";
import { Comparison, type Runner } from "./comparison.js";
import { button, element, field, numberInput, select, wholeNumber } from "./dom.js";
import { EncoderView } from "./encoder-view.js";
import { NetworkView } from "./network-view.js";
import { Stage } from "./stage.js";
import type { TaskPage } from "./task-pages.js";
import { Traces } from "./traces.js";
import { WeightSlider } from "./weight-slider.js";
import type { Order, Report } from "./worker.js";

const SPEEDS = [0.25, 1, 2, 4];
/** How long an ended episode is looked at, in ms. */
const PAUSE_AT_END = 1200;
/** The most that a frame makes up for, in s: a hidden page does not run on when it comes back. */
const LONGEST_FRAME = 0.1;
const MOST_SEED = 2 ** 32 - 1;
const DEFAULT_WEIGHT = 1;

export interface ArenaOptions {
  readonly champion: LoadedChampion;
  readonly page: TaskPage;
  /** Without it, the champion's own tuned weight. */
  readonly weight?: number;
  readonly seed: number;
  /** Is told of every new weight and seed. */
  readonly moved: (weight: number, seed: number) => void;
}

export class ControlView {
  private readonly stages: [Stage, Stage];
  private readonly rewards = [element("output"), element("output")];
  private readonly ends = [element("span", { class: "end" }), element("span", { class: "end" })];
  private readonly play = button("Pause", () => this.setPlaying(!this.playing), { class: "main" });
  private readonly speed = select(
    SPEEDS.map((speed) => ({ value: String(speed), text: `${speed === 0.25 ? "¼" : speed}× speed` })),
    "1",
  );
  private readonly seed: HTMLInputElement;
  private readonly slider: WeightSlider;
  private readonly network: NetworkView;
  private readonly encoderView: EncoderView | undefined;
  private readonly traces: readonly Traces[];
  private readonly worker: Worker;
  private playing = true;
  private closed = false;
  private behind = 0;
  private lastFrame = performance.now();
  private endedAt: number | undefined;

  static async open(root: HTMLElement, options: ArenaOptions): Promise<ControlView> {
    const { champion, seed } = options;
    const weight = options.weight ?? championWeight(champion);
    const comparison = await Comparison.open(champion.task, champion.champion.genome, weight, seed);
    return new ControlView(root, options, comparison, weight);
  }

  private constructor(
    root: HTMLElement,
    private readonly options: ArenaOptions,
    private readonly comparison: Comparison,
    weight: number,
  ) {
    const { champion, seed, page, moved } = options;
    const { task } = champion;
    const { genome, profile } = champion.champion;
    this.stages = [canvasOf(`${page.title} with one shared weight`), canvasOf(`${page.title} with random weights`)];
    this.seed = numberInput(seed, 0, MOST_SEED);
    this.seed.addEventListener("change", () => this.restart());
    this.slider = new WeightSlider("return", weight, (changed) => {
      comparison.setWeight(changed);
      moved(changed, wholeNumber(this.seed, 0));
    });
    this.network = new NetworkView(withoutWeights(genome), task, comparison.shared.session.nodeIds, profile?.share);
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
          this.play,
          button("Step", () => {
            this.setPlaying(false);
            this.comparison.step();
            this.show();
          }),
          button("Reset", () => this.restart()),
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
    this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (data.kind === "fingerprint") this.slider.showCurve(data.points);
    });
    this.slider.showCurve(champion.champion.fingerprint);
    if (page.sweep) {
      const order: Order = { kind: "sweep", task: task.name, genome: withoutWeights(genome), ...page.sweep };
      this.worker.postMessage(order);
    }
    requestAnimationFrame((now) => this.frame(now));
  }

  close(): void {
    this.closed = true;
    this.worker.terminate();
  }

  private setPlaying(playing: boolean): void {
    this.playing = playing;
    this.play.textContent = playing ? "Pause" : "Play";
  }

  private restart(): void {
    const seed = wholeNumber(this.seed, 0);
    this.comparison.reset(seed);
    this.endedAt = undefined;
    this.behind = 0;
    this.options.moved(this.slider.weight, seed);
    this.show();
  }

  private frame(now: number): void {
    if (this.closed) return;
    requestAnimationFrame((next) => this.frame(next));
    const elapsed = Math.min(LONGEST_FRAME, (now - this.lastFrame) / 1000);
    this.lastFrame = now;
    const { shared } = this.comparison;
    if (this.playing) {
      this.behind += elapsed * Number(this.speed.value);
      const { timeStep } = shared.session;
      for (; this.behind >= timeStep; this.behind -= timeStep) this.comparison.step();
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
      this.rewards[i].value = runner.reward.toFixed(1);
      this.ends[i].textContent = endOf(runner);
    }
    this.network.show(shared.session.values, this.slider.weight);
    this.encoderView?.show(shared.session);
  }
}

function canvasOf(label: string): Stage {
  return new Stage(element("canvas", { role: "img", "aria-label": label }));
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

function championWeight({ champion }: LoadedChampion): number {
  const { tunedSharedWeight, fingerprint } = champion;
  return tunedSharedWeight ?? (fingerprint.length > 0 ? bestPoint(fingerprint).weight : DEFAULT_WEIGHT);
}
