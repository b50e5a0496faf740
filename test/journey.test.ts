import { describe, expect, it } from "vitest";
import type { Budget } from "../src/config/run-settings.js";
import { digestJson, digestReturns, EMPTY_DIGEST } from "../src/digest.js";
import type { Evaluator, Plan } from "../src/evaluate/evaluator.js";
import { EMPTY_TALLY, finalDigest, isSpent, type Journey, journey, type Progress } from "../src/journey.js";
import { pack } from "../src/network/pack.js";
import { crossPlan } from "../src/search/episodes.js";
import type { Answers, EpisodeOptions, Learner, Round } from "../src/search/search.js";
import { referenceNetwork } from "./golden/networks.js";

const NETWORKS = [referenceNetwork(0).genome, referenceNetwork(1).genome];
const OPTIONS: EpisodeOptions = { patience: null, forecast: false, taskOptions: [1] };
const BUDGET: Budget = { generations: 3, untilReturn: null, maxRollouts: null };

/** Asks for the same rounds each generation; the outcome of one is all that it was told. */
class Scripted implements Learner<readonly Answers[]> {
  generation = 0;
  championMean: number | undefined;
  conclusion: unknown = null;
  private told: Answers[] = [];

  constructor(private readonly rounds: readonly Partial<Round>[]) {}

  get state() {
    return { generation: this.generation };
  }

  ask(): Round {
    const plan = crossPlan([0.5], [this.generation, this.told.length]);
    return { genomes: NETWORKS, ...plan, options: OPTIONS, ...this.rounds[this.told.length] };
  }

  tell(answers: Answers): readonly Answers[] | undefined {
    this.told.push(answers);
    if (this.told.length < this.rounds.length) return undefined;
    const outcome = this.told;
    this.told = [];
    this.generation++;
    return outcome;
  }
}

/** Returns count up over all calls; it keeps what it was asked. */
function counting() {
  const calls: { networks: readonly Uint32Array[]; plan: Plan; returns: Float64Array }[] = [];
  let next = 0;
  const evaluator: Evaluator = {
    async evaluate(networks, plan) {
      const count = networks.length * plan.seeds.length;
      const returns = Float64Array.from({ length: count }, () => next++);
      calls.push({ networks, plan, returns });
      return { returns, steps: new Uint32Array(count).fill(2), nonFinite: 3 };
    },
    close: async () => {},
  };
  return { calls, evaluator };
}

type Outcome = readonly Answers[];

async function run(change: Partial<Journey<Outcome>> = {}, rounds: readonly Partial<Round>[] = [{}, {}]) {
  const progress: Progress<Outcome>[] = [];
  const { calls, evaluator } = counting();
  const learner = new Scripted(rounds);
  const tally = await journey<Outcome>({
    learner,
    budget: BUDGET,
    evaluator,
    ...change,
    observe: async (each) => {
      progress.push(each);
      await change.observe?.(each);
    },
  });
  return { tally, progress, calls, learner: (change.learner ?? learner) as Learner<Outcome> };
}

describe("a journey", () => {
  it("asks, evaluates and tells round after round, until the generation has an outcome", async () => {
    const { calls, progress } = await run();
    expect(calls).toHaveLength(6);
    const words = NETWORKS.map((genome) => pack(genome).words);
    for (const [i, { networks, plan }] of calls.entries()) {
      expect(networks).toEqual(words);
      expect(plan).toEqual({ ...crossPlan([0.5], [Math.floor(i / 2), i % 2]), ...OPTIONS });
    }
    for (const [i, { outcome }] of progress.entries()) {
      expect(outcome.map(({ returns }) => returns)).toEqual([calls[2 * i].returns, calls[2 * i + 1].returns]);
    }
  });

  it("hands on how episodes are run", async () => {
    const early = { patience: 40, forecast: true };
    const { calls } = await run({}, [{ options: early }, {}]);
    expect(calls[0].plan).toMatchObject(early);
    expect(calls[1].plan).toMatchObject(OPTIONS);
  });

  it("shows the observer every generation, with what it has come to, and waits for it", async () => {
    let waiting = 0;
    const { progress, tally } = await run({
      observe: async () => {
        expect(++waiting).toBe(1);
        await new Promise((done) => setImmediate(done));
        waiting--;
      },
    });
    expect(progress.map(({ tally: { rollouts, steps } }) => [rollouts, steps])).toEqual([
      [8, 16],
      [16, 32],
      [24, 48],
    ]);
    expect(progress[2].tally).toEqual(tally);
    // Three episodes of each round.
    expect(progress.map(({ nonFinite }) => nonFinite)).toEqual([6, 6, 6]);
    for (const { evaluateMs, learnMs } of progress) {
      expect(evaluateMs).toBeGreaterThanOrEqual(0);
      expect(learnMs).toBeGreaterThanOrEqual(0);
    }
  });

  it("has a digest of the returns of every round in order", async () => {
    const { calls, tally } = await run();
    expect(tally.digest).toBe(calls.reduce((digest, { returns }) => digestReturns(digest, returns), EMPTY_DIGEST));
  });

  it("makes one link of rounds that join the next", async () => {
    const { calls, tally } = await run({}, [{ joinsNext: true }, { joinsNext: true }, {}, {}]);
    let digest = EMPTY_DIGEST;
    for (let i = 0; i < calls.length; i += 4) {
      digest = digestReturns(digest, Float64Array.from(calls.slice(i, i + 3).flatMap(({ returns }) => [...returns])));
      digest = digestReturns(digest, calls[i + 3].returns);
    }
    expect(tally.digest).toBe(digest);
    expect(tally.rollouts).toBe(3 * 4 * 4);
  });

  it("closes its digest with the learner's conclusion", async () => {
    const { tally, learner } = await run();
    expect(finalDigest(tally, learner)).toBe(digestJson(tally.digest, null));
    const other = { ...learner, conclusion: [1, 2] };
    expect(finalDigest(tally, other)).toBe(digestJson(tally.digest, [1, 2]));
    expect(finalDigest(tally, other)).not.toBe(finalDigest(tally, learner));
  });

  it("goes on from where it stands", async () => {
    const tally = { digest: digestReturns(EMPTY_DIGEST, Float64Array.of(1)), rollouts: 100, steps: 1000 };
    const { tally: end, calls } = await run({ tally });
    expect(end).toEqual({
      digest: calls.reduce((digest, { returns }) => digestReturns(digest, returns), tally.digest),
      rollouts: 124,
      steps: 1048,
    });
  });
});

