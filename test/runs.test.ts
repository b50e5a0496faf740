import { describe, expect, it } from "vitest";
import type { Values } from "../src/config/settings.js";
import { digestJson } from "../src/digest.js";
import type { Evaluator, Plan } from "../src/evaluate/evaluator.js";
import { localEvaluator } from "../src/evaluate/local.js";
import { loadKernel } from "../src/evaluate/task-files.js";
import { fixedTopology } from "../src/genome/fixed-topology.js";
import type { Progress } from "../src/journey.js";
import { packedWeights, withWeights } from "../src/network/individual-weights.js";
import { pack } from "../src/network/pack.js";
import { resolveTuning } from "../src/optimize/configuration.js";
import type { TuneOutcome } from "../src/optimize/optimizer.js";
import { OPTIMIZERS } from "../src/optimize/registry.js";
import { type Evolution, type Evolved, evolveWith, type Standing, type Tuning, tuneWith } from "../src/runs.js";
import type { Ranking } from "../src/search/search.js";
import { loadMnist } from "../src/tasks/mnist/dataset.js";
import { taskNamed } from "../src/tasks/registry.js";
import { wannConfig } from "./search/wann/wann-config.js";

const task = taskNamed("swingup");
const evaluator = localEvaluator(await loadKernel(task));
const SMALL = { population: 16, generations: 6, confirmEpisodes: 4 };
const config = wannConfig("swingup-paper", SMALL);
const throughJson = ({ state, tally }: Standing) => JSON.parse(JSON.stringify({ state, tally })) as Standing;

async function evolved(change: Partial<Evolution> = {}, on = evaluator) {
  const progress: Progress<Ranking>[] = [];
  const run = await evolveWith(on, {
    config,
    seed: 1,
    ...change,
    observe: async (each) => {
      progress.push(each);
      await change.observe?.(each);
    },
  });
  return { ...run, progress };
}

/** Gives every network of a generation that generation's mean, and every champion to be confirmed the given one. */
function scripted(generations: readonly number[], confirmations: readonly number[]): Evaluator & { plans: Plan[] } {
  let generation = 0;
  let confirmation = 0;
  const plans: Plan[] = [];
  return {
    plans,
    evaluate: async (networks, plan) => {
      plans.push(plan);
      const mean = networks.length === 1 ? confirmations[confirmation++] : generations[generation++];
      const count = networks.length * plan.seeds.length;
      return { returns: new Float64Array(count).fill(mean), steps: new Uint32Array(count).fill(2), nonFinite: 3 };
    },
    close: async () => {},
  };
}

/** The real evaluator, and how many networks and episodes it was asked for. */
function spying(): Evaluator & { calls: [networks: number, plan: Plan][] } {
  const calls: [number, Plan][] = [];
  return {
    calls,
    evaluate: (networks, plan) => {
      calls.push([networks.length, plan]);
      return evaluator.evaluate(networks, plan);
    },
    close: async () => {},
  };
}

const outcome = ({ state, tally, champion, digest }: Evolved) => ({ state, tally, champion, digest });

