import { describe, expect, it } from "vitest";
import type { Evaluator, Plan } from "../../src/evaluate/evaluator.js";
import { activationId } from "../../src/genome/activation.js";
import type { Genome } from "../../src/genome/genome.js";
import { loadEvaluator } from "../../src/index.js";
import { sweep } from "../../src/score/sweep.js";
import { accuracyProfile, idleNetwork, profileOf, weightProfile } from "../../src/score/weight-profile.js";
import { TASKS, taskNamed } from "../../src/tasks/registry.js";
import { referenceNetwork } from "../golden/networks.js";

/** A network of one connection, bias to output. */
const GENOME: Genome = {
  inputs: 1,
  outputs: 2,
  activations: [1, 1, activationId("tanh"), activationId("tanh")],
  connections: [{ source: 0, target: 2, enabled: true }],
};

/** An evaluator whose networks earn `returnAt` of the weight and the seed; those without connections −10. */
function madeUp(returnAt: (weight: number, seed: number) => number) {
  const plans: Plan[] = [];
  const evaluator: Evaluator = {
    evaluate: async ([[, , , , , connections]], plan) => {
      plans.push(plan);
      const returns = plan.weights.map((weight, i) => (connections === 0 ? -10 : returnAt(weight, plan.seeds[i])));
      return { returns, steps: new Uint32Array(returns.length), nonFinite: 0 };
    },
    close: async () => {},
  };
  return { evaluator, plans };
}

describe("a network works", () => {
  it.each<[string, number[], number, number]>([
    ["down to 5% of the way from the best to idle", [100, 95, 94.9, 0], 0, 0.5],
    ["down to the same below 0", [-50, -54.9, -55.1, -150], -150, 0.5],
    ["at its best weight alone where no other comes near", [10, 1, 1, 1], 0, 0.25],
    ["everywhere where all weights earn the same", [7, 7, 7], 0, 1],
    ["nowhere where it is worse than idle at all weights", [-3, -2], 0, 0],
  ])("%s", (_title, means, idle, share) => {
    expect(profileOf(means, idle)).toEqual({ best: Math.max(...means), idle, share });
  });
});

describe("weightProfile", () => {
  it("is of weights spread over [−2, 2], both ends included, each over the same seeds, and of idle over these", async () => {
    const { evaluator, plans } = madeUp((weight, seed) => (weight > 0 ? 100 : 0) + seed);
    const plan = { weights: 5, episodes: 3, seed: 7 };
    const profile = await weightProfile(evaluator, GENOME, plan);
    expect(profile).toEqual({ weights: 5, episodes: 3, seed: 7, best: 108, idle: -10, share: 2 / 5 });
    expect(plans.map(({ weights }) => weights[0]).sort((a, b) => a - b)).toEqual([-2, -1, 0, 0, 1, 2]);
    for (const { weights, seeds, individual } of plans) {
      expect([...seeds]).toEqual([7, 8, 9]);
      expect([new Set(weights).size, individual]).toEqual([1, false]);
    }
  });

  it("is that of a sweep", async () => {
    const evaluator = await loadEvaluator(taskNamed("swingup"));
    const { genome } = referenceNetwork(0);
    const points = await sweep(evaluator, genome, [-2, -1, 0, 1, 2], [4, 5]);
    const means = points.map(({ mean }) => mean);
    const profile = await weightProfile(evaluator, genome, { weights: 5, episodes: 2, seed: 4 });
    expect(profile).toEqual({ weights: 5, episodes: 2, seed: 4, ...profileOf(means, means[2]) });
  });
});

describe("the idle network", () => {
  it.each(TASKS.all.filter(({ kind }) => kind === "control"))(
    "of $name earns what a network earns whose weights are all 0",
    async (task) => {
      const evaluator = await loadEvaluator(task);
      const outputs = Array<number>(task.outputs).fill(activationId(task.outputActivation));
      const hidden = task.inputs + task.outputs + 1;
      const genome: Genome = {
        inputs: task.inputs,
        outputs: task.outputs,
        activations: [...Array<number>(1 + task.inputs).fill(1), ...outputs, activationId("cosine")],
        connections: [
          { source: 1, target: hidden, enabled: true },
          { source: hidden, target: task.inputs + 1, enabled: true },
        ],
      };
      const [zero] = await sweep(evaluator, genome, [0], [3, 4]);
      const [idle, other] = await sweep(evaluator, idleNetwork(task), [0, 1.5], [3, 4]);
      expect([idle.mean, idle.sd]).toEqual([zero.mean, zero.sd]);
      expect(other.mean).toBe(idle.mean);
      expect((await weightProfile(evaluator, genome, { weights: 2, episodes: 2, seed: 3 })).idle).toBe(idle.mean);
    },
    60_000,
  );
});

describe("accuracyProfile", () => {
  it("takes accuracies at each weight, and chance for idle", async () => {
    const accuraciesAt = async (weights: readonly number[]) => weights.map((weight) => (weight < 0 ? 0.9 : 0.85));
    const profile = await accuracyProfile(accuraciesAt, 2, 4);
    expect(profile).toEqual({ weights: 4, episodes: null, seed: null, best: 0.9, idle: 0.5, share: 0.5 });
  });
});
