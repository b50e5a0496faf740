/** Frames of the page, and how many steps of an episode each of them owes. */

/** The most that a frame makes up for, in s: a hidden page does not run on when it comes back. */
const LONGEST_FRAME = 0.1;
/** The most that a frame's steps may take, in ms: the page has to answer. */
const LONGEST_WORK = 12;

export class Clock {
  private behind = 0;
  private last = performance.now();

  /**
   * Calls `frame` with the time (ms) at every frame, until `signal`.
   * @param timeStep seconds that a step simulates.
   */
  constructor(
    private readonly timeStep: number,
    signal: AbortSignal,
    frame: (now: number) => void,
  ) {
    const next = (now: number) => {
      if (signal.aborted) return;
      requestAnimationFrame(next);
      frame(now);
    };
    requestAnimationFrame(next);
  }

  /** Runs the steps that are due at `now`, `speed` times as fast as the world; a machine that does not keep up shows it slower. */
  run(now: number, speed: number, step: () => void): void {
    this.behind += Math.min(LONGEST_FRAME, (now - this.last) / 1000) * speed;
    this.last = now;
    const until = performance.now() + LONGEST_WORK;
    for (; this.behind >= this.timeStep && performance.now() < until; this.behind -= this.timeStep) step();
    this.behind %= this.timeStep;
  }

  /** Time stands still until `now`. */
  skip(now: number): void {
    this.behind = 0;
    this.last = now;
  }
}
