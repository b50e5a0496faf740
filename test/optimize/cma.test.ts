import { describe, expect, it } from "vitest";
import { taskNamed } from "../../src/config/tasks.js";
import type { CmaConfig } from "../../src/config/tuning.js";
import { digestReturns, EMPTY_DIGEST } from "../../src/digest.js";
import type { Evaluator, Plan } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { Kernel } from "../../src/evaluate/module.js";
import { createPool } from "../../src/evaluate/pool.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import type { Genome } from "../../src/genome/genome.js";
import { packedWeights, withWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { Purpose } from "../../src/random/stream.js";
import { episodeSeeds } from "../../src/search/episodes.js";
import { meanAndSd } from "../../src/statistics.js";
import { CmaEs } from "../../src/tune/cma.js";
import {
  type TuneProgress,
  type TuneRun,
  type TuneState,
  tuneDigest,
  tuneWeights,
} from "../../src/tune/tune-weights.js";
import { grown } from "../genome/grown.js";

const task = taskNamed("swingup");
const evaluator = localEvaluator(await Kernel.load(await readWasm(), task));
const genome = fixedTopology(task.inputs, [3], task.outputs, task.outputActivation);
const SIZE = genome.connections.length;
const SEED = 3;
const config: CmaConfig = {
  method: "cma",
  population: 6,
  generations: 5,
  episodes: 4,
  confirmEpisodes: 7,
  stepSize: 0.5,
};
const EPISODES = (config.population + 1) * config.episodes;

async function run(change: Partial<TuneRun> = {}): Promise<{ state: TuneState; progress: TuneProgress[] }> {
  const progress: TuneProgress[] = [];
  const state = await tuneWeights({
    config,
    genome,
    start: new Float64Array(SIZE).fill(-0.4),
    seed: SEED,
    evaluator,
    ...change,
    observe: async (each) => {
      progress.push(each);
      await change.observe?.(each);
    },
  });
  return { state, progress };
}

/** The real evaluator, and the plans it has been given. */
function spying(): { plans: Plan[]; evaluator: Evaluator } {
  const plans: Plan[] = [];
  const evaluate: Evaluator["evaluate"] = (networks, plan) => {
    plans.push(plan);
    return evaluator.evaluate(networks, plan);
  };
  return { plans, evaluator: { evaluate, close: async () => {} } };
}

/** The sets of weights of a plan, each once, and its seeds, each once. */
function parts({ weights, seeds }: Plan, episodes: number): { sets: number[][]; seeds: number[] } {
  const sets = Array.from({ length: seeds.length / episodes }, (_, i) => {
    const [first, ...others] = Array.from({ length: episodes }, (_, k) => [
      ...weights.subarray((i * episodes + k) * SIZE, (i * episodes + k + 1) * SIZE),
    ]);
    for (const other of others) expect(other).toEqual(first);
    expect(seeds.slice(i * episodes, (i + 1) * episodes)).toEqual(seeds.slice(0, episodes));
    return first;
  });
  return { sets, seeds: [...seeds.slice(0, episodes)] };
}

/** Gives a generation's mean the first list's returns in turn, its candidates 0, and confirmations the second's. */
function scripted(means: readonly number[], confirmations: readonly number[]): Evaluator {
  let generation = 0;
  let confirmation = 0;
  return {
    evaluate: async (_, { seeds }) => {
      const returns = new Float64Array(seeds.length);
      if (seeds.length === EPISODES) returns.fill(means[generation++], config.population * config.episodes);
      else returns.fill(confirmations[confirmation++]);
      return { returns, steps: new Uint32Array(seeds.length).fill(2), broken: 0 };
    },
    close: async () => {},
  };
}

describe("a tuning", () => {
  it("shows the observer every generation, in order, with the state after it", async () => {
    const { state, progress } = await run();
    expect(progress.map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4]);
    expect(progress.map((each) => each.state.strategy.generation)).toEqual([1, 2, 3, 4, 5]);
    expect(progress.map(({ stepSize }) => stepSize)).toEqual(progress.map((each) => each.state.strategy.stepSize));
    expect(progress[4].state).toEqual(state);
  });

  it("runs the search's candidates, and its mean with them, over a generation's own episodes", async () => {
    const spy = spying();
    const { progress } = await run({ evaluator: spy.evaluator });
    const search = new CmaEs(new Float64Array(SIZE).fill(-0.4), config.stepSize, config.population, SEED);
    const generations = spy.plans.filter(({ seeds }) => seeds.length === EPISODES);
    expect(generations).toHaveLength(5);
    for (const [i, plan] of generations.entries()) {
      expect(plan.individual).toBe(true);
      const { sets, seeds } = parts(plan, config.episodes);
      expect(seeds).toEqual(episodeSeeds(SEED, Purpose.tuneEpisodes, i, config.episodes));
      const candidates = search.ask().map((x) => [...x]);
      expect(sets).toEqual([...candidates, search.state.mean]);
      const { returns } = await evaluator.evaluate([pack(genome).words], plan);
      const means = sets.map((_, k) => meanAndSd(returns.subarray(k * 4, (k + 1) * 4)).mean);
      expect(progress[i].mean).toBe(means[6]);
      expect(progress[i].best).toBe(Math.max(...means.slice(0, 6)));
      search.tell(means.slice(0, 6));
      expect(progress[i].state.strategy).toEqual(search.state);
    }
  });

  it("ends episodes early, and lets falls cost nothing, where it is told to: those that confirm, too", async () => {
    const whole = spying();
    await run({ evaluator: whole.evaluator });
    for (const plan of whole.plans) expect(Object.keys(plan).sort()).toEqual(["individual", "seeds", "weights"]);
    const early = spying();
    await run({ evaluator: early.evaluator, config: { ...config, patience: 20, fallPenalty: false } });
    for (const plan of early.plans) expect(plan).toMatchObject({ patience: 20, fallPenalty: false });
  });

  it("sees no seed that figures are reported on, and none twice", async () => {
    const spy = spying();
    await run({ evaluator: spy.evaluator });
    const seeds = spy.plans.flatMap((plan) => [...new Set(plan.seeds)]);
    for (const seed of seeds) expect(seed).toBeGreaterThanOrEqual(2 ** 31);
    const generations = spy.plans.filter((plan) => plan.seeds.length === EPISODES);
    const others = new Set(
      spy.plans.filter((plan) => plan.seeds.length !== EPISODES).flatMap((plan) => [...plan.seeds]),
    );
    const own = new Set(generations.flatMap((plan) => [...plan.seeds]));
    expect(own.size).toBe(5 * config.episodes);
    expect([...own].filter((seed) => others.has(seed))).toEqual([]);
  });

  it("counts rollouts and steps, confirmations too", async () => {
    // Started with 1; confirmed again in the second and the fourth generation.
    const { state, progress } = await run({ evaluator: scripted([0, 3, 1, 4, 2], [1, 2, 2]) });
    expect(progress.map((each) => each.state.rollouts)).toEqual([
      7 + EPISODES,
      14 + 2 * EPISODES,
      14 + 3 * EPISODES,
      21 + 4 * EPISODES,
      21 + 5 * EPISODES,
    ]);
    expect(progress.map((each) => each.state.steps)).toEqual(progress.map((each) => 2 * each.state.rollouts));
    expect(state.steps).toBe(2 * state.rollouts);
  });

  it("is a function of configuration, start and seed", async () => {
    const first = tuneDigest((await run()).state);
    expect(tuneDigest((await run()).state)).toBe(first);
    const changes: Partial<TuneRun>[] = [
      { seed: 4 },
      { start: new Float64Array(SIZE).fill(-0.5) },
      { config: { ...config, population: 7 } },
      { config: { ...config, episodes: 5 } },
      { config: { ...config, confirmEpisodes: 8 } },
      { config: { ...config, stepSize: 0.4 } },
    ];
    for (const change of changes) expect(tuneDigest((await run(change)).state)).not.toBe(first);
  });

  it("has a digest of the returns of every evaluation in order, confirmations too", async () => {
    let digest = EMPTY_DIGEST;
    const { state } = await run({
      evaluator: {
        ...evaluator,
        evaluate: async (networks, plan) => {
          const outcome = await evaluator.evaluate(networks, plan);
          digest = digestReturns(digest, outcome.returns);
          return outcome;
        },
      },
    });
    expect(state.digest).toBe(digest);
  });

  it("has the same state on two workers as on the calling thread", async () => {
    const pool = await createPool(task, 2);
    const { state } = await run({ evaluator: pool }).finally(() => pool.close());
    const local = await run();
    expect(state).toEqual(local.state);
    expect(tuneDigest(state)).toBe(tuneDigest(local.state));
  });

  it("does not start a generation past the last", async () => {
    const { state } = await run();
    const again = await run({ state });
    expect(again.progress).toEqual([]);
    expect(again.state).toEqual(state);
  });

  it("finds better weights than the shared one it starts from", async () => {
    const { state, progress } = await run({ config: { ...config, generations: 40, population: 10 } });
    expect(state.champion.mean).toBeGreaterThan(1.5 * progress[0].mean);
  });
});

