import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanAndSd, median } from "../src/statistics.js";

describe("meanAndSd", () => {
  it("is the mean and the population standard deviation", () => {
    expect(meanAndSd([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, sd: 2 });
    expect(meanAndSd(Float64Array.of(3))).toEqual({ mean: 3, sd: 0 });
  });

  it("keeps its digits where the mean is far larger than the spread", () => {
    expect(meanAndSd([1e9 + 1, 1e9 - 1])).toEqual({ mean: 1e9, sd: 1 });
  });
});

describe("median", () => {
  it("is the middle value, or the mean of the middle two", () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 100, 2])).toBe(3);
    expect(median([7])).toBe(7);
  });

  it("has as many values at or below it as at or above, and leaves its argument alone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const before = [...values];
        const middle = median(values);
        const below = values.filter((value) => value <= middle).length;
        const above = values.filter((value) => value >= middle).length;
        expect(Math.min(below, above) * 2).toBeGreaterThanOrEqual(values.length);
        expect(values).toEqual(before);
      }),
    );
  });
});
