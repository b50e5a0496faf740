import { describe, expect, it } from "vitest";
import { presetNamed } from "../../src/config/presets.js";
import { taskNamed } from "../../src/config/tasks.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { Kernel } from "../../src/evaluate/module.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { enabledConnections } from "../../src/genome/genome.js";
import { squared } from "../../src/genome/squared.js";
import { estimate, workLeft } from "../../src/profile/estimate.js";
import { WannSearch } from "../../src/search/wann.js";
import { CONFIG } from "./subject.js";

const TASK = taskNamed("swingup");

describe("the work that is left", () => {
  it("is every generation's, with fewer islands as they end", () => {
    const config = {
      ...presetNamed("swingup"),
      population: 10,
      islands: 4,
      halveIslandsEvery: 2,
      generations: 6,
      sampledWeights: 3,
      confirmEpisodes: 5,
    };
    const { population } = new WannSearch(config, TASK, 1).state;
    const work = workLeft(config, { generation: 0, population, earnings: [] });
    expect(work.map(({ networks }) => networks)).toEqual([40, 40, 20, 20, 10, 10]);
    expect(work.map(({ rollouts }) => rollouts)).toEqual([120, 120, 60, 60, 30, 30].map((count) => count + 15));
    const later = workLeft(config, { generation: 3, population: population.slice(0, 20), earnings: [] });
    expect(later).toEqual(work.slice(3));
  });

  it("counts finalists' rounds", () => {
    const config = { ...CONFIG, finalists: 4, finalRounds: 3, generations: 1 };
    const [{ rollouts, ofBest }] = workLeft(config, new WannSearch(config, TASK, 1).state);
    expect(rollouts).toBe((8 + 4 * 3) * 6 * 2 + 6 * 20 * 2);
    expect(ofBest).toBe(4 * 3 * 6 * 2 + 6 * 20 * 2);
  });

  it("is nothing where a run has ended", () => {
    const { population } = new WannSearch(CONFIG, TASK, 1).state;
    expect(workLeft(CONFIG, { generation: 20, population, earnings: [] })).toEqual([]);
  });
});

describe("an estimate", () => {
  it("takes a champion as the network that it is, and squares what a search squares", async () => {
    const evaluator = localEvaluator(await Kernel.load(await readWasm(), TASK));
    const config = { ...CONFIG, initialConnectionProbability: 1 };
    const { population } = new WannSearch(config, TASK, 1).state;
    const champion = squared(population[0], "positive");
    const outlook = { task: TASK, config: { ...config, squared: "positive" as const }, seed: 1, champion };
    const { small, grown } = await estimate(outlook, evaluator, { workers: 1, cores: 1 });
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
