import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { niceTicks, tickText } from "../../src/report/ticks.js";

describe("niceTicks", () => {
  it.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-2, 2, 4, [-2, -1, 0, 1, 2]],
    [-130, 470, 6, [-200, -100, 0, 100, 200, 300, 400, 500]],
    [0.101, 0.104, 3, [0.101, 0.102, 0.103, 0.104]],
    [3, 3, 3, [1, 2, 3, 4, 5]],
    [0, 1e-15, 4, [-1, -0.5, 0, 0.5, 1]],
  ])("from %d to %d in about %d steps are %j", (least, greatest, count, ticks) => {
    expect(niceTicks(least, greatest, count)).toEqual(ticks);
  });

  it("cover all values in a few even steps", () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-3);
        const ticks = niceTicks(Math.min(a, b), Math.max(a, b), 6);
        const step = ticks[1] - ticks[0];
        expect(ticks.length).toBeLessThanOrEqual(9);
        expect(ticks[0]).toBeLessThanOrEqual(Math.min(a, b) + step * 1e-6);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(a, b) - step * 1e-6);
      }),
    );
  });
});

describe("tickText", () => {
  it("writes a true minus sign", () => {
    expect(tickText(-0.5)).toBe("−0.5");
  });
});
