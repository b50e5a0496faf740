import { expect, it } from "vitest";
import { Purpose, Stream } from "../../../src/random/stream.js";
import { confirmWeights, generationWeights, weightCount } from "../../../src/search/wann/weights.js";

const CONFIGURED = { sampledWeights: null, sharedWeights: [-2, 0.5, 1] };
const SAMPLED = { sampledWeights: 4, sharedWeights: null };

it("champions are confirmed with the configured weights, or with the middles of the parts that weights are sampled from", () => {
  expect(confirmWeights(CONFIGURED)).toEqual([-2, 0.5, 1]);
  expect(confirmWeights(SAMPLED)).toEqual([-1.5, -0.5, 0.5, 1.5]);
});

it("a generation has the configured weights, or one from each of the parts", () => {
  const random = new Stream(1, Purpose.sharedWeights);
  expect(generationWeights(CONFIGURED, random)).toEqual([-2, 0.5, 1]);
  const weights = generationWeights(SAMPLED, random);
  expect(weights.map((weight) => Math.floor(weight + 2))).toEqual([0, 1, 2, 3]);
  expect([weightCount(CONFIGURED), weightCount(SAMPLED)]).toEqual([3, 4]);
});
