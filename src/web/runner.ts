/** An episode as it stands, a step at a time. */
import type { Course } from "../evaluate/course.js";
import type { Session } from "../evaluate/session.js";
import type { Attempt } from "../tasks/page-view.js";

/** What an episode begins with: a seed, or a course in its place. */
export interface Start {
  readonly seed: number;
  readonly course?: Course | undefined;
}

export type End = "terminated" | "truncated";

export class Runner {
  reward = 0;
  steps = 0;
  /** How it ended, once it has. */
  end: End | undefined;
  /** Since when it has, by the frames' clock, once a frame has seen it. */
  endedAt: number | undefined;

  /** @param attempt what it is to do: the episode is over once it has done it, or its time for that is up. */
  constructor(
    readonly session: Session,
    private readonly attempt?: Attempt,
  ) {}

  reset({ seed, course }: Start): void {
    if (course) this.session.resetOn(course);
    else this.session.reset(seed);
    this.reward = 0;
    this.steps = 0;
    this.end = undefined;
    this.endedAt = undefined;
  }

  /** One step, with the network's answer or with `action` in its place. */
  step(action?: ArrayLike<number>): void {
    if (this.end) return;
    const { reward, terminated, truncated } = this.session.step(action);
    this.reward += reward;
    this.steps++;
    const over = this.attempt && (this.succeeded || this.seconds >= this.attempt.seconds);
    if (terminated) this.end = "terminated";
    else if (truncated || over) this.end = "truncated";
  }

  /** Whether it has done what it is to do. */
  get succeeded(): boolean {
    return this.attempt !== undefined && this.reward >= this.attempt.enough;
  }

  get seconds(): number {
    return this.steps * this.session.timeStep;
  }

  /** Whether it has lain ended for so many ms: a frame asks, at `now`. */
  hasRested(now: number, rest: number): boolean {
    if (!this.end) return false;
    this.endedAt ??= now;
    return now - this.endedAt >= rest;
  }
}
