/** A control task on the page: one shared weight at work beside random ones, the weight's slider, six weights in step, and the network. */
import type { Course } from "../evaluate/course.js";
import type { TaskFiles } from "../evaluate/fetched-files.js";
import type { Session } from "../evaluate/session.js";
import type { Champion } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import type { LoadedChampion } from "../record/champion-text.js";
import type { Control } from "../tasks/page-view.js";
import type { PageState } from "./address.js";
import { Beside } from "./beside.js";
import { Clock } from "./clock.js";
import { Comparison } from "./comparison.js";
import { breathe, element, setText, toggle } from "./dom.js";
import { EditPanel } from "./edit-panel.js";
import { editedLine } from "./edited-line.js";
import { EncoderView } from "./encoder-view.js";
import { EpisodeDrawings } from "./episode-drawings.js";
import { meanReturn } from "./mean-return.js";
import { measureCurve } from "./measure-curve.js";
import { NetworkView } from "./network-view.js";
import { pushButton } from "./push.js";
import type { Start } from "./runner.js";
import { scoreboard } from "./scoreboard.js";
import { SideBySide } from "./side-by-side.js";
import { Stage } from "./stage.js";
import type { TaskPage } from "./task-pages.js";
import { TerrainPad } from "./terrain-pad.js";
import { Transport } from "./transport.js";
import { WeightSlider } from "./weight-slider.js";

/** How long an ended episode is looked at, in ms. */
const REST = 400;
const SEEDS = 2 ** 32;
/** Numbers that change faster cannot be read. */
const FRAMES_A_TEXT = 6;

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
  /** Takes an edited network in the place of this one, whose mean return over all weights is `before`, where that is known. */
  readonly edited: (champion: Champion, before: number | undefined) => void;
  /** Of a network that has been edited: what it was before, and the way back. */
  readonly edit?: { readonly before: number | undefined; readonly undo: () => void } | undefined;
  /** Is told why the episode cannot go on. */
  readonly failed: (error: unknown) => void;
}

export class ControlView {
  private readonly stage: Stage;
  private readonly reward = element("span", { class: "value" });
  private readonly transport: Transport;
  private readonly clock: Clock;
  private readonly slider: WeightSlider;
  private readonly network: NetworkView;
  private readonly encoderView: EncoderView | undefined;
  private readonly drawings: EpisodeDrawings;
  private readonly beside: Beside;
  private readonly terrain: TerrainPad | undefined;
  private course: Course | undefined;
  private readonly six = element("div", { class: "six-room" });
  private frames = 0;
  private sideBySide: SideBySide | undefined;
  private readonly closing = new AbortController();

  static async open(root: HTMLElement, options: ControlOptions): Promise<ControlView> {
    const { champion, page } = options;
    const comparison = await Comparison.open(champion.task, champion.champion.genome, options, page.attempt);
    await breathe();
    return new ControlView(root, options, comparison);
  }

  private constructor(
    root: HTMLElement,
    private readonly options: ControlOptions,
    private readonly comparison: Comparison,
  ) {
    const { champion, page, moved } = options;
    const { task } = champion;
    const { session } = comparison.shared;
    const { signal } = this.closing;
    const stage = (label: string) => new Stage(element("canvas", { role: "img", "aria-label": label }), signal, page);
    this.stage = stage(`${page.title} with one shared weight`);
    if (task.course === "ground") {
      this.terrain = new TerrainPad((course) => {
        this.course = course;
        this.restart(this.transport.seed);
      }, signal);
    }
    this.drawings = new EpisodeDrawings(task);
    const { genome } = champion.champion;
    this.beside = new Beside({ task, genome, page, comparison, drawings: this.drawings }, signal);
    const tools = this.tools(session);
    this.transport = new Transport(
      {
        ...options,
        step: () => {
          this.guarded(() => this.step());
          this.show();
        },
        reset: () => this.restart(this.transport.seed),
        speedChanged: (speed) => moved({ speed }),
      },
      ...tools,
    );
    const setWeight = (weight: number) => {
      comparison.setWeight(weight);
      moved({ weight });
    };
    this.slider = new WeightSlider(sayReturn, options.weight, setWeight, signal);
    this.slider.showCurve(champion.champion.fingerprint, champion.champion.profile?.share);
    if (options.edit) this.slider.root.append(editedLine(this.slider, options.edit));
    const editing = new EditPanel({
      labels: task,
      edit: (edited) => options.edited(edited, this.slider.meanReturn),
      meanReturn: (edited) => meanReturn(task, options.files, withoutWeights(edited.genome), signal),
      failed: options.failed,
    });
    this.network = new NetworkView(champion.champion, task, session.nodeIds, editing, signal);
    if (session.picture) this.encoderView = new EncoderView(session.picture, task.inputLabels);
    root.replaceChildren(this.simulation(session.draw() !== undefined), this.network.root);
    measureCurve({ ...options, genome: withoutWeights(champion.champion.genome), slider: this.slider, signal });
    this.clock = new Clock(session.timeStep, signal, (now) => this.frame(now));
    void this.openSideBySide();
  }

