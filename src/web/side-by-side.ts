/** The same network at several weights, side by side in step. */
import { openSession } from "../fetched.js";
import type { Genome } from "../genome/genome.js";
import type { Task } from "../tasks/registry.js";
import { breathe, element, setText, signed } from "./dom.js";
import { Runner, type Start } from "./runner.js";
import { scoreboard } from "./scoreboard.js";
import { type Scene, Stage } from "./stage.js";

const WEIGHTS = [-2, -1, -0.5, 0.5, 1, 2];

export interface SideBySideOptions {
  readonly task: Task;
  readonly genome: Genome;
  readonly scene: Scene;
  readonly title: string;
  readonly start: Start;
}

export class SideBySide {
  private readonly rewards: readonly HTMLElement[];
  private readonly stages: readonly Stage[];
  readonly root: HTMLElement;

  static async open(options: SideBySideOptions, signal: AbortSignal): Promise<SideBySide> {
    const runners: Runner[] = [];
    for (const weight of WEIGHTS) {
      runners.push(new Runner(await openSession(options.task, options.genome, weight)));
      await breathe();
    }
    return new SideBySide(options, runners, signal);
  }

  private constructor(
    { title, scene, start }: SideBySideOptions,
    private readonly runners: readonly Runner[],
    signal: AbortSignal,
  ) {
    this.rewards = runners.map(() => element("span", { class: "value" }));
    this.stages = WEIGHTS.map((weight) => {
      const canvas = element("canvas", { role: "img", "aria-label": `${title} at weight ${weight}` });
      return new Stage(canvas, signal, scene);
    });
    this.root = element(
      "div",
      { role: "group", "aria-label": "Six weights in step" },
      element("h2", {}, "Six numbers at once"),
      element(
        "div",
        { class: "six" },
        ...this.stages.map(({ canvas }, i) =>
          element("figure", {}, canvas, scoreboard(signed(WEIGHTS[i]), "", this.rewards[i])),
        ),
      ),
    );
    this.reset(start);
  }

  reset(start: Start): void {
    for (const runner of this.runners) runner.reset(start);
  }

  step(): void {
    for (const runner of this.runners) runner.step();
  }

  /** Starts anew those that have lain ended for so long (ms). */
  restart(now: number, rest: number, start: Start): void {
    for (const runner of this.runners) if (runner.hasRested(now, rest)) runner.reset(start);
  }

  paint(): void {
    for (const [i, { session }] of this.runners.entries()) {
      const drawing = session.draw();
      if (drawing) this.stages[i].paint(drawing);
    }
  }

  /** Writes what each has earned. */
  write(): void {
    for (const [i, { reward }] of this.runners.entries()) setText(this.rewards[i], reward.toFixed(0));
  }
}
