import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/config.js";
import { presetNamed } from "../../src/config/presets.js";
import { enabledConnections, type Genome } from "../../src/genome/genome.js";
import { squared } from "../../src/genome/squared.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { paretoOrder } from "../../src/search/rank.js";
import { elites } from "../../src/search/select.js";
import { confirmWeights, episodeSeeds, type SearchState, type Shape, WannSearch } from "../../src/search/wann.js";

const SHAPE: Shape = { inputs: 3, outputs: 2, outputActivation: "sigmoid" };
const CONFIG: Config = { ...presetNamed("swingup-paper"), population: 24, episodesPerWeight: 2 };
const WEIGHTS = CONFIG.sharedWeights.length;

function search(config: Partial<Config> = {}, seed = 1, state?: SearchState): WannSearch {
  return new WannSearch({ ...CONFIG, ...config }, SHAPE, seed, state);
}

/** Returns for the generation in hand: a made-up but repeatable number for each episode. */
function play({ index, genomes, weights, episodeSeeds: seeds }: ReturnType<WannSearch["ask"]>): Float64Array {
  const random = new Stream(99, Purpose.episodes, index);
  return Float64Array.from({ length: genomes.length * weights.length * seeds.length }, () => random.uniform(-5, 5));
}

function run(wann: WannSearch, generations: number): readonly Genome[] {
  for (let i = 0; i < generations; i++) wann.tell(play(wann.ask()));
  return wann.ask().genomes;
}

describe("a new search", () => {
  it("asks for a population of minimal networks of the task's shape, wired in different ways", () => {
    const { index, genomes } = search().ask();
    expect(index).toBe(0);
    expect(genomes).toHaveLength(24);
    for (const genome of genomes) expect(genome.activations).toEqual([1, 1, 1, 1, 6, 6]);
    expect(new Set(genomes.map((genome) => JSON.stringify(genome))).size).toBeGreaterThan(12);
  });

  it("enables connections with the initial probability", () => {
    for (const genome of search({ initialConnectionProbability: 1 }).ask().genomes) {
      expect(enabledConnections(genome)).toBe(8);
    }
  });
});