describe("a journey ends", () => {
  it("after the last generation, and does not start one past it", async () => {
    const { learner, tally } = await run();
    expect(learner.generation).toBe(3);
    const again = await run({ learner, tally });
    expect([again.progress, again.tally]).toEqual([[], tally]);
  });

  it("with the generation in hand when it is told to", async () => {
    const control = new AbortController();
    const { progress, calls } = await run({
      signal: control.signal,
      observe: () => {
        if (!control.signal.aborted) control.abort();
      },
    });
    expect(progress).toHaveLength(1);
    expect(calls).toHaveLength(2);
  });

  it("before it began, where it is told to by then", async () => {
    const { progress, tally } = await run({ signal: AbortSignal.abort() });
    expect(progress).toEqual([]);
    expect(tally).toEqual(EMPTY_TALLY);
  });

  it("once it has run as many rollouts as it may: no generation begins then, and none is cut short", async () => {
    for (const [maxRollouts, generations] of [
      [1, 1],
      [8, 1],
      [9, 2],
      [1000, 3],
    ]) {
      const { progress } = await run({ budget: { ...BUDGET, maxRollouts } });
      expect(progress).toHaveLength(generations);
    }
    const tally = { ...EMPTY_TALLY, rollouts: 8 };
    expect((await run({ tally, budget: { ...BUDGET, maxRollouts: 8 } })).progress).toEqual([]);
  });

  it("once the champion's mean is what is wanted", async () => {
    const learner = new Scripted([{}]);
    const budget = { ...BUDGET, generations: 9, untilReturn: 5 };
    const means = [undefined, 4.9, 5, 6];
    const { progress } = await run({
      learner,
      budget,
      observe: () => {
        learner.championMean = means[learner.generation - 1];
      },
    });
    expect(progress).toHaveLength(3);
    expect((await run({ learner, budget })).progress).toEqual([]);
  });
});

it("a budget is spent by generations, rollouts or the champion's mean, whichever comes first", () => {
  const learner = (generation: number, championMean?: number) => {
    return Object.assign(new Scripted([{}]), { generation, championMean });
  };
  const budget = { generations: 10, untilReturn: -1, maxRollouts: 100 };
  expect(isSpent(budget, learner(9, -1.5), 99)).toBe(false);
  expect(isSpent(budget, learner(9), 99)).toBe(false);
  expect(isSpent(budget, learner(10, -1.5), 0)).toBe(true);
  expect(isSpent(budget, learner(0), 100)).toBe(true);
  expect(isSpent(budget, learner(1, -1), 0)).toBe(true);
  expect(isSpent(BUDGET, learner(2, 1e9), 1e9)).toBe(false);
});

describe("gradients", () => {
  const gains = Float64Array.of(4, 5);
  const gradient = Float64Array.of(1, 2, 3);

  function withGradients() {
    const asked: unknown[][] = [];
    const { calls, evaluator } = counting();
    const gradients: Evaluator["gradients"] = {
      async gradient(...given) {
        asked.push(["gradient", ...given]);
        return { loss: 0.7, gradient };
      },
      async additionGains(...given) {
        asked.push(["additionGains", ...given]);
        return gains;
      },
    };
    return { asked, calls, evaluator: { ...evaluator, gradients } };
  }

  it("by weights take the place of the round's rollout: its return is minus the loss, and its digest is of that", async () => {
    const { asked, calls, evaluator } = withGradients();
    const weights = Float64Array.of(0.1, 0.2, 0.3);
    const round = { genomes: [NETWORKS[0]], weights, individual: true, seeds: Uint32Array.of(9) };
    const budget = { ...BUDGET, generations: 1 };
    const { progress, tally } = await run({ budget, evaluator }, [{ ...round, gradientsOf: "weights" }]);
    expect(asked).toEqual([["gradient", pack(NETWORKS[0]).words, weights, 9]]);
    expect(calls).toEqual([]);
    const returns = Float64Array.of(-0.7);
    expect(progress[0].outcome).toMatchObject([{ returns, gradients: gradient }]);
    expect(tally).toEqual({ digest: digestReturns(EMPTY_DIGEST, returns), rollouts: 1, steps: 1 });
  });

  it("of additions come with the rollouts: of the first network, at the shared weights of the first seed", async () => {
    const { asked, calls, evaluator } = withGradients();
    const plan = crossPlan([-1, 0.5, 2], [7, 8]);
    const budget = { ...BUDGET, generations: 1 };
    const { progress } = await run({ budget, evaluator }, [{ ...plan, gradientsOf: "additions" }]);
    expect(asked).toEqual([["additionGains", pack(NETWORKS[0]).words, [-1, 0.5, 2], 7]]);
    expect(progress[0].outcome).toMatchObject([{ returns: calls[0].returns, gradients: gains }]);
  });

  it.each(["weights", "additions"] as const)("of %s need an evaluator that has some", async (gradientsOf) => {
    await expect(run({}, [{ gradientsOf }])).rejects.toThrow("the task's loss has no gradients");
  });
});
