import { describe, expect, it } from "vitest";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import type { Genome } from "../../src/genome/genome.js";
import type { ImageSet } from "../../src/images/image-set.js";
import { accuracyScore } from "../../src/score/accuracy.js";
import { ownWeightsRow, randomSharedWeightRow, randomWeightsRow, sharedWeightRow } from "../../src/score/rows.js";
import { hasOwnWeights, paperRows, returnScore } from "../../src/score/score.js";
import { profileOf, weightProfile } from "../../src/score/weight-profile.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { referenceNetwork } from "../golden/networks.js";

const { genome } = referenceNetwork(0);
const connections = genome.connections.map(({ source, target, enabled }) => ({ source, target, enabled }));
/** The same without weights of its own. */
const bare: Genome = { ...genome, connections };

it("a network has weights of its own or not", () => {
  expect([hasOwnWeights(genome), hasOwnWeights(bare)]).toEqual([true, false]);
});

describe("a score by returns", async () => {
  const evaluator = localEvaluator(await loadKernel(taskNamed("swingup")));
  const plan = { genome, episodes: 4, seed: 7 };
  const score = returnScore(evaluator, plan.episodes, plan.seed);

  it("says what it is over", () => {
    expect(score).toMatchObject({ unit: "return", over: { episodes: 4 }, seed: 7 });
  });

  it("has the paper's rows, with the network's own weights where it has some", async () => {
    const rows = [
      await randomWeightsRow(evaluator, plan),
      await randomSharedWeightRow(evaluator, plan),
      await sharedWeightRow(evaluator, plan, 1.37, "tuned-shared-weight"),
    ];
    expect(await paperRows(score, bare, 1.37)).toEqual(rows);
    expect(await paperRows(score, genome, 1.37)).toEqual([...rows, await ownWeightsRow(evaluator, plan)]);
    await expect(score.ownWeightsRow(bare)).rejects.toThrow("the network has no weights of its own");
  });

  it("has a profile of no more episodes than it is over", async () => {
    for (const [wanted, episodes] of [
      [2, 2],
      [50, 4],
    ]) {
      const expected = await weightProfile(evaluator, genome, { weights: 3, episodes, seed: 7 });
      expect(await score.profile(genome, { weights: 3, episodes: wanted })).toEqual(expected);
    }
  });
});

describe("a score by accuracies", () => {
  /** Four images of which class 0 is seen where the weight is below 0, and else class 1; with its own weights, always class 0. */
  const set = { count: 4, images: new Float32Array(4), labels: Uint8Array.of(0, 0, 0, 1), hash: "" } satisfies ImageSet;
  const predict = (_: Uint32Array, weights: number | Float64Array) =>
    Float32Array.from({ length: 8 }, (__, i) =>
      Number((typeof weights === "number" && weights >= 0 ? 1 : 0) === i % 2),
    );
  const score = accuracyScore({ outputs: 2, predict } as unknown as Kernel, set, 3);
  const digits: Genome = { ...genome, inputs: 1, outputs: 2 };

  it("says what it is over", () => {
    expect(score).toMatchObject({ unit: "accuracy", over: { images: 4 }, seed: 3 });
  });

  it("has the paper's rows, with the network's own weights where it has some", async () => {
    const [random, ensemble, tuned, own] = await paperRows(score, genome, -0.5);
    expect(random.row).toBe("random-shared-weight");
    expect(Math.abs(random.mean - 0.5)).toBeLessThan(0.1);
    expect(random.sd).toBeCloseTo(0.25, 1);
    // Of the six weights as many say one as the other.
    expect([0.25, 0.75]).toContain(ensemble.mean);
    expect(ensemble).toMatchObject({ row: "ensemble", sd: 0 });
    expect(tuned).toEqual({ row: "tuned-shared-weight", weight: -0.5, mean: 0.75, sd: 0 });
    expect(own).toEqual({ row: "own-weights", mean: 0.75, sd: 0 });
    expect(await paperRows(score, bare, 1)).toHaveLength(3);
    await expect(score.ownWeightsRow(bare)).rejects.toThrow("the network has no weights of its own");
  });

  it("has a profile over all images, whose idle is chance", async () => {
    const profile = await score.profile(digits, { weights: 5, episodes: 9 });
    const expected = profileOf([0.75, 0.75, 0.25, 0.25, 0.25], 0.5);
    expect(profile).toEqual({ weights: 5, episodes: null, seed: null, ...expected });
  });
});
