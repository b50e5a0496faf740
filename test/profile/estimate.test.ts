import { describe, expect, it } from "vitest";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { enabledConnections } from "../../src/genome/genome.js";
import { estimate } from "../../src/profile/estimate.js";
import { presetNamed } from "../../src/search/configuration.js";
import { SEARCHES } from "../../src/search/registry.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { type Clock, useClock } from "./clock.js";
import { CONFIG } from "./subject.js";

const TASK = taskNamed("swingup");

/** Milliseconds between two looks at the clock, where only the host works. */
const HOST_MS = 2;
const MS_PER_STEP = 0.01;
/** Rollouts that tune the shared weight when a run ends, and those of its report. */
const CLOSING = 79 * 6 + 8 * 9 * 8 + 8 * 100 + 300 + 42 * 50;

/**
 * An evaluator whose networks' episodes live as long as `steps` says for their connections, and take that much of the clock's time.
 * @param counts is told of each call's networks.
 */
function costing(
  clock: Clock,
  steps: (connections: number) => number,
  msPerStep = MS_PER_STEP,
  counts: number[] = [],
): Evaluator {
  return {
    async evaluate(networks, { seeds }) {
      counts.push(networks.length);
      const lived = networks.flatMap((words) => Array<number>(seeds.length).fill(steps(words[5])));
      clock.advance(msPerStep * lived.reduce((sum, each) => sum + each, 0));
      return { returns: new Float64Array(lived.length), steps: Uint32Array.from(lived), nonFinite: 0 };
    },
    close: async () => {},
  };
}

