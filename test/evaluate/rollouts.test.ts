import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Outcome, Plan } from "../../src/evaluate/evaluator.js";
import { Refused } from "../../src/evaluate/refused.js";
import { Session } from "../../src/evaluate/session.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import type { Genome } from "../../src/genome/genome.js";
import { pack } from "../../src/network/pack.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { crossPlan } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { anyGrowth, grown } from "../genome/grown.js";
import { referenceNetwork } from "../golden/networks.js";
import { rolloutTwin } from "../twin/swingup.js";

const kernel = await loadKernel(taskNamed("swingup"));
const { genome: GENOME } = referenceNetwork(0);
const { words: WORDS, order: ORDER } = pack(GENOME);

/** Five inputs to a tanh output at 6; bias and the inputs listed lead there. */
function direct(sources: readonly number[]): Genome {
  return {
    inputs: 5,
    outputs: 1,
    activations: [1, 1, 1, 1, 1, 1, 5],
    connections: sources.map((source) => ({ source, target: 6, enabled: true })),
  };
}

function evaluate(words: Uint32Array, plan: Plan, ignoreTermination = false): Outcome {
  return kernel.evaluate(words, plan, ignoreTermination);
}

/** `count` episodes with a shared weight from U(−2, 2) each, or with a weight of its own for each of `connections`. */
function mixedPlan(count: number, connections?: number): Plan {
  const random = new Stream(5, Purpose.randomWeights);
  return {
    individual: connections !== undefined,
    weights: Float64Array.from({ length: count * (connections ?? 1) }, () => random.uniform(-2, 2)),
    seeds: Uint32Array.from({ length: count }, () => random.uint32()),
  };
}

/** Some episodes of a plan, in the order given. */
function pick(plan: Plan, episodes: readonly number[]): Plan {
  const width = plan.weights.length / plan.seeds.length;
  return {
    individual: plan.individual,
    weights: Float64Array.from(episodes.flatMap((i) => [...plan.weights.subarray(i * width, (i + 1) * width)])),
    seeds: Uint32Array.from(episodes, (i) => plan.seeds[i]),
  };
}

describe.each([
  ["shared weights", mixedPlan(100)],
  ["individual weights", mixedPlan(100, ORDER.length)],
])("an episode with %s", (_, plan) => {
  const together = evaluate(WORDS, plan);

  it("gives the same bits alone as among others", () => {
    expect(new Set(together.steps).size).toBeGreaterThan(20);
    for (let i = 0; i < 100; i++) {
      expect(evaluate(WORDS, pick(plan, [i]))).toEqual({
        returns: together.returns.slice(i, i + 1),
        steps: together.steps.slice(i, i + 1),
        nonFinite: 0,
      });
    }
  });

  it("gives the same bits in any place and company", () => {
    const company = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(company, (episodes) => {
        expect(evaluate(WORDS, pick(plan, episodes))).toEqual({
          returns: Float64Array.from(episodes, (i) => together.returns[i]),
          steps: Uint32Array.from(episodes, (i) => together.steps[i]),
          nonFinite: 0,
        });
      }),
      { numRuns: 30 },
    );
  });

  it("is what a session steps through", () => {
    for (const i of [0, 17, 99]) {
      const weights = pick(plan, [i]).weights;
      const connections = GENOME.connections.map((each, index) => ({ ...each, weight: weights[ORDER.indexOf(index)] }));
      const session = new Session(kernel, { ...GENOME, connections }, plan.individual ? undefined : weights[0]);
      session.reset(plan.seeds[i]);
      let total = 0;
      let steps = 0;
      for (let ended = false; !ended; steps++) {
        const { reward, terminated, truncated } = session.step();
        total += reward;
        ended = terminated || truncated;
      }
      expect([total, steps]).toEqual([together.returns[i], together.steps[i]]);
    }
  });
});