  /** Whether the episode runs on by itself. */
  get isPlaying(): boolean {
    return this.transport.playing;
  }

  close(): void {
    this.closing.abort();
  }

  private simulation(draws: boolean): HTMLElement {
    const { task } = this.options.champion;
    const legend = `From top to bottom, over the last steps: ${[...task.inputLabels, ...task.outputLabels].join(", ")}.`;
    return element(
      "section",
      { class: "card wide", "aria-label": "Simulation" },
      element(
        "div",
        { class: "stages" },
        element(
          "figure",
          { class: "shared" },
          scoreboard("One number on every connection", "return so far", this.reward),
          this.stage.canvas,
          ...(this.encoderView ? [this.encoderView.root] : []),
        ),
        this.slider.root,
        this.beside.root,
        this.six,
      ),
      this.transport.root,
      ...(this.terrain ? [this.terrain.root] : []),
      ...(draws ? [] : [element("p", { class: "muted" }, legend)]),
    );
  }

  /** What people can do to the scene: play themselves, push, draw a ground. */
  private tools(session: Session): HTMLElement[] {
    const { page, champion } = this.options;
    const tools: HTMLElement[] = [];
    const { controls } = page;
    if (controls)
      tools.push(toggle("Play against it", (on) => (on ? void this.playWith(controls) : this.beside.close())));
    if (session.pushes) tools.push(pushButton(this.stage, session));
    if (champion.task.course === "ground") {
      const terrain = this.terrain;
      tools.push(toggle("Draw a ground", (on) => terrain?.root.toggleAttribute("hidden", !on)));
    }
    return tools;
  }

  /** Has a person play, from now on and from the same start as the network. */
  private async playWith(controls: readonly Control[]): Promise<void> {
    await this.beside.open(controls, this.start);
    this.restart(this.transport.seed);
    this.transport.setPlaying(true);
  }

  /** Opened last: the first scene is at work before. */
  private async openSideBySide(): Promise<void> {
    const { champion, page } = this.options;
    if (this.comparison.shared.session.draw() === undefined) return;
    const genome = withoutWeights(champion.champion.genome);
    const { task } = champion;
    const { signal } = this.closing;
    const scene = { scene: page, title: page.title, start: this.start };
    const opened = await SideBySide.open({ task, genome, ...scene }, signal);
    if (signal.aborted) return;
    opened.reset(this.start);
    this.sideBySide = opened;
    this.six.replaceChildren(opened.root);
  }

  private step(): void {
    this.comparison.step();
    this.sideBySide?.step();
    this.beside.step();
  }

  /** What episodes begin with now. */
  private get start(): Start {
    return { seed: this.transport.seed, course: this.course };
  }

  private restart(seed: number): void {
    this.transport.seed = seed;
    this.guarded(() => {
      this.comparison.reset(this.start);
      this.sideBySide?.reset(this.start);
      this.beside.reset(this.start);
    });
    this.options.moved({ seed, draw: this.comparison.draw });
    this.show();
  }

  /** Runs a part of an episode. One that throws, as a user's task may, is said once and stands still. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.transport.setPlaying(false);
      this.options.failed(error);
    }
  }

  private frame(now: number): void {
    if (this.transport.playing) this.guarded(() => this.run(now));
    else this.clock.skip(now);
    this.show(this.frames++);
  }

  private run(now: number): void {
    const { comparison, transport } = this;
    this.clock.run(now, transport.speed, () => this.step());
    // What has fallen starts again: the shared weight on the next seed, random ones drawn anew.
    if (comparison.shared.hasRested(now, REST)) this.restart((transport.seed + 1) % SEEDS);
    this.sideBySide?.restart(now, REST, this.start);
    this.beside.restart(now, REST, this.start);
  }

  /** Shows all parts, or, `turn` being given, those whose turn it is: the scene at every frame, others at every second one or less. */
  private show(turn?: number): void {
    const { shared } = this.comparison;
    const isDue = (every: number, at: number) => turn === undefined || turn % every === at;
    this.stage.paint(this.drawings.of(shared));
    if (isDue(2, 1)) {
      this.encoderView?.show(shared.session);
      this.sideBySide?.paint();
      this.network.show(shared.session.values, this.slider.weight);
    }
    this.beside.paint(isDue(2, 0));
    if (!isDue(FRAMES_A_TEXT, 0)) return;
    setText(this.reward, shared.reward.toFixed(1));
    this.beside.write();
    this.sideBySide?.write();
  }
}

/** The champion's topology alone: the slider's weight is every connection's. */
function withoutWeights(genome: Genome): Genome {
  const connections = genome.connections.map(({ source, target, enabled }) => ({ source, target, enabled }));
  return { ...genome, connections };
}

function sayReturn(mean: number): string {
  return `mean return here ${mean.toFixed(Math.abs(mean) < 2 ? 2 : 0)}`;
}
