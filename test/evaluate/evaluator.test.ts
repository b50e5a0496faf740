import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutPlaces } from "../../src/evaluate/evaluator.js";

describe("the parts of a call", () => {
  it("are of so many networks, the last third of half as many", () => {
    expect(cutPlaces(24, 5, 4, 1).map(([first, count]) => [first, count])).toEqual([
      [0, 4],
      [4, 4],
      [8, 4],
      [12, 4],
      [16, 2],
      [18, 2],
      [20, 2],
      [22, 2],
    ]);
  });

  it("are of so many episodes where each is of one network", () => {
    expect(cutPlaces(2, 5, 1, 3)).toEqual([
      [0, 1, 0, 3],
      [0, 1, 3, 2],
      [1, 1, 0, 3],
      [1, 1, 3, 2],
    ]);
  });

  it("have each episode of each network once", () => {
    const whole = (most: number) => fc.integer({ min: 1, max: most });
    fc.assert(
      fc.property(whole(60), whole(12), whole(20), whole(5), (networks, episodes, size, slice) => {
        const seen = cutPlaces(networks, episodes, size, slice).flatMap(([first, count, from, each]) =>
          Array.from({ length: count * each }, (_, i) => (first + Math.floor(i / each)) * episodes + from + (i % each)),
        );
        expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: networks * episodes }, (_, i) => i));
      }),
    );
  });
});