describe("the champion", () => {
  it("is the start until the search's mean has a better confirmed one", async () => {
    const { state, progress } = await run({
      // The first mean promises more and does not hold it; the second holds; the third promises no more, and is not
      // tried; the fourth is only as good; the fifth is better.
      evaluator: scripted([11, 12, 13, 14, 15], [10, 9, 13, 13, 14]),
    });
    expect(progress.map(({ newChampion }) => newChampion)).toEqual([false, true, false, false, true]);
    expect(progress.map((each) => each.state.champion.mean)).toEqual([10, 13, 13, 13, 14]);
    expect(progress.map((each) => each.state.champion.generation)).toEqual([0, 1, 1, 1, 4]);
    expect(progress[0].state.champion.weights).toEqual(Array(SIZE).fill(-0.4));
    // It is the mean that had run, not the one it then moved to.
    expect(progress[1].state.champion.weights).toEqual(progress[0].state.strategy.mean);
    expect(state.champion.weights).toEqual(progress[3].state.strategy.mean);
    expect(state.champion.sd).toBe(0);
  });

  it("has the mean and sd of its weights over its generation's confirming episodes", async () => {
    const spy = spying();
    const { progress } = await run({ evaluator: spy.evaluator, config: { ...config, generations: 12 } });
    const champions = progress.filter(({ newChampion }) => newChampion).map((each) => each.state.champion);
    expect(champions.length).toBeGreaterThan(1);
    for (const { weights, generation, mean, sd } of champions) {
      const seeds = episodeSeeds(SEED, Purpose.tuneConfirm, generation, config.confirmEpisodes);
      const plan: Plan = {
        individual: true,
        weights: Float64Array.from(seeds.flatMap(() => weights)),
        seeds: Uint32Array.from(seeds),
      };
      const { returns } = await evaluator.evaluate([pack(withWeights(genome, weights)).words], plan);
      expect({ mean, sd }).toEqual(meanAndSd(returns));
      expect(sd).toBeGreaterThan(0);
    }
  });

  it("closes the digest", async () => {
    const { state } = await run();
    const other = { ...state, champion: { ...state.champion, weights: state.champion.weights.with(0, 1) } };
    expect(tuneDigest(other)).not.toBe(tuneDigest(state));
    expect(tuneDigest(state)).not.toBe(state.digest);
  });
});

