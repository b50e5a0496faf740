/** Runs whose returns come from formulas: quick, and the same everywhere. */

import { vi } from "vitest";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import type { Champion } from "../../src/genome/champion.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { journey, type Progress, type Tally } from "../../src/journey.js";
import { pack } from "../../src/network/pack.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import type { OptimizerConfig, TuneOutcome } from "../../src/optimize/optimizer.js";
import type { Reopening, Surroundings } from "../../src/record/run-folder.js";
import type { SearchRun } from "../../src/record/search-run.js";
import type { TuningRun } from "../../src/record/tuning-run.js";
import type { Ranking } from "../../src/search/search.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { wannConfig } from "../search/wann/wann-config.js";

export const SEED = 4_000_000_000;

/** Hashes that stand for a build and for what it has. */
export const [BUILD, OTHER_BUILD, IMAGES, OTHER_IMAGES] = ["b", "c", "1", "2"].map((digit) => digit.repeat(64));

export const NO_ASSETS = { images: null, encoder: null };
export const SURROUNDINGS: Surroundings = { assets: NO_ASSETS, behaviour: BUILD, notice: () => {} };

/** How a run is opened again in the same surroundings. */
export const reopening = (change: Partial<Reopening> = {}): Reopening => ({ ...SURROUNDINGS, ...change });

/** A search that remembers much. */
export const CONFIG = wannConfig("swingup-paper", {
  islands: 3,
  halveIslandsEvery: 25,
  averageReturns: true,
  duplicatesLast: true,
  population: 12,
  generations: 30,
});

/** Larger networks earn more, with some noise. */
export const GROWTH: Evaluator = {
  async evaluate(networks, { seeds, weights }) {
    const pairs = networks.flatMap((network) =>
      Array.from(seeds, (seed, i) => ({ network, seed, weight: weights[i] })),
    );
    return {
      returns: Float64Array.from(pairs, ({ network, seed, weight }) => network.length / 3 + Math.sin(seed * weight)),
      steps: Uint32Array.from(pairs, ({ seed }) => 1 + (seed % 1000)),
      nonFinite: 1,
    };
  },
  close: async () => {},
};

/** A champion to tune. */
export const START = {
  task: "swingup",
  genome: fixedTopology(5, [2], 1, "tanh"),
  tunedSharedWeight: -0.7,
  fingerprint: [{ weight: 1, mean: 20, sd: 3, episodes: 8 }],
  provenance: { from: "a search" },
} satisfies Champion;

const SIZE = pack(START.genome).order.length;

export const TUNING: OptimizerConfig = resolveTuning(taskNamed("swingup"), SIZE, [
  { origin: "sample", values: { population: 6, generations: 30, episodes: 2, confirmEpisodes: 3, stepSize: 0.5 } },
]);

/** The nearer the weights are to 0, 1, 2, …, the more they earn, with some noise. */
export const NEARNESS: Evaluator = {
  async evaluate(_, { weights, seeds }) {
    const size = weights.length / seeds.length;
    return {
      returns: Float64Array.from(seeds, (seed, i) =>
        weights.subarray(i * size, (i + 1) * size).reduce((sum, weight, k) => sum - (weight - k) ** 2, Math.sin(seed)),
      ),
      steps: Uint32Array.from(seeds, (seed) => 1 + (seed % 1000)),
      nonFinite: 0,
    };
  },
  close: async () => {},
};

/** Has a run write its champion whenever there is a new one, until mocks are restored. */
export function writingsCostNothing(): void {
  vi.spyOn(performance, "now").mockReturnValue(0);
}

/** Takes a run on to `generations`, recording each. */
export async function advance(run: SearchRun, generations: number, evaluator = GROWTH) {
  const progress: Progress<Ranking>[] = [];
  const tally = await journey<Ranking>({
    learner: run.search,
    budget: { ...run.config, generations },
    evaluator,
    tally: run.tally,
    observe: (each) => {
      run.record(each);
      progress.push(each);
    },
  });
  return { tally, progress };
}

/** Takes a tuning on to `generations`, recording each. */
export async function tuneOn(run: TuningRun, generations: number, evaluator = NEARNESS) {
  const progress: Progress<TuneOutcome>[] = [];
  const tally: Tally = await journey<TuneOutcome>({
    learner: run.optimizer,
    budget: { ...run.config, generations },
    evaluator,
    tally: run.tally,
    observe: (each) => {
      run.record(each);
      progress.push(each);
    },
  });
  return { tally, progress };
}
