import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Values } from "../../../src/config/settings.js";
import { enabledConnections } from "../../../src/genome/genome.js";
import { paretoOrder } from "../../../src/search/rank.js";
import { elites } from "../../../src/search/select.js";
import type { WannSearch } from "../../../src/search/wann/search.js";
import { CONFIG, partsOf, play, playGeneration, run, search, tellAll } from "./play.js";
import { wannConfig } from "./wann-config.js";

const WEIGHTS = 6;

describe("a new search", () => {
  it("asks for a population of minimal networks of the task's shape, wired in different ways", () => {
    const wann = search();
    const { genomes } = wann.ask();
    expect(wann.generation).toBe(0);
    expect(genomes).toHaveLength(24);
    for (const genome of genomes) expect(genome.activations).toEqual([1, 1, 1, 1, 6, 6]);
    expect(new Set(genomes.map((genome) => JSON.stringify(genome))).size).toBeGreaterThan(12);
  });

  it("enables connections with the initial probability", () => {
    for (const genome of search({ initialConnectionProbability: 1 }).ask().genomes) {
      expect(enabledConnections(genome)).toBe(8);
    }
  });

  it("has no champion", () => {
    const { champion, championMean, ancestry, conclusion } = search();
    expect([champion, championMean, ancestry, conclusion]).toEqual([undefined, undefined, undefined, null]);
  });
});

