/** Files that a run writes again and again: no more often than costs little of it, and often enough that little is lost. */

/** A file is due when this many times the last writing's cost has passed: a tenth of a percent of a run goes into each. */
export const COST_SHARE = 1000;

/**
 * It is due after so long whatever the last one cost: one that a full disk, a busy or a suspended machine has held up is not to put off
 * the next for hours.
 */
const LONGEST_MS = 60_000;

export class Seldom {
  /** When the next writing is due, in the milliseconds of `performance.now()`. */
  private due = 0;

  get isDue(): boolean {
    return performance.now() >= this.due;
  }

  /** Writes, due or not. */
  write(work: () => void): void {
    const began = performance.now();
    work();
    const ended = performance.now();
    this.due = ended + Math.min(COST_SHARE * (ended - began), LONGEST_MS);
  }
}
