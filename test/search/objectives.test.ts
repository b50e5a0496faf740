import { expect, it } from "vitest";
import { objectives } from "../../src/search/objectives.js";

it("are the mean over everything and the mean of the best single weight, for each network", () => {
  // [network × weight × episode] of two networks, three weights, two episodes.
  const returns = Float64Array.of(1, 3, 5, 7, 0, 2, -10, -20, -4, -2, -8, -4);
  expect(objectives(returns, 3, 2)).toEqual([
    { mean: 3, best: 6 },
    { mean: -8, best: -3 },
  ]);
});

it("are none for no returns", () => {
  expect(objectives(new Float64Array(), 6, 3)).toEqual([]);
});
