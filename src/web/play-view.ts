/** A person in the network's place: an episode of the same start, driven by keys or by buttons that are held. */
import { openSession } from "../fetched.js";
import type { Genome } from "../genome/genome.js";
import type { Control } from "../tasks/page-view.js";
import type { Task } from "../tasks/registry.js";
import { element, setText } from "./dom.js";
import { Runner, type Start } from "./runner.js";
import { scoreboard } from "./scoreboard.js";
import { type Scene, Stage } from "./stage.js";

export interface PlayOptions {
  readonly task: Task;
  /** Any that fits the task: it is not asked. */
  readonly genome: Genome;
  readonly title: string;
  readonly scene: Scene;
  readonly controls: readonly Control[];
  readonly start: Start;
}

export class PlayView {
  readonly root: HTMLElement;
  private readonly stage: Stage;
  private readonly reward = element("span", { class: "value" });
  private readonly held = new Set<Control>();

  static async open(options: PlayOptions, signal: AbortSignal): Promise<PlayView> {
    const runner = new Runner(await openSession(options.task, options.genome, 1));
    runner.reset(options.start);
    return new PlayView(options, runner, signal);
  }

  private constructor(
    private readonly options: PlayOptions,
    private readonly runner: Runner,
    signal: AbortSignal,
  ) {
    const canvas = element("canvas", { role: "img", "aria-label": `${options.title}, played by you` });
    this.stage = new Stage(canvas, signal, options.scene);
    const pads = options.controls.map((control) => this.pad(control));
    this.root = element(
      "figure",
      { class: "play" },
      scoreboard("You, against the network", "return so far", this.reward),
      canvas,
      element("div", { class: "row", role: "group", "aria-label": "Your controls" }, ...pads),
    );
    const follow = (event: KeyboardEvent) => {
      const control = options.controls.find(({ key }) => key === event.key.toLowerCase());
      const isTyping = event.target instanceof HTMLElement && event.target.matches("input, select, svg *");
      if (!control || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      // Arrow keys that drive do not go through the toolbar's buttons as well.
      event.stopPropagation();
      this.hold(control, event.type === "keydown");
    };
    addEventListener("keydown", follow, { signal, capture: true });
    addEventListener("keyup", follow, { signal, capture: true });
    addEventListener("blur", () => this.held.clear(), { signal });
  }

  step(): void {
    const action = Array<number>(this.options.task.outputs).fill(0);
    for (const control of this.held) {
      for (const [i, part] of control.action.entries()) action[i] += part;
    }
    this.runner.step(action);
  }

  reset(start: Start): void {
    this.runner.reset(start);
  }

  /** Starts anew once it has lain ended for so long (ms). */
  restart(now: number, rest: number, start: Start): void {
    if (this.runner.hasRested(now, rest)) this.reset(start);
  }

  show(): void {
    const drawing = this.runner.session.draw();
    if (drawing) this.stage.paint(drawing);
    setText(this.reward, this.runner.reward.toFixed(1));
  }

  private hold(control: Control, isHeld: boolean): void {
    if (isHeld) this.held.add(control);
    else this.held.delete(control);
  }

  private pad(control: Control): HTMLButtonElement {
    const pad = element("button", { type: "button", class: "pad-key" }, control.text);
    pad.addEventListener("pointerdown", (event) => {
      pad.setPointerCapture(event.pointerId);
      this.hold(control, true);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      pad.addEventListener(end, () => this.hold(control, false));
    }
    return pad;
  }
}