describe("a search", () => {
  it("shows the observer every generation, in order", async () => {
    const { progress, tally } = await evolved();
    expect(progress.map(({ outcome: { generation } }) => generation)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(progress[5].tally).toEqual(tally);
  });

  it("counts rollouts and steps, confirmations too", async () => {
    const { tally, progress } = await evolved({}, scripted([5, 4, 6, 6, 6, 6], [3, 3, 3, 3, 3, 3]));
    expect(progress.map((each) => each.tally.rollouts)).toEqual(
      [1, 2, 3, 4, 5, 6].map((generations) => generations * (16 * 18 + 6 * 12)),
    );
    expect(tally.steps).toBe(2 * tally.rollouts);
    // Three episodes of each round, of the generation's and of its confirmation's.
    expect(progress.map(({ nonFinite }) => nonFinite)).toEqual([6, 6, 6, 6, 6, 6]);
  });

  it("ends with finite figures and a champion confirmed at every shared weight", async () => {
    const { champion, progress } = await evolved();
    for (const { outcome: ranking } of progress) {
      for (const figure of [
        ranking.best.mean,
        ranking.best.bestWeight,
        ranking.medianMean,
        ranking.medianConnections,
      ]) {
        expect(figure).toBeGreaterThanOrEqual(0);
      }
      expect(ranking.best.mean).toBeGreaterThanOrEqual(ranking.medianMean);
    }
    expect(champion?.fingerprint.map(({ weight, episodes }) => [weight, episodes])).toEqual(
      config.sharedWeights?.map((weight) => [weight, 12]),
    );
    const means = champion?.fingerprint.map(({ mean }) => mean) ?? [];
    expect(champion?.mean).toBeCloseTo(means.reduce((sum, mean) => sum + mean, 0) / 6, 9);
  });

  it("cuts episodes off and counts falls as its configuration says", async () => {
    const plansOf = async (changes: Values) => {
      const script = scripted([1], [1]);
      await evolved({ config: wannConfig("biped-paper", { ...SMALL, generations: 1, ...changes }) }, script);
      return script.plans.map(({ patience, forecast, taskOptions }) => [patience, forecast, taskOptions]);
    };
    // A single generation confirms its best, so that each has two plans.
    expect(await plansOf({})).toEqual([
      [null, false, [0]],
      [null, false, [0]],
    ]);
    expect(await plansOf({ patience: 40, forecast: true, fallPenalty: true })).toEqual([
      [40, true, [1]],
      [40, true, [1]],
    ]);
  });

  it("measures champions anew from the generation on in which falls begin to cost", async () => {
    const script = scripted([5, 6, 1, 2, 1, 1], [5, 6, 1, 2]);
    const changes = { ...SMALL, fallPenalty: [{ from: 2, value: true }] };
    const { progress } = await evolved({ config: wannConfig("biped-paper", changes) }, script);
    expect(progress.map(({ outcome: { champion } }) => champion?.mean)).toEqual([5, 6, 1, 2, 2, 2]);
    expect(script.plans.map(({ taskOptions }) => taskOptions)).toEqual([
      ...[[0], [0], [0], [0]],
      ...[[1], [1], [1], [1], [1], [1]],
    ]);
  });

  it("runs the finalists' rounds before it ranks", async () => {
    const spy = spying();
    const changes = { ...SMALL, generations: 1, finalists: 5, finalRounds: 2 };
    const { tally } = await evolved({ config: wannConfig("swingup-paper", changes) }, spy);
    expect(spy.calls.map(([networks, { seeds }]) => [networks, seeds.length])).toEqual([
      [16, 18],
      [5, 18],
      [5, 18],
      [1, 72],
    ]);
    expect(tally.rollouts).toBe((16 + 5 + 5 + 4) * 18);
  });

  it("is a function of configuration and seed", async () => {
    const { digest } = await evolved();
    expect((await evolved()).digest).toBe(digest);
    expect((await evolved({ seed: 2 })).digest).not.toBe(digest);
    expect((await evolved({ config: wannConfig("swingup-paper", { ...SMALL, population: 15 }) })).digest).not.toBe(
      digest,
    );
  });

  it("does not start a generation past the last", async () => {
    const whole = await evolved();
    const again = await evolved({ from: whole });
    expect(again.progress).toEqual([]);
    expect(outcome(again)).toEqual(outcome(whole));
  });

  it("ends once a champion is as good as wanted, and goes on where more is wanted", async () => {
    const first = await evolved({ config: { ...config, untilReturn: 3 } }, scripted([1, 2, 3], [1, 2, 3]));
    expect([first.progress.length, first.champion?.mean]).toEqual([3, 3]);
    const further = { config: { ...config, untilReturn: 5 }, from: throughJson(first) };
    const second = await evolved(further, scripted([4, 5], [4, 5]));
    expect([second.progress.length, second.champion?.mean]).toEqual([2, 5]);
  });

  it("ends once it has run as many rollouts as it may, after a generation", async () => {
    const whole = await evolved();
    const [, { tally }] = whole.progress;
    const cut = await evolved({ config: { ...config, maxRollouts: tally.rollouts } });
    expect(cut.tally).toEqual(tally);
    const one = await evolved({ config: { ...config, maxRollouts: tally.rollouts + 1 } });
    expect(one.progress).toHaveLength(3);
    // And goes on to the same where it may run more.
    expect(outcome(await evolved({ from: throughJson(cut) }))).toEqual(outcome(whole));
  });
});

describe("the champion", () => {
  it("is replaced only by a network whose confirmed mean is higher", async () => {
    // The third generation's best does not hold what it promised; the fourth's is not tried; the fifth's holds.
    const { champion, progress } = await evolved({}, scripted([10, 20, 30, 15, 40, 16], [12, 18, 17, 19]));
    const outcomes = progress.map((each) => each.outcome);
    expect(outcomes.map(({ newChampion }) => newChampion)).toEqual([true, true, false, false, true, false]);
    expect(outcomes.map((each) => each.champion?.mean)).toEqual([12, 18, 18, 18, 19, 19]);
    expect(outcomes.map((each) => each.champion?.generation)).toEqual([0, 1, 1, 1, 4, 4]);
    expect(champion?.genome).toBe(outcomes[4].best.genome);
  });

  it("closes the digest", async () => {
    const { digest, tally, champion } = await evolved();
    expect(digest).toBe(digestJson(tally.digest, champion?.genome));
    expect(digest).not.toBe(tally.digest);
  });
});

describe("a search that is interrupted", () => {
  it("ends with the generation in hand and goes on to the same digest, whenever it is", async () => {
    const whole = await evolved();
    for (let last = 0; last < 5; last++) {
      const control = new AbortController();
      const first = await evolved({
        signal: control.signal,
        observe: (each) => {
          if (each.outcome.generation === last) control.abort();
        },
      });
      expect(first.progress).toHaveLength(last + 1);
      const second = await evolved({ from: throughJson(first) });
      expect(second.progress).toHaveLength(5 - last);
      expect(outcome(second)).toEqual(outcome(whole));
    }
  });

  it("before it starts runs nothing", async () => {
    const { champion, tally, progress } = await evolved({ signal: AbortSignal.abort() });
    expect(progress).toEqual([]);
    expect(tally.rollouts).toBe(0);
    expect(champion).toBeUndefined();
  });
});

describe("guided additions", () => {
  const digits = taskNamed("mnist");
  const guided = { population: 8, generations: 6, insertNode: 2, confirmEpisodes: 1 };
  const change = (values: Values) => ({ config: wannConfig("mnist", { ...guided, ...values }) });
  const load = async () => {
    const images = { train: loadMnist("train"), test: loadMnist("test") };
    return localEvaluator(await loadKernel(digits, images));
  };

  it("are the same in a run that was interrupted, and make it another one than it would be", async () => {
    const classifying = await load();
    const whole = await evolved(change({}), classifying);
    const half = await evolved(change({ generations: 2 }), classifying);
    const rest = await evolved({ ...change({}), from: throughJson(half) }, classifying);
    expect(outcome(rest)).toEqual(outcome(whole));
    expect((await evolved(change({ guidedAdditions: null }), classifying)).digest).not.toBe(whole.digest);
  });

  it("need an evaluator with gradients", async () => {
    const { gradients: _, ...without } = await load();
    await expect(evolved(change({}), without)).rejects.toThrow("the task's loss has no gradients");
  });
});

describe("a tuning", () => {
  const genome = fixedTopology(5, [3], 1, "tanh");
  const { order } = pack(genome);
  const layer = { origin: "test", values: { population: 6, generations: 4, episodes: 4, confirmEpisodes: 7 } };
  const tuning = (kind = "cma", values: Values = layer.values) =>
    resolveTuning(task, order.length, [{ origin: "test", values }], OPTIMIZERS.named(kind));

  async function tuned(change: Partial<Tuning> = {}) {
    const progress: Progress<TuneOutcome>[] = [];
    const given = { task, genome, start: -0.4, config: tuning(), seed: 3, ...change };
    const run = await tuneWith(evaluator, { ...given, observe: (each) => void progress.push(each) });
    return { ...run, progress };
  }

  it("gives the network its champion's weights", async () => {
    const { genome: made, champion, progress, tally } = await tuned();
    expect(progress).toHaveLength(4);
    expect(progress[3].outcome.champion).toEqual(champion);
    expect(progress[3].tally).toEqual(tally);
    expect(made).toEqual(withWeights(genome, champion?.weights ?? []));
    expect([...(packedWeights(made, order) ?? [])]).toEqual(champion?.weights);
  });

  it("leaves a network as it was whose one shared weight is tuned", async () => {
    const values = { grid: 11, gridEpisodes: 2, finalists: 3, finalEpisodes: 4 };
    const { genome: made, champion } = await tuned({ config: tuning("shared-weight", values) });
    expect(made).toBe(genome);
    expect(champion?.weights).toHaveLength(1);
  });

  it("starts from one weight for all, from given ones, or from the network's own", async () => {
    const all = new Float64Array(order.length).fill(-0.4);
    const shared = await tuned();
    expect((await tuned({ start: all })).digest).toBe(shared.digest);
    const { start: _, ...own } = { start: 0, task, genome: withWeights(genome, all), config: tuning(), seed: 3 };
    expect((await tuneWith(evaluator, own)).digest).toBe(shared.digest);
    await expect(tuneWith(evaluator, { ...own, genome })).rejects.toThrow(
      new RangeError("the network has no weights of its own: give weights to start from"),
    );
  });

  it("goes on from where it stood, as if uninterrupted", async () => {
    const whole = await tuned();
    const half = await tuned({ config: tuning("cma", { ...layer.values, generations: 2 }) });
    const { state, tally, champion, digest } = await tuned({ from: throughJson(half) });
    expect({ state, tally, champion, digest }).toEqual({
      state: whole.state,
      tally: whole.tally,
      champion: whole.champion,
      digest: whole.digest,
    });
  });

  it("ends once its champion is as good as wanted, or it has run as many rollouts as it may", async () => {
    const [first] = (await tuned()).progress;
    const good = await tuned({ config: { ...tuning(), untilReturn: first.outcome.champion.mean } });
    const much = await tuned({ config: { ...tuning(), maxRollouts: first.tally.rollouts } });
    for (const { progress } of [good, much]) expect(progress).toHaveLength(1);
  });

  it("has the task's usual optimizer with its usual values, unless told otherwise", async () => {
    const control = new AbortController();
    control.abort();
    const { state } = await tuneWith(evaluator, { task, genome, start: 1, signal: control.signal });
    const usual = OPTIMIZERS.named("cma").open({
      config: resolveTuning(task, order.length),
      genome,
      start: new Float64Array(order.length).fill(1),
      seed: 1,
    });
    expect(state).toEqual(usual.state);
  });
});
