import { describe, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { sharedWeightRow } from "../../src/score/rows.js";
import { bestPoint, sweep } from "../../src/score/sweep.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { referenceNetwork } from "../golden/networks.js";

const evaluator = localEvaluator(await loadKernel(taskNamed("swingup")));
const { genome } = referenceNetwork(0);

describe("sweep", () => {
  it("gives each weight's mean and deviation over the same episodes", async () => {
    const seeds = [7, 8, 9, 10];
    const points = await sweep(evaluator, genome, [-1.5, 0.5, 1], seeds);
    expect(points.map(({ weight, episodes }) => [weight, episodes])).toEqual([
      [-1.5, 4],
      [0.5, 4],
      [1, 4],
    ]);
    for (const { weight, mean, sd } of points) {
      const row = await sharedWeightRow(evaluator, { genome, episodes: 4, seed: 7 }, weight);
      expect([mean, sd]).toEqual([row.mean, row.sd]);
    }
    expect(new Set(points.map(({ mean }) => mean)).size).toBe(3);
  });

  it("gives a weight the same whatever other weights are swept", async () => {
    const [alone] = await sweep(evaluator, genome, [0.7], [1, 2, 3]);
    const among = await sweep(evaluator, genome, [-2, 0.7, 1.1], [1, 2, 3]);
    expect(among[1]).toEqual(alone);
  });
});

it("the best point has the highest mean, the first among equals", () => {
  const points = [1, 3, 3, 2].map((mean, weight) => ({ weight, mean, sd: 0, episodes: 1 }));
  expect(bestPoint(points)).toBe(points[1]);
});