describe("ask", () => {
  it("gives the same until tell, in every round", () => {
    const wann = search({ sampledWeights: 3, finalists: 4, finalRounds: 2 });
    run(wann, 2);
    const sizes: number[] = [];
    while (wann.generation === 2) {
      const before = structuredClone(wann.ask());
      expect(wann.ask()).toEqual(before);
      sizes.push(before.genomes.length);
      wann.tell({ returns: play(wann.ask()) });
    }
    expect(sizes.slice(0, 3)).toEqual([24, 4, 4]);
    expect(wann.generation).toBe(3);
  });

  it("gives every configured shared weight with every seed", () => {
    const { weights, seeds, individual } = search().ask();
    expect(individual).toBe(false);
    expect([...weights]).toEqual([-2, -2, -1, -1, -0.5, -0.5, 0.5, 0.5, 1, 1, 2, 2]);
    expect([...seeds]).toEqual(Array.from({ length: WEIGHTS }, () => [seeds[0], seeds[1]]).flat());
  });

  it("gives new episode seeds each generation, all from the search's range", () => {
    const wann = search({ episodesPerWeight: 4 });
    const seen = new Set<number>();
    for (let i = 0; i < 20; i++) {
      for (const seed of wann.ask().seeds) {
        expect(seed).toBeGreaterThanOrEqual(2 ** 31);
        seen.add(seed);
      }
      run(wann, 1);
    }
    expect(seen.size).toBe(80);
  });

  it("gives sampled weights from (−2, 2), other ones each generation", () => {
    const wann = search({ sampledWeights: 5 });
    const seen: number[] = [];
    for (let i = 0; i < 20; i++) {
      const { weights } = partsOf(wann.ask());
      expect(weights).toHaveLength(5);
      seen.push(...weights);
      run(wann, 1);
    }
    expect(new Set(seen).size).toBe(100);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(-2);
    expect(Math.min(...seen)).toBeLessThan(-1.5);
    expect(Math.max(...seen)).toBeLessThan(2);
    expect(Math.max(...seen)).toBeGreaterThan(1.5);
  });

  it("gives one sampled weight from each of equal parts", () => {
    for (const seed of [1, 2]) {
      const { weights } = partsOf(search({ sampledWeights: 8 }, seed).ask());
      expect(weights.map((weight) => Math.floor((weight + 2) * 2))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it("says how episodes are run, in every round", () => {
    const optionsOf = (wann: WannSearch) => {
      const options: unknown[] = [];
      for (let i = 0; i < 3; i++) playGeneration(wann, (round) => options.push(round.options));
      return [...new Set(options.map((each) => JSON.stringify(each)))];
    };
    const never = { patience: null, forecast: false };
    expect(optionsOf(search())).toEqual([JSON.stringify(never)]);
    const changes = { finalists: 4, patience: 40, forecast: true, fallPenalty: true };
    expect(optionsOf(search(changes, 1, undefined, "biped-paper"))).toEqual([
      JSON.stringify({ patience: 40, forecast: true, taskOptions: [1] }),
    ]);
    const late = { fallPenalty: [{ from: 2, value: true }] };
    expect(optionsOf(search(late, 1, undefined, "biped-paper"))).toEqual([
      JSON.stringify({ ...never, taskOptions: [0] }),
      JSON.stringify({ ...never, taskOptions: [1] }),
    ]);
  });
});

describe("tell", () => {
  it.each([0, 1, -1])("refuses a wrong number of returns (%i), in every round", (extra) => {
    const wann = search({ finalists: 3 });
    for (const networks of [24, 3, 1]) {
      const expected = networks === 1 ? 20 * 12 : networks * 12;
      const length = extra === 0 ? 0 : expected + extra;
      const asked = structuredClone(wann.ask());
      const error = new RangeError(`tell: expected ${expected} returns, got ${length}`);
      expect(() => wann.tell({ returns: new Float64Array(length) })).toThrow(error);
      expect(wann.ask()).toEqual(asked);
      expect(wann.generation).toBe(0);
      wann.tell({ returns: play(asked) });
    }
    expect(wann.generation).toBe(1);
  });

  it("expects returns for the sampled weights where there are any", () => {
    const returns = new Float64Array(288);
    expect(() => search({ sampledWeights: 2 }).tell({ returns })).toThrow("expected 96 returns, got 288");
  });

  it("keeps the elites unchanged, in the order of their rank", () => {
    const wann = search({ complexityProbability: 1 });
    const { genomes } = wann.ask();
    const returns = play(wann.ask());
    const means = genomes.map((_, i) => returns.subarray(i * 12, i * 12 + 12).reduce((sum, value) => sum + value, 0));
    const ranked = paretoOrder(
      means,
      genomes.map((genome) => -enabledConnections(genome)),
    );
    tellAll(wann, returns);
    const kept = elites(wannConfig("swingup-paper", CONFIG));
    expect(kept).toBe(4);
    const next = wann.ask().genomes;
    expect(next).toHaveLength(24);
    for (let place = 0; place < kept; place++) expect(next[place]).toBe(genomes[ranked[place]]);
    for (const child of next.slice(kept)) expect(genomes).not.toContain(child);
  });

  it("reports the best network, its best weight's mean, medians, and what each was ranked by", () => {
    const wann = search({ population: 3, sharedWeights: [-1, 1], initialConnectionProbability: 1 });
    const { genomes } = wann.ask();
    const ranking = tellAll(wann, Float64Array.of(1, 1, 1, 1, 0, 2, 8, 6, 3, 3, 3, 3));
    expect(ranking).toEqual({
      generation: 0,
      best: { genome: genomes[1], mean: 4, bestWeight: 7 },
      medianMean: 3,
      medianConnections: 8,
      members: [1, 4, 3].map((mean) => ({ mean, connections: 8 })),
      champion: wann.champion,
      newChampion: true,
    });
  });

  it("forgets what survivors earned, or averages it with what they earn next", () => {
    for (const changes of [
      { averageReturns: false },
      { averageReturns: true },
      { averageReturns: true, fallPenalty: [{ from: 1, value: true }] },
    ]) {
      const given = { population: 10, eliteRatio: 0.2, ...changes, sharedWeights: [-1, 1], complexityProbability: 0 };
      const wann = search(given, 1, undefined, "biped-paper");
      const lucky = Float64Array.from({ length: 40 }, (_, i) => (i >= 36 ? 80 : i % 3));
      const { genomes } = wann.ask();
      expect(tellAll(wann, lucky).best).toEqual({ genome: genomes[9], mean: 80, bestWeight: 80 });
      // It survives in the first place, and is worst in the next generation: on average it is still the best.
      expect(wann.ask().genomes[0]).toBe(genomes[9]);
      const unlucky = Float64Array.from({ length: 40 }, (_, i) => (i < 4 ? 0 : 1 + (i % 3)));
      const { best } = tellAll(wann, unlucky);
      // Without and with a fall's cost are two measures.
      if (changes.averageReturns && changes.fallPenalty === undefined)
        expect(best).toEqual({ genome: genomes[9], mean: 40, bestWeight: 40 });
      else expect(best.genome).not.toBe(genomes[9]);
    }
  });

  it("ranks duplicates behind all others where it is told to", () => {
    for (const duplicatesLast of [false, true]) {
      const wann = search({ population: 10, eliteRatio: 1, duplicatesLast, initialConnectionProbability: 1 });
      const { genomes } = wann.ask();
      // Networks 0 to 4 are alike and the best; all have the same connections.
      const means = genomes.map((_, i) => (i < 5 ? 20 : 10 - i));
      tellAll(
        wann,
        Float64Array.from({ length: 120 }, (_, i) => means[Math.floor(i / 12)]),
      );
      const places = wann
        .ask()
        .genomes.slice(0, 8)
        .map((genome) => genomes.indexOf(genome));
      expect(places).toEqual(duplicatesLast ? [0, 5, 6, 7, 8, 9, 1, 4] : [0, 4, 1, 2, 3, 5, 6, 7]);
    }
  });

  it("takes fewer connections as second objective in the configured share of generations, else the best weight", () => {
    const wann = search({ sharedWeights: [-1, 1], episodesPerWeight: 1 });
    let byComplexity = 0;
    let byBestWeight = 0;
    for (let i = 0; i < 400; i++) {
      const { genomes } = wann.ask();
      const counts = genomes.map(enabledConnections);
      // All means are 0, so that the second objective alone ranks: the largest network has the best single weight.
      const largest = counts.indexOf(Math.max(...counts));
      const returns = new Float64Array(48);
      returns[2 * largest] = 5;
      returns[2 * largest + 1] = -5;
      tellAll(wann, returns);
      const first = wann.ask().genomes[0];
      if (first === genomes[largest]) byBestWeight++;
      else if (enabledConnections(first) === Math.min(...counts)) byComplexity++;
    }
    expect(byComplexity + byBestWeight).toBe(400);
    expect(Math.abs(byComplexity - 320)).toBeLessThan(4.5 * Math.sqrt(400 * 0.8 * 0.2));
  });
});

describe("a search", () => {
  it("is a function of configuration and seed", () => {
    expect(run(search(), 12)).toEqual(run(search(), 12));
    expect(run(search(), 1)).not.toEqual(run(search({}, 2), 1));
  });

  it("has genomes grow", () => {
    const sizes = run(search({ complexityProbability: 0 }), 40).map(({ activations }) => activations.length);
    expect(Math.max(...sizes)).toBeGreaterThan(9);
  });
});

describe("islands", () => {
  const config = { population: 8, islands: 4, halveIslandsEvery: 3, sharedWeights: [1], episodesPerWeight: 1 };

  it("evolve apart, and the better half lives on until one is left", () => {
    const wann = search({ ...config, changeActivation: 0, insertNode: 1, addConnection: 0, enableConnection: 0 });
    const sizes: number[] = [];
    /** The island each network descends from. */
    let origin = new Map(wann.ask().genomes.map((genome, i) => [genome, Math.floor(i / 8)]));
    for (let generation = 0; generation < 8; generation++) {
      const { genomes } = wann.ask();
      sizes.push(genomes.length);
      // The third island earns most, the first comes next.
      tellAll(
        wann,
        Float64Array.from(genomes, (genome, i) => [5, 1, 9, 2][origin.get(genome) as number] + i / 1000),
      );
      const next = wann.ask().genomes;
      const kept = next.length === genomes.length ? [0, 1, 2, 3] : genomes.length === 32 ? [0, 2] : [1];
      const from = [...new Set([...origin.values()])];
      origin = new Map(next.map((genome, i) => [genome, from[kept[Math.floor(i / 8)]]]));
    }
    expect(sizes).toEqual([32, 32, 32, 16, 16, 16, 8, 8]);
    expect(new Set(origin.values())).toEqual(new Set([2]));
  });

  it("draw other mutations than their neighbours", () => {
    const wann = search({ ...config, initialConnectionProbability: 1 });
    tellAll(wann, new Float64Array(32));
    const islands = [0, 1, 2, 3].map((island) => JSON.stringify(wann.ask().genomes.slice(8 * island, 8 * island + 8)));
    expect(new Set(islands).size).toBe(4);
  });

  it("rank and breed as each would alone", () => {
    const wann = search(config);
    const first = wann.ask().genomes.slice(0, 8);
    tellAll(
      wann,
      Float64Array.from({ length: 32 }, (_, i) => (i * 7) % 5),
    );
    const alone = search({ ...config, islands: null, halveIslandsEvery: null });
    expect(alone.ask().genomes).toEqual(first);
    tellAll(
      alone,
      Float64Array.from({ length: 8 }, (_, i) => (i * 7) % 5),
    );
    expect(wann.ask().genomes.slice(0, 8)).toEqual(alone.ask().genomes);
  });
});

describe("maxConnections", () => {
  it("is kept to by every network of every round, and by the champion", () => {
    const any = fc.record({
      maxConnections: fc.integer({ min: 1, max: 20 }),
      initialConnectionProbability: fc.double({ min: 0, max: 1, noNaN: true }),
      islands: fc.constantFrom(null, 2),
      addConnection: fc.constantFrom(0.2, 5),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(any, ({ seed, ...changes }) => {
        const wann = search({ ...changes, population: 6, confirmEpisodes: 1, finalists: 2 }, seed);
        for (let generation = 0; generation < 8; generation++) {
          playGeneration(wann, ({ genomes }) => {
            for (const genome of genomes)
              expect(enabledConnections(genome)).toBeLessThanOrEqual(changes.maxConnections);
          });
        }
        const { champion } = wann;
        expect(champion && enabledConnections(champion.genome)).toBeLessThanOrEqual(changes.maxConnections);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves initial networks as they are where they have no more, and takes connections off the others at random", () => {
    const free = search({ population: 300 });
    const bound = search({ population: 300, maxConnections: 4 });
    const before = free.ask().genomes;
    const off = new Set<number>();
    for (const [i, genome] of bound.ask().genomes.entries()) {
      if (enabledConnections(before[i]) <= 4) expect(genome).toEqual(before[i]);
      else {
        expect(enabledConnections(genome)).toBe(4);
        for (const [place, { enabled }] of genome.connections.entries()) {
          if (enabled !== before[i].connections[place].enabled) off.add(place);
        }
      }
    }
    expect(off.size).toBe(8);
  });
});

describe("guidedAdditions", () => {
  const guided = (changes: Values) => search(changes, 1, undefined, "mnist");

  it("has the networks' first round ask for the first one's gradients, and no other", () => {
    const wann = guided({ finalists: 2 });
    const asked: unknown[] = [];
    for (let rounds = 0; rounds < 3; rounds++) {
      asked.push(wann.ask().gradientsOf);
      const gradients = new Float64Array(36);
      wann.tell({ returns: play(wann.ask()), ...(rounds === 0 && { gradients }) });
    }
    expect(asked).toEqual(["additions", undefined, undefined]);
    expect(search().ask()).not.toHaveProperty("gradientsOf");
  });

  it("draws connections that are added from those that gradients say lower the loss", () => {
    const only = { changeActivation: 0, insertNode: 0, enableConnection: 0, addConnection: 1, eliteRatio: 0 };
    const wann = guided({ ...only, guidedAdditions: 1, initialConnectionProbability: 0 });
    // The first network lacks all connections: that from the second input to the second output would lower its loss most.
    const gradients = new Float64Array(36).fill(-1);
    gradients[5 * 6 + 2] = -3;
    wann.tell({ returns: play(wann.ask()), gradients });
    wann.tell({ returns: play(wann.ask()) });
    expect(wann.generation).toBe(1);
    for (const { connections } of wann.ask().genomes) {
      expect(connections.filter(({ enabled }) => enabled)).toEqual([{ source: 2, target: 5, enabled: true }]);
    }
  });
});