describe("a rollout", () => {
  it.each([0, 1, 31, 32, 33, 64, 500])("runs all of %i episodes", (count) => {
    const plan = crossPlan([1.37], [...Array(count).keys()]);
    const { returns, steps } = evaluate(WORDS, plan);
    expect([returns.length, steps.length]).toEqual([count, count]);
    expect(steps.every((lived) => lived >= 1 && lived <= 1000)).toBe(true);
    expect(new Set(returns).size).toBe(count);
  });

  it("gives nearly the same with individual weights that are all equal as with one shared", () => {
    const seeds = Uint32Array.from({ length: 40 }, (_, i) => i);
    const { words } = pack(direct([0, 1, 2, 3, 4, 5]));
    for (const weight of [-2, -0.7, 0.5, 1.3]) {
      const shared = evaluate(words, crossPlan([weight], seeds));
      const weights = new Float64Array(40 * 6).fill(weight);
      const individual = evaluate(words, { individual: true, weights, seeds });
      expect(individual.steps).toEqual(shared.steps);
      shared.returns.forEach((value, i) => {
        expect(Math.abs(individual.returns[i] - value)).toBeLessThan(1e-6);
      });
    }
  });

  it("runs on to the last step past the rail's end where it is told to", () => {
    const plan = mixedPlan(50);
    expect(evaluate(WORDS, plan).steps.some((lived) => lived < 1000)).toBe(true);
    expect([...evaluate(WORDS, plan, true).steps]).toEqual(Array(50).fill(1000));
  });

  it("agrees with the twin where an episode is short enough not to blow up a last bit", () => {
    const session = new Session(kernel, GENOME, 1);
    const starts = [0, 1, 2, 3, 4, 5].map((seed) => {
      session.reset(seed);
      return session.state;
    });
    for (const genome of [direct([0]), direct([0, 4]), direct([0, 5])]) {
      for (const weight of [-2, 0.8, 1.5]) {
        const { returns, steps } = evaluate(pack(genome).words, crossPlan([weight], [0, 1, 2, 3, 4, 5]));
        starts.forEach((start, i) => {
          const twin = rolloutTwin(genome, weight, start, { steps: 1000, runOn: false });
          expect(steps[i]).toBe(twin.steps);
          expect(steps[i]).toBeLessThan(200);
          expect(Math.abs(returns[i] - twin.total)).toBeLessThan(1e-9 * Math.max(1, twin.total));
        });
      }
    }
  });
});

describe("an output that is not a finite number", () => {
  it("scores 0 in the step it appears, and disturbs no neighbour", () => {
    const plan = mixedPlan(80);
    const sound = evaluate(WORDS, plan);
    const nonFinite = plan.weights.map((weight, i) => (i % 3 === 0 ? Number.NaN : weight));
    const { returns, steps, nonFinite: count } = evaluate(WORDS, { ...plan, weights: nonFinite });
    expect(count).toBe(Math.ceil(returns.length / 3));
    for (let i = 0; i < 80; i++) {
      expect([returns[i], steps[i]]).toEqual(i % 3 === 0 ? [0, 1] : [sound.returns[i], sound.steps[i]]);
    }
  });

  it("scores 0 where a network grows past all bounds by itself", () => {
    // Doubled 1,100 times the bias is infinite; the two ends then meet as infinity less infinity.
    const chain = 1100;
    const first = 7;
    const activations = [1, 1, 1, 1, 1, 1, 1, ...Array<number>(chain).fill(1), 7];
    const last = first + chain - 1;
    const connections = [
      { source: 0, target: first, enabled: true },
      ...Array.from({ length: chain - 1 }, (_, i) => ({ source: first + i, target: first + i + 1, enabled: true })),
      { source: last, target: last + 1, enabled: true },
      { source: last, target: 6, enabled: true },
    ];
    const genome = { inputs: 5, outputs: 1, activations, connections };
    const infinite = evaluate(pack(genome).words, crossPlan([2, 0.5], [0]));
    expect([infinite.returns[0], infinite.steps[0]]).toEqual([0, 1]);
    expect(infinite.steps[1]).toBeGreaterThan(1);
    const meeting = { ...genome, connections: [...connections, { source: last + 1, target: 6, enabled: true }] };
    const { returns, steps } = evaluate(pack(meeting).words, crossPlan([2, 0.5], [0]));
    expect([returns[0], steps[0]]).toEqual([0, 1]);
    expect(steps[1]).toBeGreaterThan(1);
  });
});

