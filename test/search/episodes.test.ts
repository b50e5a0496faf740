import { expect, it } from "vitest";
import { Purpose } from "../../src/random/stream.js";
import { crossPlan, episodeSeeds } from "../../src/search/episodes.js";
import { UserError } from "../../src/user-error.js";

it("episode seeds differ by purpose and generation, and fewer are a prefix of more", () => {
  const confirm = episodeSeeds(1, Purpose.confirm, 3, 6);
  expect(episodeSeeds(1, Purpose.confirm, 3, 4)).toEqual(confirm.slice(0, 4));
  expect(episodeSeeds(1, Purpose.episodes, 3, 6)).not.toEqual(confirm);
  expect(episodeSeeds(1, Purpose.confirm, 4, 6)).not.toEqual(confirm);
  expect(episodeSeeds(1, Purpose.confirm, 3, 6, 1)).not.toEqual(confirm);
});

it("every weight is crossed with every seed", () => {
  expect(crossPlan([-1.5, 0.7], [4, 2 ** 32 - 1, 6])).toEqual({
    individual: false,
    weights: Float64Array.of(-1.5, -1.5, -1.5, 0.7, 0.7, 0.7),
    seeds: Uint32Array.of(4, 2 ** 32 - 1, 6, 4, 2 ** 32 - 1, 6),
  });
  expect(crossPlan([], [1])).toEqual({ individual: false, weights: new Float64Array(), seeds: new Uint32Array() });
});

it("a round that does not fit in memory is refused", () => {
  const many = { length: 10_000 };
  expect(() => crossPlan(many, { length: 1001 })).toThrow(
    new UserError("a round of 10010000 episodes: expected up to 10000000"),
  );
});