describe("a tuning that is interrupted", () => {
  it("ends with the generation in hand and goes on to the same digest, whenever it is", async () => {
    const whole = await run();
    for (const last of [0, 2, 3]) {
      const control = new AbortController();
      const first = await run({
        signal: control.signal,
        observe: ({ generation }) => {
          if (generation === last) control.abort();
        },
      });
      expect(first.progress).toHaveLength(last + 1);
      expect(first.state).toEqual(whole.progress[last].state);
      const second = await run({ state: JSON.parse(JSON.stringify(first.state)) as TuneState });
      expect(second.progress).toEqual(whole.progress.slice(last + 1));
      expect(second.state).toEqual(whole.state);
      expect(tuneDigest(second.state)).toBe(tuneDigest(whole.state));
    }
  });

  it("before it starts has confirmed its start alone", async () => {
    const { state, progress } = await run({ signal: AbortSignal.abort() });
    expect(progress).toEqual([]);
    expect(state.rollouts).toBe(config.confirmEpisodes);
    expect(state.strategy.generation).toBe(0);
    expect((await run({ state })).state).toEqual((await run()).state);
  });
});

describe("withWeights", () => {
  /** Has disabled connections, and does not stand in packed order. */
  const searched: Genome = grown({ inputs: 5, outputs: 2, mutations: 120, seed: 8 });
  const { order } = pack(searched);
  const weights = Float64Array.from(order, (_, k) => Math.sin(1 + k));
  const before = JSON.stringify(searched);

  it("gives the network the weights that it then packs", () => {
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
    const tuned = withWeights(searched, weights);
    expect(packedWeights(tuned, order)).toEqual(weights);
    expect(pack(tuned)).toEqual(pack(searched));
  });

  it("leaves the genome as it was, and disabled connections without a weight", () => {
    const disabled = withWeights(searched, weights).connections.filter(({ enabled }) => !enabled);
    expect(disabled.length).toBeGreaterThan(0);
    expect(disabled.filter(({ weight }) => weight !== undefined)).toEqual([]);
    expect(JSON.stringify(searched)).toBe(before);
  });

  it("takes the place of weights that were there", () => {
    const twice = withWeights(
      withWeights(searched, weights),
      weights.map((weight) => -weight),
    );
    expect(packedWeights(twice, order)).toEqual(weights.map((weight) => -weight));
  });
});
