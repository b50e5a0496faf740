import { describe, expect, it } from "vitest";
import type { Values } from "../../../src/config/settings.js";
import { flatten } from "../../../src/genome/flat.js";
import { enabledConnections, type Genome } from "../../../src/genome/genome.js";
import { WANN, wannWith } from "../../../src/search/wann/index.js";
import { MUTATIONS } from "../../../src/search/wann/mutations/index.js";
import type { WannState } from "../../../src/search/wann/state.js";
import { taskNamed } from "../../../src/tasks/registry.js";
import { playGeneration, SHAPE, search } from "./play.js";
import { wannConfig } from "./wann-config.js";

const SWINGUP = taskNamed("swingup");

const contextOf = (changes: Values = {}, preset = "swingup-paper") => ({
  config: wannConfig(preset, { population: 10, ...changes }),
  shape: SHAPE,
  seed: 1,
});

describe("the work that is left", () => {
  it("is every generation's, with fewer islands as they end", () => {
    const { config } = contextOf(
      { islands: 4, halveIslandsEvery: 2, generations: 6, sampledWeights: 3, confirmEpisodes: 5 },
      "swingup",
    );
    const work = WANN.workload(config);
    expect(work.map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(work.map(({ networks }) => networks)).toEqual([40, 40, 20, 20, 10, 10]);
    expect(work.map(({ rollouts }) => rollouts)).toEqual([120, 120, 60, 60, 30, 30].map((count) => count + 15));
    const wann = WANN.open({ config, shape: SHAPE, seed: 1 });
    while (wann.generation < 3)
      wann.tell({ returns: new Float64Array(wann.ask().genomes.length * wann.ask().seeds.length) });
    expect(WANN.workload(config, wann.state)).toEqual(work.slice(3));
  });

  it("is no more than it comes to, and as much where each generation's best is confirmed", () => {
    const { config, ...context } = contextOf({
      finalists: 4,
      finalRounds: 2,
      islands: 2,
      generations: 3,
      confirmEpisodes: 1,
    });
    const wann = WANN.open({ config, ...context });
    for (const { networks, rollouts, bestNetworks, ofBest } of WANN.workload(config)) {
      const rounds: number[][] = [];
      const { generation } = wann;
      while (wann.generation === generation) {
        const { genomes, seeds } = wann.ask();
        rounds.push([genomes.length, genomes.length * seeds.length]);
        // Whoever is confirmed fails.
        wann.tell({ returns: new Float64Array(genomes.length * seeds.length).fill(genomes.length === 1 ? -9 : 0) });
      }
      expect(rounds.map(([count]) => count)).toEqual([networks, bestNetworks, bestNetworks, 1]);
      expect(rounds.reduce((sum, [, count]) => sum + count, 0)).toBe(rollouts);
      expect(rounds.slice(1).reduce((sum, [, count]) => sum + count, 0)).toBe(ofBest);
    }
  });

  it("is nothing where a run has ended", () => {
    const { config, ...context } = contextOf({ generations: 1 });
    const wann = WANN.open({ config, ...context });
    while (wann.generation < 1)
      wann.tell({ returns: new Float64Array(wann.ask().genomes.length * wann.ask().seeds.length) });
    expect(WANN.workload(config, wann.state)).toEqual([]);
  });
});

describe("the same search with fewer networks", () => {
  it("has one island of at most so many, or of exactly so many", () => {
    const { config } = contextOf({ islands: 4 });
    const [most, exact] = [false, true].map((exactly) => WANN.withNetworks(config, 64, exactly));
    expect(most).toEqual({ ...config, islands: null, halveIslandsEvery: null });
    expect(exact).toEqual({ ...most, population: 64 });
    expect(WANN.withNetworks(config, 4, false)).toEqual({ ...most, population: 4 });
  });
});

describe("a grown search", () => {
  const sizes = (genomes: readonly Genome[]) => genomes.map(enabledConnections);

  it("has networks of a hundred connections, in different ways", () => {
    const { genomes } = WANN.grown(contextOf()).ask();
    expect(genomes).toHaveLength(10);
    for (const size of sizes(genomes)) expect(Math.abs(size - 100)).toBeLessThan(3);
    expect(new Set(genomes.map((genome) => JSON.stringify(genome))).size).toBeGreaterThan(5);
  });

  it("has networks that are one mutation from a given one", () => {
    const context = contextOf({ initialConnectionProbability: 1 });
    const [like] = WANN.open(context).ask().genomes;
    for (const size of sizes(WANN.grown(context, { genome: like }).ask().genomes)) {
      expect(Math.abs(size - enabledConnections(like))).toBeLessThan(2);
    }
  });

  it("has none of more connections than the search may have", () => {
    const context = contextOf({ maxConnections: 30, initialConnectionProbability: 1 });
    for (const size of sizes(WANN.grown(context).ask().genomes)) {
      expect(size).toBeLessThanOrEqual(30);
      expect(size).toBeGreaterThan(26);
    }
    const few = contextOf({ maxConnections: 5, initialConnectionProbability: 1 });
    for (const size of sizes(WANN.grown(few).ask().genomes)) expect(size).toBeLessThanOrEqual(5);
  });
});

describe("a search that adopts networks", () => {
  const networks = search({ population: 4, complexityProbability: 0 });
  const of = { config: contextOf({ population: 4, complexityProbability: 0 }).config, shape: SHAPE };
  for (let generation = 0; generation < 12; generation++) playGeneration(networks);
  const adopted = WANN.networksOf?.(networks.state, of) ?? [];

  it("begins with them, dealt out to the islands, the first ones again until there are enough", () => {
    const context = contextOf({ islands: 2, averageReturns: true });
    const state = WANN.adopt?.(context, adopted) as WannState;
    expect(WANN.state.parse(state)).toEqual(state);
    const dealt = Array.from({ length: 20 }, (_, i) => adopted[(2 * (i % 10) + Math.floor(i / 10)) % 4]);
    expect(state.population).toEqual(dealt.map(flatten));
    expect(state).toMatchObject({ generation: 0, returns: Array(20).fill(null), champion: null });
    const wann = WANN.open(context, state);
    expect(wann.ask().genomes).toEqual(dealt);
    // Each island's first one comes first.
    expect(WANN.networksOf?.(wann.state, context)).toEqual(Array.from({ length: 20 }, (_, i) => adopted[i % 4]));
  });

  it("refuses those that have more connections than it may have", () => {
    const largest = Math.max(...adopted.map(enabledConnections));
    const refusal = (size: number, most: number) =>
      new RangeError(`a network of ${size} connections: expected at most ${most}, maxConnections`);
    expect(() => WANN.adopt?.(contextOf({ maxConnections: largest }), adopted)).not.toThrow();
    expect(() => WANN.adopt?.(contextOf({ maxConnections: largest - 1 }), adopted)).toThrow(
      refusal(largest, largest - 1),
    );
  });
});

describe("the search with other mutations", () => {
  it("has a setting for the odds of each", () => {
    const [changeActivation] = MUTATIONS;
    const kind = wannWith([changeActivation], "other");
    expect(kind.name).toBe("other");
    expect(Object.keys(kind.settings)).toContain("changeActivation");
    expect(Object.keys(kind.settings)).not.toContain("insertNode");
  });

  it("needs one that has odds", () => {
    const { config } = contextOf();
    expect(WANN.problem?.(config, SWINGUP)).toBeUndefined();
    const none = { changeActivation: null, insertNode: null, addConnection: null, enableConnection: null };
    expect(WANN.problem?.({ ...config, ...none }, SWINGUP)).toBe(
      "changeActivation, insertNode, addConnection, enableConnection, disableConnection: expected one above 0",
    );
  });
});