describe("an estimate", () => {
  it("takes a champion as the network that it is", async () => {
    const evaluator = localEvaluator(await loadKernel(TASK));
    const config = { ...CONFIG, initialConnectionProbability: 1 };
    const [champion] = SEARCHES.named("wann").open({ config, shape: TASK, seed: 1 }).ask().genomes;
    const input = { task: TASK, config, seed: 1, champion: { genome: champion } };
    const { small, grown } = await estimate(input, evaluator, { workers: 1, cores: 1 });
    expect(small.connections).toBe(enabledConnections(champion));
    expect(Math.abs(grown.connections - enabledConnections(champion))).toBeLessThanOrEqual(1);
  });

  it("adds up every generation's rollouts, the closing report's, and the host's work", async () => {
    const clock = useClock(HOST_MS);
    const evaluator = costing(clock, () => 100);
    const result = await estimate({ task: TASK, config: CONFIG, seed: 1 }, evaluator, { workers: 2, cores: 4 });
    const rollouts = 20 * (8 * 12 + 240);
    expect([result.generations, result.rollouts]).toEqual([20, rollouts]);
    // A timing of 96 rollouts ends with a look at the clock.
    const perRollout = (100 * MS_PER_STEP + HOST_MS / 96) / 1000;
    expect(result.rolloutSeconds).toBeCloseTo((rollouts + CLOSING) * perRollout, 9);
    // A generation and the confirmation of its best are two rounds: asking and packing, then ranking.
    expect(result.hostSeconds).toBeCloseTo((20 * 2 * 2 * HOST_MS) / 1000, 9);
    // Checkpoints and champions take 0.2% of all else.
    expect(result.seconds).toBeCloseTo(1.002 * (result.rolloutSeconds + result.hostSeconds), 9);
    expect(result.small.connections).toBeLessThan(result.grown.connections);
    expect(result.diskBytes).toBeGreaterThan(20 * 350);
  });

  it("ends where the rollouts of the budget end", async () => {
    const evaluator = costing(useClock(HOST_MS), () => 100);
    const input = { task: TASK, config: { ...CONFIG, maxRollouts: 1000 }, seed: 1 };
    const least = { workers: 1, cores: 1 };
    // 336 a generation.
    expect(await estimate(input, evaluator, least)).toMatchObject({ generations: 3, rollouts: 3 * 336 });
    const further = await estimate({ ...input, rollouts: 664 }, evaluator, least);
    expect(further).toMatchObject({ generations: 1, rollouts: 336 });
    expect(await estimate({ ...input, rollouts: 1000 }, evaluator, least)).toMatchObject({
      generations: 0,
      rollouts: 0,
    });
  });

  it("shares rollouts out over workers, and leaves the host its work", async () => {
    const clock = useClock(HOST_MS);
    const evaluator = costing(clock, () => 100);
    const result = await estimate({ task: TASK, config: CONFIG, seed: 1 }, evaluator, { workers: 2, cores: 6 });
    const { hostSeconds, rolloutSeconds, byWorkers, secondMachineSeconds } = result;
    const withWorkers = (count: number) => expect.closeTo(1.002 * (hostSeconds + (2 * rolloutSeconds) / count), 9);
    expect(byWorkers).toEqual([1, 2, 4, 6].map((workers) => ({ workers, seconds: withWorkers(workers) })));
    expect(secondMachineSeconds).toEqual(withWorkers(4));
  });

  it("grows from what the first networks take to what a champion takes", async () => {
    const seconds = async (steps: (connections: number) => number) => {
      const evaluator = costing(useClock(), steps);
      return (await estimate({ task: TASK, config: CONFIG, seed: 1 }, evaluator, { workers: 1, cores: 1 })).seconds;
    };
    const [few, growing, many] = [
      await seconds(() => 100),
      await seconds((connections) => (connections > 50 ? 400 : 100)),
      await seconds(() => 400),
    ];
    expect(many).toBeCloseTo(4 * few, 6);
    expect(growing).toBeGreaterThan(1.05 * few);
    expect(growing).toBeLessThan(0.95 * many);
  });

  it("reckons what only the best run by how long they live", async () => {
    const local = localEvaluator(await loadKernel(TASK));
    const living: Evaluator = {
      ...local,
      async evaluate(networks, plan) {
        const outcome = await local.evaluate(networks, plan);
        return { ...outcome, returns: Float64Array.from(outcome.steps) };
      },
    };
    const dying: Evaluator = {
      ...local,
      async evaluate(networks, plan) {
        const outcome = await local.evaluate(networks, plan);
        return { ...outcome, returns: Float64Array.from(outcome.steps, (steps) => -steps) };
      },
    };
    const [long, short] = await Promise.all(
      [living, dying].map((evaluator) =>
        estimate({ task: TASK, config: CONFIG, seed: 1 }, evaluator, { workers: 1, cores: 1 }),
      ),
    );
    expect(long.small.bestStepsPerRollout).toBeGreaterThan(long.small.stepsPerRollout);
    expect(short.small.bestStepsPerRollout).toBeLessThan(short.small.stepsPerRollout);
  });

  it("asks for no more rollouts than it warms up with where these take long", async () => {
    const clock = useClock();
    const counts: number[] = [];
    // A network a worker, two episodes each, take 450 ms.
    const evaluator = costing(clock, () => 1000, 450 / (6 * 1000), counts);
    const result = await estimate({ task: TASK, config: CONFIG, seed: 1 }, evaluator, { workers: 3, cores: 4 });
    expect(counts).toEqual([3, 3, 3, 3]);
    expect([result.small.rollouts, result.grown.rollouts]).toEqual([6, 6]);
    expect(result.small.usPerRollout).toBeCloseTo(450_000 / 6, 6);
  });

  it("asks for more and more until they take long enough to be timed", async () => {
    const counts: number[] = [];
    const evaluator = costing(useClock(), () => 100, 0.005, counts);
    const config = { ...CONFIG, population: 200 };
    const { small } = await estimate({ task: TASK, config, seed: 1 }, evaluator, { workers: 1, cores: 1 });
    // A network with two episodes to warm up, and again in 1 ms; four times as many rollouts each time, all twelve episodes a network; then as many as take 0.7 s.
    expect(counts.slice(0, 6)).toEqual([1, 1, 1, 3, 12, 48]);
    expect(small.rollouts).toBe(117 * 12);
    expect(small.usPerRollout).toBeCloseTo(500, 6);
  });

  it("takes what a run's own generations cost, where it is told", async () => {
    const counts: number[] = [];
    const evaluator = costing(useClock(), () => 100, 0.05, counts);
    const small = {
      connections: 5,
      rollouts: 96,
      stepsPerRollout: 100,
      bestStepsPerRollout: 100,
      usPerRollout: 7000,
      hostMsPerNetwork: 0,
    };
    const input = { task: TASK, config: { ...CONFIG, generations: 1 }, seed: 1 };
    const alone = await estimate(input, evaluator, { workers: 1, cores: 1 });
    const calls = counts.length;
    const told = await estimate({ ...input, small }, evaluator, { workers: 1, cores: 1 });
    expect(counts.length - calls).toBeLessThan(calls);
    expect(told.small).toEqual(small);
    expect(told.seconds).not.toBe(alone.seconds);
  });

  it("of a search that follows a gradient times batches, once, and grows nothing", async () => {
    const digits = taskNamed("mnist");
    const clock = useClock();
    const { evaluate, close } = costing(clock, () => 1000);
    const evaluator: Evaluator = {
      evaluate,
      close,
      gradients: {
        async gradient(_, weights) {
          clock.advance(5);
          return { loss: 1, gradient: new Float64Array(weights.length) };
        },
        additionGains: async () => new Float64Array(0),
      },
    };
    const config = { ...presetNamed("mnist-homogeneous"), generations: 10 };
    const input = { task: digits, config, seed: 1 };
    const result = await estimate(input, evaluator, { workers: 1, cores: 1 });
    expect(result.small).toMatchObject({ usPerRollout: 5000, stepsPerRollout: 1 });
    expect(result.grown).toEqual(result.small);
    expect(result.hostSeconds).toBe(0);
    expect(result.rolloutSeconds).toBeGreaterThan(result.rollouts * 0.005);
    const small = { ...result.small, stepsPerRollout: 250, bestStepsPerRollout: 250, usPerRollout: 4000 };
    const told = await estimate({ ...input, small }, evaluator, { workers: 1, cores: 1 });
    expect(told.rolloutSeconds).toBeCloseTo(0.8 * result.rolloutSeconds, 9);
  });
});