describe("a packed network", () => {
  const last = WORDS.length - 1;
  const connections = WORDS.length - WORDS[5];

  it.each<[string, (words: Uint32Array) => Uint32Array, string]>([
    ["another magic", (words) => words.with(0, 1), "bad magic"],
    ["another version", (words) => words.with(1, 2), "bad version"],
    ["no words", () => new Uint32Array(), "bad length"],
    ["a missing word", (words) => words.slice(0, -1), "bad length"],
    ["a word too many", (words) => Uint32Array.of(...words, 0), "bad length"],
    ["more inputs than nodes", (words) => words.with(2, 2 ** 32 - 1), "bad length"],
    ["more nodes than it holds", (words) => words.with(4, 2 ** 30), "bad length"],
    ["records that ask for more connections than there are", (words) => words.with(8, 2 ** 31), "bad length"],
    ["records that ask for fewer", (words) => words.with(8, words[8] - 1), "bad length"],
    ["activation 0", (words) => words.with(6, 0), "bad activation"],
    ["activation 11", (words) => words.with(6, 11), "bad activation"],
    ["a source that comes after its target", (words) => words.with(last, words[4] - 1), "bad source"],
    ["a hidden node among the inputs", (words) => words.with(connections, 6), "bad source"],
    ["a source that is no node", (words) => words.with(last, 2 ** 32 - 1), "bad source"],
  ])("is refused with %s", (_, change, status) => {
    expect(() => kernel.evaluate(change(WORDS.slice()), crossPlan([1], [0]))).toThrow(
      new Refused(`the wasm refuses the network: ${status}`),
    );
  });

  it("is refused with other sizes than the task's, and both are named", () => {
    const { words } = pack(referenceNetwork(4).genome);
    expect(() => kernel.evaluate(words, crossPlan([1], [0]))).toThrow(
      new Refused("the network has 3 inputs and 2 outputs, the task has 5 inputs and 1 outputs"),
    );
  });

  it("is refused with more or fewer individual weights than it has connections", () => {
    for (const count of [ORDER.length - 1, ORDER.length + 1]) {
      const weights = new Float64Array(count);
      const message = `${count} individual weights were given, the network has ${ORDER.length} connections`;
      const plan = { individual: true, weights, seeds: Uint32Array.of(0) };
      expect(() => kernel.evaluate(WORDS, plan)).toThrow(new Refused(message));
      expect(() => kernel.open(WORDS, weights)).toThrow(new Refused(message));
    }
  });

  it("of any genome of the task's size is taken", () => {
    fc.assert(
      fc.property(anyGrowth(100, { inputs: 5, outputs: 1 }), (growth) => {
        const { returns } = evaluate(pack(grown(growth)).words, crossPlan([1], [0, 1]));
        return returns.every((value) => Number.isFinite(value));
      }),
      { numRuns: 30 },
    );
  });
});

it("memory does not grow with evaluations of networks that are no larger", async () => {
  const fresh = await loadKernel(taskNamed("swingup"));
  const before = fresh.memoryBytes;
  const plan = mixedPlan(2000, ORDER.length);
  fresh.evaluate(WORDS, plan);
  const after = fresh.memoryBytes;
  expect(after).toBeGreaterThan(before);
  for (let i = 0; i < 200; i++) fresh.evaluate(WORDS, pick(plan, [i, i + 1]));
  fresh.evaluate(WORDS, plan);
  expect(fresh.memoryBytes).toBe(after);
});
