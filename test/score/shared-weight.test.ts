import { expect, it } from "vitest";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { weightGrid } from "../../src/optimize/weight-grid.js";
import { Purpose } from "../../src/random/stream.js";
import { tuneSharedWeight } from "../../src/score/shared-weight.js";
import { bestPoint, sweep } from "../../src/score/sweep.js";
import { episodeSeeds } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { referenceNetwork } from "../golden/networks.js";

const task = taskNamed("swingup");
const evaluator = localEvaluator(await loadKernel(task));
const { genome } = referenceNetwork(0);

it("the tuned weight lies inside (−2, 2) and holds over many seeds against the best of the first sweep", async () => {
  const tuned = await tuneSharedWeight(evaluator, task, genome, 3);
  expect(Math.abs(tuned)).toBeLessThan(2);
  const seeds = (round: number, count: number) => episodeSeeds(3, Purpose.tuneSharedWeight, round, count);
  const first = bestPoint(await sweep(evaluator, genome, weightGrid(401).slice(1, -1), seeds(0, 30)));
  const [final, rival] = await sweep(evaluator, genome, [tuned, first.weight], seeds(1, 300));
  expect(final.mean).toBeGreaterThanOrEqual(rival.mean);
  expect(await tuneSharedWeight(evaluator, task, genome, 3)).toBe(tuned);
});

it("where a rollout is dear, a coarser grid and fewer episodes, which may end early, find the weight", async () => {
  let rollouts = 0;
  const scripted: Evaluator = {
    evaluate: async (_, plan) => {
      expect(plan).toMatchObject({ patience: 100, forecast: true });
      rollouts += plan.seeds.length;
      const returns = plan.weights.map((weight) => -Math.abs(weight - 1.234));
      return { returns, steps: new Uint32Array(returns.length), nonFinite: 0 };
    },
    close: async () => {},
  };
  expect(await tuneSharedWeight(scripted, taskNamed("car-racing"), genome, 0)).toBeCloseTo(1.24, 12);
  expect(rollouts).toBe(39 * 4 + (4 * 5 + 4) * 8 + 4 * 60);
});