describe("ask", () => {
  it("gives the same until tell", () => {
    const wann = search({ sampledWeights: 3 });
    run(wann, 2);
    const before = structuredClone(wann.ask());
    expect(wann.ask()).toEqual(before);
    wann.tell(play(wann.ask()));
    expect(wann.ask().index).toBe(3);
  });

  it("gives the configured shared weights", () => {
    expect(search().ask().weights).toEqual([-2, -1, -0.5, 0.5, 1, 2]);
  });

  it("gives new episode seeds each generation, all from the search's range", () => {
    const wann = search({ episodesPerWeight: 4 });
    const seen = new Set<number>();
    for (let i = 0; i < 20; i++) {
      for (const seed of wann.ask().episodeSeeds) {
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
      const { weights } = wann.ask();
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
    for (const weights of [
      search({ sampledWeights: 8 }, 1).ask().weights,
      search({ sampledWeights: 8 }, 2).ask().weights,
    ]) {
      expect(weights.map((weight) => Math.floor((weight + 2) * 2))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });
});

describe("tell", () => {
  it.each([0, 1, -1])("refuses a wrong number of returns (%i)", (extra) => {
    const wann = search();
    const length = extra === 0 ? 0 : 24 * WEIGHTS * 2 + extra;
    expect(() => wann.tell(new Float64Array(length))).toThrow(
      new RangeError(`tell: expected 288 returns, got ${length}`),
    );
    expect(wann.ask().index).toBe(0);
  });

  it("expects returns for the sampled weights where there are any", () => {
    expect(() => search({ sampledWeights: 2 }).tell(new Float64Array(288))).toThrow("expected 96 returns, got 288");
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
    wann.tell(returns);
    const kept = elites(CONFIG);
    expect(kept).toBe(4);
    const next = wann.ask().genomes;
    expect(next).toHaveLength(24);
    for (let place = 0; place < kept; place++) expect(next[place]).toBe(genomes[ranked[place]]);
    for (const child of next.slice(kept)) expect(genomes).not.toContain(child);
  });

  it("reports the best network, its best weight's mean, medians, and what each was ranked by", () => {
    const wann = search({ population: 3, sharedWeights: [-1, 1], initialConnectionProbability: 1 });
    const { genomes } = wann.ask();
    const ranking = wann.tell(Float64Array.of(1, 1, 1, 1, 0, 2, 8, 6, 3, 3, 3, 3));
    expect(ranking).toEqual({
      generation: 0,
      best: { genome: genomes[1], mean: 4, bestWeight: 7 },
      medianMean: 3,
      medianConnections: 8,
      members: [1, 4, 3].map((mean) => ({ mean, connections: 8 })),
    });
  });

  it("forgets what survivors earned, or averages it with what they earn next", () => {
    for (const change of [
      { averageReturns: false },
      { averageReturns: true },
      { averageReturns: true, fallPenaltyFrom: 1 },
    ]) {
      const wann = search({ population: 10, ...change, sharedWeights: [-1, 1], complexityProbability: 0 });
      const lucky = Float64Array.from({ length: 40 }, (_, i) => (i >= 36 ? 80 : i % 3));
      const { genomes } = wann.ask();
      expect(wann.tell(lucky).best).toEqual({ genome: genomes[9], mean: 80, bestWeight: 80 });
      // It survives in the first place, and is worst in the next generation: on average it is still the best.
      expect(wann.ask().genomes[0]).toBe(genomes[9]);
      const unlucky = Float64Array.from({ length: 40 }, (_, i) => (i < 4 ? 0 : 1 + (i % 3)));
      const { best } = wann.tell(unlucky);
      // Without and with a fall's cost are two measures.
      if (change.averageReturns && change.fallPenaltyFrom === undefined)
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
      wann.tell(Float64Array.from({ length: 120 }, (_, i) => means[Math.floor(i / 12)]));
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
      wann.tell(returns);
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

  it("goes on from its state, kept as JSON, as if uninterrupted", () => {
    const config = { sampledWeights: 2, averageReturns: true, duplicatesLast: true };
    const whole = search(config);
    run(whole, 5);
    const state = JSON.parse(JSON.stringify(whole.state)) as SearchState;
    const resumed = search(config, 1, state);
    expect(resumed.ask()).toEqual(whole.ask());
    expect(run(resumed, 5)).toEqual(run(whole, 5));
  });

  it("has genomes grow", () => {
    const sizes = run(search({ complexityProbability: 0 }), 40).map(({ activations }) => activations.length);
    expect(Math.max(...sizes)).toBeGreaterThan(9);
  });
});

it("champions are confirmed with the configured weights, or with the middles of the parts that weights are sampled from", () => {
  expect(confirmWeights(CONFIG)).toEqual([-2, -1, -0.5, 0.5, 1, 2]);
  expect(confirmWeights({ ...CONFIG, sampledWeights: 4 })).toEqual([-1.5, -0.5, 0.5, 1.5]);
});

describe("finalists", () => {
  const config = {
    population: 10,
    finalists: 3,
    finalRounds: 2,
    sharedWeights: [-1, 1],
    initialConnectionProbability: 1,
  };
  /** Each network's returns are all its number; all have the same connections. */
  const numbered = (numbers: readonly number[]) =>
    Float64Array.from(numbers.flatMap((value) => [value, value, value, value]));
  const first = numbered([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

  it("are the generation's best, run again on fresh episodes", () => {
    const wann = search(config);
    const { genomes, episodeSeeds: seeds } = wann.ask();
    const rounds = wann.shortlist(first);
    expect(rounds).toHaveLength(2);
    for (const round of rounds) {
      expect(new Set(round.genomes)).toEqual(new Set([genomes[7], genomes[8], genomes[9]]));
      expect(round.weights).toEqual([-1, 1]);
    }
    expect(new Set([...seeds, ...rounds.flatMap((round) => round.episodeSeeds)]).size).toBe(6);
    expect(wann.shortlist(first)).toEqual(rounds);
  });

  it("get fresh weights where those are sampled", () => {
    const wann = search({ ...config, sampledWeights: 2 });
    const rounds = wann.shortlist(first);
    expect(new Set([...wann.ask().weights, ...rounds.flatMap(({ weights }) => weights)]).size).toBe(6);
  });

  it("are ranked before all others, by all their episodes", () => {
    const wann = search({ ...config, eliteRatio: 1 });
    const { genomes } = wann.ask();
    const [{ genomes: finalists }] = wann.shortlist(first);
    // The one that looked best falls to nothing, below those that were not looked at again.
    const again = numbered(finalists.map((genome) => (genome === genomes[9] ? -9 : 5)));
    const { best } = wann.tell(first, [again, again]);
    expect(best).toEqual({ genome: genomes[8], mean: (8 + 5 + 5) / 3, bestWeight: (8 + 5 + 5) / 3 });
    const places = wann.ask().genomes.map((genome) => genomes.indexOf(genome));
    expect(places.slice(0, 4)).toEqual([8, 7, 9, 6]);
  });

  it("are looked for on every island", () => {
    const wann = search({ ...config, islands: 2, halveIslandsEvery: 9 });
    const { genomes } = wann.ask();
    const [round] = wann.shortlist(Float64Array.of(...first, ...first));
    expect(round.genomes.map((genome) => genomes.indexOf(genome) % 10).sort()).toEqual([7, 7, 8, 8, 9, 9]);
  });

  it("are none unless asked for", () => {
    expect(search({ ...config, finalists: 0 }).shortlist(first)).toEqual([]);
  });
});

describe("squared", () => {
  const config = { squared: "negative", finalists: 3, complexityProbability: 1 } as const;

  it("runs, counts and gives the networks that the population's are squared to", () => {
    const wann = search(config);
    run(wann, 6);
    const { population } = wann.state;
    const networks = population.map((genome) => squared(genome, "negative"));
    const asked = wann.ask();
    expect(asked.genomes).toEqual(networks);

    const returns = play(asked);
    const [round] = wann.shortlist(returns);
    for (const genome of round.genomes) expect(networks).toContainEqual(genome);
    const finals = round.genomes.flatMap(() => asked.weights.flatMap(() => asked.episodeSeeds.map(() => 9)));
    const { best, members } = wann.tell(returns, [Float64Array.from(finals)]);
    expect(networks).toContainEqual(best.genome);
    expect(members.map(({ connections }) => connections)).toEqual(networks.map(enabledConnections));
  });

  it("leaves the networks as they are unless set", () => {
    const wann = search();
    expect(wann.ask().genomes).toEqual(wann.state.population);
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
      wann.tell(Float64Array.from(genomes, (genome, i) => [5, 1, 9, 2][origin.get(genome) as number] + i / 1000));
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
    wann.tell(new Float64Array(32));
    const islands = [0, 1, 2, 3].map((island) => JSON.stringify(wann.ask().genomes.slice(8 * island, 8 * island + 8)));
    expect(new Set(islands).size).toBe(4);
  });

  it("rank and breed as each would alone", () => {
    const wann = search(config);
    const first = wann.ask().genomes.slice(0, 8);
    wann.tell(Float64Array.from({ length: 32 }, (_, i) => (i * 7) % 5));
    const alone = search({ ...config, islands: 1 });
    expect(alone.ask().genomes).toEqual(first);
    alone.tell(Float64Array.from({ length: 8 }, (_, i) => (i * 7) % 5));
    expect(wann.ask().genomes.slice(0, 8)).toEqual(alone.ask().genomes);
  });
});

it("episode seeds differ by purpose and generation, and fewer are a prefix of more", () => {
  const confirm = episodeSeeds(1, Purpose.confirm, 3, 6);
  expect(episodeSeeds(1, Purpose.confirm, 3, 4)).toEqual(confirm.slice(0, 4));
  expect(episodeSeeds(1, Purpose.episodes, 3, 6)).not.toEqual(confirm);
  expect(episodeSeeds(1, Purpose.confirm, 4, 6)).not.toEqual(confirm);
});
