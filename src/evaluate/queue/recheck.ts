/**
 * Trust, but check: the coordinator computes a share of the answers itself. Which, nobody can know before. A chosen job is computed as soon
 * as it is given, one after another, so that the answer is seldom waited for.
 */
import type { Outcome, Share } from "../evaluator.js";

/** The share of answers that is computed again, unless told otherwise. */
export const CHECKED_SHARE = 0.005;

export class Recheck {
  /** Answers that have been compared, and those that are to be. */
  readonly counts = { checked: 0, due: 0 };
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param compute runs a share on this machine.
   * @param checkedShare of the answers, from 0 to 1.
   */
  constructor(
    private readonly compute: (share: Share) => Promise<Outcome>,
    private readonly checkedShare: number,
  ) {}

  /**
   * What a share that is chosen comes to here; undefined of one that is not.
   * @param over whether nobody wants to know any more.
   */
  begin(share: Share, over: () => boolean): Promise<Outcome | undefined> | undefined {
    if (Math.random() >= this.checkedShare) return undefined;
    this.counts.due++;
    const computed = this.last.then(async () => (over() ? undefined : this.compute(share)));
    this.last = computed.catch(() => {}).then(() => void this.counts.due--);
    return computed;
  }

  /** A share that is not left to chance: computed after those that are under way. */
  computeNow(share: Share): Promise<Outcome> {
    const computed = this.last.then(() => this.compute(share));
    this.last = computed.catch(() => {});
    return computed;
  }
}

/** Where an answer differs, in words that name the number here; undefined where every bit is the same. */
export function difference(answer: Outcome, here: Outcome): string | undefined {
  const wrong = answer.returns.findIndex((value, i) => !Object.is(value, here.returns[i]));
  if (wrong >= 0) return `return ${wrong} is ${answer.returns[wrong]}, and ${here.returns[wrong]} here`;
  const steps = answer.steps.findIndex((value, i) => value !== here.steps[i]);
  if (steps >= 0) return `episode ${steps} has ${answer.steps[steps]} steps, and ${here.steps[steps]} here`;
  if (answer.nonFinite === here.nonFinite) return undefined;
  return `${answer.nonFinite} episodes were not finite, and ${here.nonFinite} here`;
}
