import { describe, expect, it } from "vitest";
import { taskNamed } from "../../src/config/tasks.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { Kernel } from "../../src/evaluate/module.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { enabledConnections } from "../../src/genome/genome.js";
import { estimate } from "../../src/profile/estimate.js";
import { SEARCHES } from "../../src/search/registry.js";
import { CONFIG } from "./subject.js";

const TASK = taskNamed("swingup");

describe("an estimate", () => {
  it("takes a champion as the network that it is, and squares what a search squares", async () => {
    const evaluator = localEvaluator(await Kernel.load(await readWasm(), TASK));
    const config = { ...CONFIG, initialConnectionProbability: 1, squared: "positive" } as const;
    const [champion] = SEARCHES.named("wann").open({ config, shape: TASK, seed: 1 }).ask().genomes;
    const input = { task: TASK, config, seed: 1, champion };
    const { small, grown } = await estimate(input, evaluator, { workers: 1, cores: 1 });
    expect(small.connections).toBe(enabledConnections(champion));
    expect(Math.abs(grown.connections - enabledConnections(champion))).toBeLessThanOrEqual(1);
  });

  it("adds rollouts and host up, and shares rollouts out over workers", async () => {
    const evaluator = localEvaluator(await Kernel.load(await readWasm(), TASK));
    const result = await estimate({ task: TASK, config: CONFIG, seed: 1 }, evaluator, { workers: 1, cores: 4 });
    expect(result.generations).toBe(20);
    expect(result.rollouts).toBe(20 * (8 * 12 + 240));
    expect(result.small.connections).toBeLessThan(result.grown.connections);
    expect(result.seconds).toBeGreaterThan(result.rolloutSeconds + result.hostSeconds);
    expect(result.byWorkers.map(({ workers }) => workers)).toEqual([1, 2, 4]);
    const [one, two, four] = result.byWorkers.map(({ seconds }) => seconds);
    expect(one).toBe(result.seconds);
    expect(result.secondMachineSeconds).toBe(two);
    expect(one - two).toBeCloseTo(2 * (two - four), 9);
    expect(result.diskBytes).toBeGreaterThan(1000);
  });

  it("reckons what only the best run by how long they live", async () => {
    const local = localEvaluator(await Kernel.load(await readWasm(), TASK));
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
    const evaluator: Evaluator = {
      evaluate: async (networks, { seeds }) => {
        for (const began = performance.now(); performance.now() - began < 310; );
        const episodes = networks.length * seeds.length;
        return { returns: new Float64Array(episodes), steps: new Uint32Array(episodes).fill(1000), nonFinite: 0 };
      },
      close: async () => {},
    };
    const result = await estimate({ task: TASK, config: CONFIG, seed: 1 }, evaluator, { workers: 3, cores: 4 });
    expect([result.small.rollouts, result.grown.rollouts]).toEqual([6 * 12, 6 * 12]);
    expect(result.small.usPerRollout).toBeGreaterThan(310_000 / 72);
  });
});
