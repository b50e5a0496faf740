/** A small run whose returns come from a formula: quick, and the same everywhere. */

import { type Config, checkConfig } from "../../src/config/config.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { presetNamed } from "../../src/search/configuration.js";
import { type Progress, type RunState, train } from "../../src/train.js";

export const SEED = 4_000_000_000;
/** Everything that makes a search remember more. */
const LATER = { islands: 3, halveIslandsEvery: 25, averageReturns: true, duplicatesLast: true };

export const CONFIG: Config = checkConfig(
  { ...presetNamed("swingup-paper"), ...LATER, population: 12, generations: 30 },
  "sample",
);

/** Larger networks earn more, with some noise. */
const EVALUATOR: Evaluator = {
  async evaluate(networks, { seeds, weights }) {
    const pairs = networks.flatMap((network) =>
      Array.from(seeds, (seed, i) => ({ network, seed, weight: weights[i] })),
    );
    return {
      returns: Float64Array.from(pairs, ({ network, seed, weight }) => network.length / 3 + Math.sin(seed * weight)),
      steps: Uint32Array.from(pairs, ({ seed }) => 1 + (seed % 1000)),
      broken: 1,
    };
  },
  close: async () => {},
};

/** Runs on from `state`, or from the start, to `generations`. */
export async function sampleRun(
  generations: number,
  state?: RunState,
  observe: (progress: Progress) => void = () => {},
): Promise<RunState> {
  return train({
    config: { ...CONFIG, generations },
    shape: { inputs: 5, outputs: 1, outputActivation: "tanh" },
    seed: SEED,
    evaluator: EVALUATOR,
    observe,
    ...(state && { state }),
  });
}
