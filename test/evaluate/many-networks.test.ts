import { beforeAll, describe, expect, it } from "vitest";
import type { Outcome, Plan } from "../../src/evaluate/evaluator.js";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { Refused } from "../../src/evaluate/refused.js";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import type { Genome } from "../../src/genome/genome.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { lineage } from "../genome/grown.js";

/** Walkers of all kinds: most fall at once, some stand. */
const GENOMES: Genome[] = [1, 2, 3, 4, 5, 6, 7].map((seed) => {
  const genomes = lineage({ inputs: 24, outputs: 4, mutations: 3 * seed, seed });
  return genomes[genomes.length - 1];
});
const NETWORKS = GENOMES.map((genome) => pack(genome).words);
/** Falls cost nothing. */
const PLAN: Plan = { ...crossPlan([-1.5, -0.25, 0.5, 2], [0, 7, 2 ** 31]), taskOptions: [0] };

let kernel: Kernel;
let whole: Outcome;

beforeAll(async () => {
  kernel = await loadKernel(taskNamed("biped"));
  whole = kernel.evaluateAll(NETWORKS, PLAN);
});

function alone(plan: Plan) {
  const outcomes = NETWORKS.map((network) => kernel.evaluate(network, plan));
  return {
    returns: outcomes.flatMap(({ returns }) => [...returns]),
    steps: outcomes.flatMap(({ steps }) => [...steps]),
  };
}

describe("many networks at once", () => {
  it("give each the same bits as it gets alone", () => {
    const { returns, steps } = whole;
    const expected = alone(PLAN);
    expect([...returns]).toEqual(expected.returns);
    expect([...steps]).toEqual(expected.steps);
    expect(new Set(steps).size).toBeGreaterThan(20);
  });

  it("give the same bits in another order", () => {
    const { returns } = whole;
    const reversed = kernel.evaluateAll([...NETWORKS].reverse(), PLAN).returns;
    const episodes = PLAN.seeds.length;
    for (let i = 0; i < NETWORKS.length; i++) {
      const place = (NETWORKS.length - 1 - i) * episodes;
      expect(reversed.subarray(place, place + episodes)).toEqual(returns.subarray(i * episodes, (i + 1) * episodes));
    }
  });

  it("may have no networks or no episodes", () => {
    expect(kernel.evaluateAll([], PLAN).returns).toHaveLength(0);
    expect(kernel.evaluateAll(NETWORKS, crossPlan([], [])).returns).toHaveLength(0);
  });

  it.each([1, 20, 50])("are cut off where an episode has earned no new high for %i steps", async (patience) => {
    const { steps, returns } = kernel.evaluateAll(NETWORKS, { ...PLAN, patience });
    expect(alone({ ...PLAN, patience })).toEqual({ returns: [...returns], steps: [...steps] });
    const other = await loadKernel(taskNamed("biped"));
    for (let i = 0; i < steps.length; i++) {
      const place = i % PLAN.seeds.length;
      const episode = other.open(NETWORKS[Math.floor(i / PLAN.seeds.length)], PLAN.weights[place]);
      episode.reset(PLAN.seeds[place]);
      let earned = 0;
      let high = 0;
      let highAt = 0;
      let clock = 0;
      while (clock < whole.steps[i] && clock - highAt < patience) {
        episode.answer();
        const reward = episode.step();
        // A single episode's fall costs; this plan's does not.
        if (episode.terminated) break;
        earned += reward;
        clock++;
        if (earned > high) [high, highAt] = [earned, clock];
      }
      if (episode.terminated) {
        expect([steps[i], returns[i]]).toEqual([whole.steps[i], whole.returns[i]]);
      } else {
        expect([steps[i], returns[i]]).toEqual([clock, earned]);
      }
    }
    expect(steps).not.toEqual(whole.steps);
  });

  it("may be taken to go on as it went since its high, where it is cut off", () => {
    const patience = 100;
    const cut = kernel.evaluateAll(NETWORKS, { ...PLAN, patience });
    const forecast = kernel.evaluateAll(NETWORKS, { ...PLAN, patience, forecast: true });
    expect(forecast.steps).toEqual(cut.steps);
    expect(alone({ ...PLAN, patience, forecast: true }).returns).toEqual([...forecast.returns]);
    let standing = 0;
    for (let i = 0; i < cut.returns.length; i++) {
      if (cut.steps[i] === whole.steps[i]) {
        expect(forecast.returns[i]).toBe(cut.returns[i]);
        continue;
      }
      // What it lost since its high, it goes on losing.
      const lost = (forecast.returns[i] - cut.returns[i]) / (1600 - cut.steps[i]);
      expect(lost).toBeLessThanOrEqual(0);
      expect(lost).toBeGreaterThan(-1);
      if (whole.steps[i] < 1600) continue;
      standing++;
      const [far, near] = [cut.returns[i], forecast.returns[i]].map((value) => Math.abs(value - whole.returns[i]));
      expect(near).toBeLessThan(Math.max(25, far));
    }
    expect(standing).toBeGreaterThan(3);
  });

  it("have no end to their patience unless told", () => {
    expect(kernel.evaluateAll(NETWORKS, { ...PLAN, patience: 1600 })).toEqual(whole);
  });

  it("are refused where one network has another size", () => {
    const [small] = lineage({ inputs: 5, outputs: 1, mutations: 0, seed: 1 });
    expect(() => kernel.evaluateAll([NETWORKS[0], pack(small).words], PLAN)).toThrow(
      new Refused("the network has 5 inputs and 1 outputs, the task has 24 inputs and 4 outputs"),
    );
  });

  it("take individual weights", () => {
    const connections = NETWORKS[0][5];
    const seeds = Uint32Array.of(3, 4, 5);
    const weights = Float64Array.from({ length: connections * 3 }, (_, i) => Math.sin(i));
    const plan = { individual: true, weights, seeds };
    const expected = kernel.evaluate(NETWORKS[0], plan);
    expect(kernel.evaluateAll([NETWORKS[0], NETWORKS[0]], plan).returns).toEqual(
      Float64Array.of(...expected.returns, ...expected.returns),
    );
    const other = NETWORKS.filter((network) => network[5] !== connections);
    expect(() => kernel.evaluateAll([NETWORKS[0], other[0]], plan)).toThrow("individual weights were given");
  });
});

