import { describe, expect, it } from "vitest";
import type { Values } from "../../src/config/settings.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import { OPTIMIZERS } from "../../src/optimize/registry.js";
import { weightGrid } from "../../src/optimize/weight-grid.js";
import { Purpose } from "../../src/random/stream.js";
import { episodeSeeds } from "../../src/search/episodes.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { referenceNetwork } from "../golden/networks.js";
import { type Standing, tuned } from "./tuned.js";

const KIND = OPTIMIZERS.named("shared-weight");
const { genome } = referenceNetwork(0);

const contextOf = (values: Values = {}) => ({
  config: resolveTuning(taskNamed("swingup"), 1, [{ origin: "test", values }], KIND),
  genome,
  start: new Float64Array(),
  seed: 0,
});

/** An evaluator whose returns are a function of weight and seed; it keeps the seeds it has seen. */
function scripted(answer: (weight: number, seed: number) => number): Evaluator & { readonly seen: Set<number> } {
  const seen = new Set<number>();
  return {
    seen,
    evaluate: async (_, { weights, seeds, individual }) => {
      expect(individual).toBe(false);
      for (const seed of seeds) seen.add(seed);
      const returns = weights.map((weight, i) => answer(weight, seeds[i]));
      return { returns, steps: new Uint32Array(weights.length), nonFinite: 0 };
    },
    close: async () => {},
  };
}

const tune = (evaluator: Evaluator, values?: Values, from?: Standing, stopAfter?: number) =>
  tuned(KIND, contextOf(values), evaluator, from, stopAfter);

async function best(answer: (weight: number, seed: number) => number, values?: Values): Promise<number> {
  const { progress } = await tune(scripted(answer), values);
  return progress[progress.length - 1].outcome.champion.weights[0];
}

it("a grid spreads evenly over [−2, 2], its ends exact", () => {
  expect(weightGrid(5)).toEqual([-2, -1, 0, 1, 2]);
  const fine = weightGrid(401);
  expect([fine.length, fine[0], fine[200], fine[400]]).toEqual([401, -2, 0, 2]);
});

describe("the best shared weight", () => {
  it("is the best of the grid where returns leave no doubt", async () => {
    expect(await best((weight) => -Math.abs(weight - 1.234))).toBe(1.23);
    expect(await best((weight) => -Math.abs(weight - 1.234), { grid: 5 })).toBe(1.2);
    expect(await best((weight) => -Math.abs(weight - 1.234), { grid: 5, nearby: 1 })).toBe(1);
  });

  it("is never an end of [−2, 2]", async () => {
    expect(await best((weight) => weight)).toBeCloseTo(1.99, 12);
    expect(await best((weight) => -weight)).toBeCloseTo(-1.99, 12);
  });

  it("is one that holds over many episodes, not one that the few first ones favour", async () => {
    const few = new Set(episodeSeeds(0, Purpose.tuneSharedWeight, 0, 6));
    const lucky = (weight: number, seed: number) => few.has(seed) && Math.abs(weight + 1) < 0.001;
    expect(await best((weight, seed) => (lucky(weight, seed) ? 10 : -Math.abs(weight - 0.5)))).toBe(0.5);
  });

  it("is the lowest among equals", async () => {
    expect(await best(() => 1)).toBeCloseTo(-1.99, 12);
  });

  it("has the mean and sd of its many episodes, and has been looked for in one generation", async () => {
    const { progress, state, tally } = await tune(scripted((weight, seed) => (seed % 2) - Math.abs(weight)));
    const seeds = episodeSeeds(0, Purpose.tuneSharedWeight, 2, 100);
    const mean = seeds.reduce((sum, seed) => sum + (seed % 2), 0) / 100;
    const champion = {
      weights: [0],
      generation: 0,
      mean: expect.closeTo(mean, 12),
      sd: expect.closeTo(Math.sqrt(mean * (1 - mean)), 9),
    };
    expect(progress).toHaveLength(1);
    expect(progress[0].outcome).toMatchObject({ generation: 0, stepSize: 0.01, champion, newChampion: true });
    expect(state).toEqual({ generation: 1, champion });
    // The best of the grid lie side by side: their neighbourhoods overlap.
    expect(tally.rollouts).toBe(79 * 6 + (8 * 5 + 4) * 8 + 8 * 100);
  });

  it("is looked for over no seed that figures are reported on", async () => {
    const evaluator = scripted((weight) => weight);
    await tune(evaluator);
    expect(evaluator.seen.size).toBe(6 + 8 + 100);
    for (const seed of evaluator.seen) expect(seed).toBeGreaterThanOrEqual(2 ** 31);
  });
});

it("its rounds are the same until they are told, and take as many returns as they ask for", () => {
  const optimizer = KIND.open(
    contextOf({ grid: 11, gridEpisodes: 2, finalists: 4, nearby: 1, nearbyEpisodes: 3, finalEpisodes: 5 }),
  );
  expect([optimizer.champion, optimizer.championMean, optimizer.conclusion]).toEqual([undefined, undefined, null]);
  // The lowest four are the first among equals: with what is near them, nine of the fine grid.
  for (const expected of [9 * 2, 9 * 3, 4 * 5]) {
    const round = structuredClone(optimizer.ask());
    expect(optimizer.ask()).toEqual(round);
    expect(round.seeds).toHaveLength(expected);
    expect(() => optimizer.tell({ returns: new Float64Array(3) })).toThrow(
      new RangeError(`tell: expected ${expected} returns, got 3`),
    );
    optimizer.tell({ returns: new Float64Array(expected) });
  }
  expect(optimizer.generation).toBe(1);
});

it("goes on from its state, which its schema takes as it is, after JSON", async () => {
  const answer = (weight: number) => -Math.abs(weight - 0.3);
  const whole = await tune(scripted(answer));
  const none = await tune(scripted(answer), undefined, undefined, -1);
  const state = JSON.parse(JSON.stringify(none.state));
  expect(KIND.state(genome).parse(state)).toEqual(none.state);
  expect(await tune(scripted(answer), undefined, { state, tally: none.tally })).toEqual(whole);
  expect(KIND.state(genome).parse(JSON.parse(JSON.stringify(whole.state)))).toEqual(whole.state);
});
