/** A search's best network at work: the newest one takes the scene when the episode before has ended, or has been seen for a while. */
import { openSession } from "../fetched.js";
import type { Genome } from "../genome/genome.js";
import type { Task } from "../tasks/registry.js";
import { Clock } from "./clock.js";
import { element, setText, signed } from "./dom.js";
import { Runner } from "./runner.js";
import { type Scene, Stage } from "./stage.js";

/** How long a network is at work before a newer one takes its place, in ms. */
const SHOWN_FOR = 5000;
const REST = 400;
/** One number after the other on every connection. */
const WEIGHTS = [1, -1, 2, -0.5];

interface Exhibit {
  readonly genome: Genome;
  readonly title: string;
}

export class BestAtWork {
  private readonly caption = element("figcaption");
  readonly root: HTMLElement;
  private readonly stage: Stage;
  private next: Exhibit | undefined;
  private shown: Exhibit | undefined;
  private runner: Runner | undefined;
  private clock: Clock | undefined;
  private since = 0;
  private episodes = 0;
  private opening = false;
  /** Whether what is next does not wait. */
  private urgent = false;

  constructor(
    private readonly task: Task,
    scene: Scene,
    private readonly signal: AbortSignal,
  ) {
    this.stage = new Stage(element("canvas", { role: "img", "aria-label": "The best network at work" }), signal, scene);
    this.root = element("figure", { class: "at-work", hidden: true }, this.stage.canvas, this.caption);
  }

  /** @param now whether it takes the scene at once. */
  show(genome: Genome, title: string, now = false): void {
    this.next = { genome, title };
    this.urgent = now;
    const isFree = now || !this.runner || performance.now() - this.since > SHOWN_FOR;
    if (isFree) void this.take();
  }

  private async take(): Promise<void> {
    if (!this.next || this.opening) return;
    this.opening = true;
    this.urgent = false;
    this.shown = this.next;
    this.next = undefined;
    const session = await openSession(this.task, this.shown.genome, WEIGHTS[0]);
    this.opening = false;
    this.runner = new Runner(session);
    // A task that does not draw itself has no scene.
    this.root.hidden = session.draw() === undefined;
    this.clock ??= new Clock(session.timeStep, this.signal, (now) => this.frame(now));
    this.since = performance.now();
    this.restart();
    // What came while this one was opened.
    if (this.urgent) void this.take();
  }

  private restart(): void {
    const { runner, shown } = this;
    if (!runner || !shown) return;
    const weight = WEIGHTS[this.episodes % WEIGHTS.length];
    runner.session.setWeights(weight);
    runner.reset({ seed: this.episodes++ });
    setText(this.caption, `${shown.title}, with ${signed(weight)} on every connection`);
  }

  private frame(now: number): void {
    const { runner, clock } = this;
    if (!runner || !clock) return;
    if (!this.root.isConnected) {
      clock.skip(now);
      return;
    }
    clock.run(now, 1, () => runner.step());
    const drawing = runner.session.draw();
    if (drawing) this.stage.paint(drawing);
    if (!runner.hasRested(now, REST)) return;
    if (this.next) void this.take();
    else this.restart();
  }
}
