/** A clock that tests move, in place of the machine's. */
import { onTestFinished, vi } from "vitest";

export interface Clock {
  /** Lets milliseconds pass. */
  advance(ms: number): void;
}

/**
 * Puts a clock in place of `performance.now` until the test has ended.
 * @param tick the milliseconds that pass at each look at it.
 */
export function useClock(tick = 0): Clock {
  let now = 1000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => {
    now += tick;
    return now;
  });
  onTestFinished(() => clock.mockRestore());
  return {
    advance(ms) {
      now += ms;
    },
  };
}
