import { expect, it } from "vitest";
import { crossSets, tunedWeights } from "../../src/optimize/optimizer.js";
import { UserError } from "../../src/user-error.js";

it("every set of weights is crossed with every seed", () => {
  expect(crossSets([[1, 2], Float64Array.of(3, 4)], [7, 8, 9])).toEqual({
    individual: true,
    weights: Float64Array.of(1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4),
    seeds: Uint32Array.of(7, 8, 9, 7, 8, 9),
  });
});

it("sets that do not fit in memory are refused", () => {
  const seeds = new Array<number>(50_000_000);
  expect(() => crossSets([[1, 2, 3]], seeds)).toThrow(
    new UserError("a round of 50000000 episodes of 3 weights each: expected up to 100000000 in all"),
  );
});

it("confirmed weights are as many as are tuned", () => {
  const tuned = { weights: [1, 2], generation: 0, mean: -3, sd: 0 };
  expect(tunedWeights(2).parse(tuned)).toEqual(tuned);
  expect(tunedWeights(3).safeParse(tuned).success).toBe(false);
  expect(tunedWeights(2).safeParse({ ...tuned, more: 1 }).success).toBe(false);
});