describe("a fall", () => {
  it("costs what Gymnasium has it cost, or nothing", () => {
    const free = whole;
    const penal = kernel.evaluateAll(NETWORKS, { ...PLAN, taskOptions: [1] });
    expect(penal.steps).toEqual(free.steps);
    expect(kernel.evaluateAll(NETWORKS, crossPlan([-1.5, -0.25, 0.5, 2], [0, 7, 2 ** 31])).returns).toEqual(
      penal.returns,
    );
    let falls = 0;
    for (let i = 0; i < free.returns.length; i++) {
      const cost = free.returns[i] - penal.returns[i];
      // The fall's −100 stands in place of that step's reward, which is small.
      if (free.steps[i] < 1600) {
        falls++;
        expect(Math.abs(cost - 100)).toBeLessThan(10);
      } else {
        expect(cost).toBe(0);
      }
    }
    expect(falls).toBeGreaterThan(free.returns.length / 2);
  });

  it("is what a session steps through", async () => {
    const session = new Session(await loadKernel(taskNamed("biped")), GENOMES[2], 0.5);
    const { returns, steps } = kernel.evaluate(NETWORKS[2], crossPlan([0.5], [7]));
    expect(() => session.restore(session.state)).toThrow(
      new RangeError("this task starts from seeds alone: use reset"),
    );
    session.reset(7);
    let total = 0;
    for (let i = 1; i <= steps[0]; i++) {
      const step = session.step();
      total += step.reward;
      expect(step.terminated || step.truncated).toBe(i === steps[0]);
    }
    expect(total).toBe(returns[0]);
  });
});

it("a network whose output is no number scores the task's worst", () => {
  const genome: Genome = {
    inputs: 24,
    outputs: 4,
    activations: Array<number>(29).fill(1),
    connections: [0, 1, 2, 3].map((i) => ({ source: 0, target: 25 + i, enabled: true })),
  };
  const weights = Float64Array.of(Number.POSITIVE_INFINITY, 0, 0, 0);
  const { returns, steps, nonFinite } = kernel.evaluateAll([pack(genome).words], {
    individual: true,
    weights,
    seeds: Uint32Array.of(1),
  });
  expect([...returns]).toEqual([-400]);
  expect([...steps]).toEqual([1]);
  expect(nonFinite).toBe(1);
});
