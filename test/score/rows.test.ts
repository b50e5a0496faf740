import { describe, expect, it } from "vitest";
import type { Evaluator, Plan } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import type { Genome } from "../../src/genome/genome.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import {
  ownWeightsRow,
  type RowPlan,
  randomSharedWeightRow,
  randomWeightsRow,
  sharedWeightRow,
} from "../../src/score/rows.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { referenceNetwork } from "../golden/networks.js";

const evaluator = localEvaluator(await loadKernel(taskNamed("swingup")));
const { genome } = referenceNetwork(0);
const PLAN: RowPlan = { genome, episodes: 12, seed: 0 };
const CONNECTIONS = genome.connections.length;

/** The plan that a row has its network run through. */
async function planOf(row: (evaluator: Evaluator, plan: RowPlan) => Promise<unknown>, plan = PLAN): Promise<Plan> {
  const plans: Plan[] = [];
  const spy: Evaluator = {
    evaluate: (networks, given) => {
      plans.push(given);
      return evaluator.evaluate(networks, given);
    },
    close: async () => {},
  };
  await row(spy, plan);
  expect(plans).toHaveLength(1);
  return plans[0];
}

describe.each([
  ["own-weights", ownWeightsRow],
  ["shared-weight", (given: Evaluator, plan: RowPlan) => sharedWeightRow(given, plan, 1.37)],
  ["random-weights", randomWeightsRow],
  ["random-shared-weight", randomSharedWeightRow],
] as const)("the row %s", (name, row) => {
  it("has a return for each episode, and their mean and population deviation", async () => {
    const { row: label, mean, sd, returns } = await row(evaluator, PLAN);
    expect(label).toBe(name);
    expect(returns).toHaveLength(12);
    expect(new Set(returns).size).toBe(12);
    expect(mean).toBeCloseTo(returns.reduce((sum, value) => sum + value, 0) / 12, 10);
    expect(sd ** 2).toBeCloseTo(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 12, 8);
  });

  it("gives episode i the seed `seed + i`", async () => {
    expect([...(await planOf(row, { ...PLAN, episodes: 4, seed: 40 })).seeds]).toEqual([40, 41, 42, 43]);
  });

  it("is the same each time", async () => {
    expect(await row(evaluator, PLAN)).toEqual(await row(evaluator, PLAN));
  });
});

describe("a shared weight's row", () => {
  it("names the weight, and says where it was tuned", async () => {
    expect(await sharedWeightRow(evaluator, PLAN, 0.5)).toMatchObject({ row: "shared-weight", weight: 0.5 });
    const tuned = await sharedWeightRow(evaluator, PLAN, 0.5, "tuned-shared-weight");
    expect(tuned).toMatchObject({ row: "tuned-shared-weight", weight: 0.5 });
  });

  it("on a later seed is the tail of the row on an earlier one", async () => {
    const from0 = await sharedWeightRow(evaluator, PLAN, 1);
    const from5 = await sharedWeightRow(evaluator, { ...PLAN, seed: 5, episodes: 7 }, 1);
    expect(from5.returns).toEqual(from0.returns.slice(5));
  });
});

describe("weights of its own for each episode", () => {
  it("are run in as many calls as memory asks for, with the same episodes", async () => {
    const large = largeNetwork(4000);
    const calls: Plan[] = [];
    const spy: Evaluator = {
      evaluate: async (_, plan) => {
        calls.push(plan);
        return { returns: Float64Array.from(plan.seeds), steps: new Uint32Array(plan.seeds.length), nonFinite: 0 };
      },
      close: async () => {},
    };
    const { returns } = await randomWeightsRow(spy, { genome: large, episodes: 2600, seed: 7 });
    expect(calls.map(({ seeds }) => seeds.length)).toEqual([2500, 100]);
    expect(returns).toEqual(Array.from({ length: 2600 }, (_, i) => 7 + i));
    const [, { weights }] = calls;
    const random = new Stream(7, Purpose.randomWeights, 0, 2500);
    expect([...weights.subarray(0, 4000)]).toEqual(Array.from({ length: 4000 }, () => random.uniform(-2, 2)));
  });

  function largeNetwork(connections: number): Genome {
    return {
      inputs: 5,
      outputs: 1,
      activations: Array(7 + connections / 2).fill(1),
      connections: Array.from({ length: connections }, (_, i) => {
        const unit = 7 + Math.floor(i / 2);
        const [source, target] = i % 2 === 0 ? [1, unit] : [unit, 6];
        return { source, target, enabled: true };
      }),
    };
  }
});

describe("own weights", () => {
  it("are the connections' in each episode", async () => {
    const { weights, individual } = await planOf(ownWeightsRow);
    const own = genome.connections.map(({ weight }) => weight);
    expect(individual).toBe(true);
    for (let i = 0; i < 12; i++) {
      const episode = [...weights.subarray(i * CONNECTIONS, (i + 1) * CONNECTIONS)];
      expect(new Set(episode)).toEqual(new Set(own));
    }
    expect(weights.slice(0, CONNECTIONS)).toEqual(weights.slice(-CONNECTIONS));
  });

  it("are needed", async () => {
    const bare: Genome = {
      ...genome,
      connections: genome.connections.map(({ source, target, enabled }) => ({ source, target, enabled })),
    };
    await expect(ownWeightsRow(evaluator, { ...PLAN, genome: bare })).rejects.toThrow(
      new RangeError("the network has no weights of its own"),
    );
  });
});

describe("random weights", () => {
  it("are fresh for each connection and episode, from all of (−2, 2)", async () => {
    const { weights, individual } = await planOf(randomWeightsRow, { ...PLAN, episodes: 50 });
    expect(individual).toBe(true);
    expect(weights).toHaveLength(50 * CONNECTIONS);
    expect(new Set(weights).size).toBe(50 * CONNECTIONS);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(-2);
    expect(Math.min(...weights)).toBeLessThan(-1.95);
    expect(Math.max(...weights)).toBeLessThan(2);
    expect(Math.max(...weights)).toBeGreaterThan(1.95);
  });

  it("depend on the seed", async () => {
    const { weights } = await planOf(randomWeightsRow);
    expect((await planOf(randomWeightsRow, { ...PLAN, seed: 1 })).weights).not.toEqual(weights);
  });
});

describe("random shared weights", () => {
  it("are fresh for each episode, from all of (−2, 2)", async () => {
    const { weights, individual } = await planOf(randomSharedWeightRow, { ...PLAN, episodes: 200 });
    expect(individual).toBe(false);
    expect(new Set(weights).size).toBe(200);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(-2);
    expect(Math.min(...weights)).toBeLessThan(-1.8);
    expect(Math.max(...weights)).toBeLessThan(2);
    expect(Math.max(...weights)).toBeGreaterThan(1.8);
  });
});
