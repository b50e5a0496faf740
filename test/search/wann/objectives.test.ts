import { describe, expect, it } from "vitest";
import { accumulate, objectives } from "../../../src/search/wann/objectives.js";

describe("a network's objectives", () => {
  it("are the mean over everything and the mean of the best single weight", () => {
    // [weight × episode] of three weights, two episodes.
    expect(objectives(accumulate(Float64Array.of(1, 3, 5, 7, 0, 2), 3, null))).toEqual({ mean: 3, best: 6 });
    expect(objectives(accumulate(Float64Array.of(-10, -20, -4, -2, -8, -4), 3, null))).toEqual({ mean: -8, best: -3 });
  });

  it("weigh every episode of every generation alike", () => {
    const first = accumulate(Float64Array.of(6, 0), 2, null);
    const second = accumulate(Float64Array.of(0, 3), 2, first);
    expect(second).toEqual({ episodes: 2, sums: [6, 3] });
    expect(objectives(second)).toEqual({ mean: 2.25, best: 3 });
    expect(first).toEqual({ episodes: 1, sums: [6, 0] });
  });
});
