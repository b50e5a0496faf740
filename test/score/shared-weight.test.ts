import { expect, it } from "vitest";
import { taskNamed } from "../../src/config/tasks.js";
import { sharedWeightEffort } from "../../src/config/tuning.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { Kernel } from "../../src/evaluate/module.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { Purpose } from "../../src/random/stream.js";
import { episodeSeeds } from "../../src/search/wann.js";
import { tuneSharedWeight } from "../../src/tune/shared-weight.js";
import { bestPoint, sweep, weightGrid } from "../../src/tune/sweep.js";
import { referenceNetwork } from "../golden/networks.js";

const evaluator = localEvaluator(await Kernel.load(await readWasm(), taskNamed("swingup")));
const { genome } = referenceNetwork(0);

/** An evaluator whose returns are a function of weight and seed; it keeps the seeds it has seen. */
function scripted(answer: (weight: number, seed: number) => number): Evaluator & { readonly seen: Set<number> } {
  const seen = new Set<number>();
  return {
    seen,
    evaluate: async (_, { weights, seeds }) => {
      for (const seed of seeds) seen.add(seed);
      const returns = weights.map((weight, i) => answer(weight, seeds[i]));
      return { returns, steps: new Uint32Array(weights.length), broken: 0 };
    },
    close: async () => {},
  };
}

it("the tuned weight lies inside (−2, 2) and holds over many seeds against the best of the first sweep", async () => {
  const tuned = await tuneSharedWeight(evaluator, genome, 3);
  expect(Math.abs(tuned)).toBeLessThan(2);
  const seeds = (round: number, count: number) => episodeSeeds(3, Purpose.tuneSharedWeight, round, count);
  const first = bestPoint(await sweep(evaluator, genome, weightGrid(401).slice(1, -1), seeds(0, 30)));
  const [final, rival] = await sweep(evaluator, genome, [tuned, first.weight], seeds(1, 300));
  expect(final.mean).toBeGreaterThanOrEqual(rival.mean);
  expect(await tuneSharedWeight(evaluator, genome, 3)).toBe(tuned);
});

it("the tuned weight is the best of the grid where returns leave no doubt", async () => {
  expect(
    await tuneSharedWeight(
      scripted((weight) => -Math.abs(weight - 1.234)),
      genome,
      0,
    ),
  ).toBe(1.23);
});

it("the ends of [−2, 2] are never chosen", async () => {
  expect(
    await tuneSharedWeight(
      scripted((weight) => weight),
      genome,
      0,
    ),
  ).toBeCloseTo(1.99, 12);
  expect(
    await tuneSharedWeight(
      scripted((weight) => -weight),
      genome,
      0,
    ),
  ).toBeCloseTo(-1.99, 12);
});

it("a weight that only the few first episodes favour loses to one that holds over many", async () => {
  const few = new Set(episodeSeeds(0, Purpose.tuneSharedWeight, 0, 30));
  const evaluator = scripted((weight, seed) => {
    const lucky = few.has(seed) && Math.abs(weight + 1) < 0.001;
    return lucky ? 10 : -Math.abs(weight - 0.5);
  });
  expect(await tuneSharedWeight(evaluator, genome, 0)).toBe(0.5);
});

it("tuning sees no seed that figures are reported on", async () => {
  const evaluator = scripted((weight) => weight);
  await tuneSharedWeight(evaluator, genome, 0);
  expect(evaluator.seen.size).toBe(330);
  for (const seed of evaluator.seen) expect(seed).toBeGreaterThanOrEqual(2 ** 31);
});

it("where a rollout is dear, a coarser grid and fewer episodes, which may end early, find the weight", async () => {
  let rollouts = 0;
  const { evaluate, ...rest } = scripted((weight) => -Math.abs(weight - 1.234));
  const evaluator: Evaluator = {
    ...rest,
    evaluate: (networks, plan) => {
      expect(plan).toMatchObject({ patience: 100, forecast: true });
      rollouts += plan.seeds.length;
      return evaluate(networks, plan);
    },
  };
  expect(await tuneSharedWeight(evaluator, genome, 0, sharedWeightEffort(taskNamed("car-racing")))).toBeCloseTo(
    1.25,
    12,
  );
  expect(rollouts).toBe(79 * 12 + 8 * 60);
});
