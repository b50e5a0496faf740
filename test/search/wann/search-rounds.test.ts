/** A search's rounds beyond the first of a generation: the final ones, and the champion's confirmation. */
import { describe, expect, it } from "vitest";
import { partsOf, play, search, tellAll } from "./play.js";

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

  it("are the generation's best, run again on fresh episodes, round after round", () => {
    const wann = search(config);
    const rounds = [wann.ask()];
    const { genomes } = rounds[0];
    expect(wann.tell({ returns: first })).toBeUndefined();
    for (let i = 0; i < 2; i++) {
      const round = wann.ask();
      expect(new Set(round.genomes)).toEqual(new Set([genomes[7], genomes[8], genomes[9]]));
      expect(partsOf(round).weights).toEqual([-1, 1]);
      rounds.push(round);
      expect(wann.tell({ returns: play(round) })).toBeUndefined();
    }
    expect(new Set(rounds.flatMap(({ seeds }) => [...seeds])).size).toBe(6);
    // What is left is the best's confirmation.
    expect(wann.ask().genomes).toHaveLength(1);
  });

  it("get fresh weights where those are sampled", () => {
    const { sharedWeights: _, ...rest } = config;
    const wann = search({ ...rest, sampledWeights: 2 });
    const weights = new Set<number>();
    for (const returns of [first, first.slice(0, 12), first.slice(0, 12)]) {
      for (const weight of wann.ask().weights) weights.add(weight);
      wann.tell({ returns });
    }
    expect(weights.size).toBe(6);
  });

  it("are ranked before all others, by all their episodes", () => {
    const wann = search({ ...config, eliteRatio: 1 });
    const { genomes } = wann.ask();
    wann.tell({ returns: first });
    const finalists = wann.ask().genomes;
    // The one that looked best falls to nothing, below those that were not looked at again.
    const again = numbered(finalists.map((genome) => (genome === genomes[9] ? -9 : 5)));
    const { best } = tellAll(wann, again, again);
    expect(best).toEqual({ genome: genomes[8], mean: (8 + 5 + 5) / 3, bestWeight: (8 + 5 + 5) / 3 });
    const places = wann.ask().genomes.map((genome) => genomes.indexOf(genome));
    expect(places.slice(0, 4)).toEqual([8, 7, 9, 6]);
  });

  it("are looked for on every island", () => {
    const wann = search({ ...config, islands: 2, halveIslandsEvery: 9 });
    const { genomes } = wann.ask();
    wann.tell({ returns: Float64Array.of(...first, ...first) });
    const finalists = wann.ask().genomes;
    expect(finalists.map((genome) => genomes.indexOf(genome) % 10).sort()).toEqual([7, 7, 8, 8, 9, 9]);
  });

  it("are none unless asked for", () => {
    const { finalists: _, finalRounds: __, ...rest } = config;
    const wann = search(rest);
    expect(wann.tell({ returns: first })).toBeUndefined();
    expect(wann.ask().genomes).toHaveLength(1);
  });
});

describe("the champion", () => {
  /** Returns of a generation whose best network earns `mean`, and all others less. */
  const best = (mean: number) => Float64Array.from({ length: 288 }, (_, i) => (i < 12 ? mean : mean - 1));

  it("is a generation's best that promises more than the champion, confirmed over fresh episodes", () => {
    const wann = search({ confirmEpisodes: 3 });
    const { genomes, ...first } = wann.ask();
    expect(wann.tell({ returns: best(4) })).toBeUndefined();
    const round = wann.ask();
    expect(round.genomes).toEqual([genomes[0]]);
    expect([...round.weights]).toEqual([-2, -1, -0.5, 0.5, 1, 2].flatMap((weight) => Array(6).fill(weight)));
    const { seeds } = partsOf(round);
    expect(seeds).toHaveLength(6);
    expect([...first.seeds].filter((seed) => seeds.includes(seed))).toEqual([]);
    const ranking = wann.tell({ returns: Float64Array.from({ length: 36 }, (_, i) => Math.floor(i / 6) + (i % 2)) });
    expect(ranking?.newChampion).toBe(true);
    expect(ranking?.champion).toEqual(wann.champion);
    expect(wann.champion).toMatchObject({ genome: genomes[0], generation: 0, mean: 3 });
    expect(wann.champion?.fingerprint).toEqual(
      [-2, -1, -0.5, 0.5, 1, 2].map((weight, i) => ({ weight, mean: i + 0.5, sd: 0.5, episodes: 6 })),
    );
    expect(wann.championMean).toBe(3);
    expect(wann.conclusion).toBe(wann.champion?.genome);
  });

  it("is confirmed with the middles of the parts that weights are sampled from", () => {
    const wann = search({ sampledWeights: 4, confirmEpisodes: 1 });
    wann.tell({ returns: play(wann.ask()) });
    expect(partsOf(wann.ask()).weights).toEqual([-1.5, -0.5, 0.5, 1.5]);
  });

  it("is not tried against where the best promises no more, and stays where that does not hold", () => {
    const wann = search({ confirmEpisodes: 1 });
    const confirmed = (mean: number) => new Float64Array(12).fill(mean);
    wann.tell({ returns: best(4) });
    expect(wann.tell({ returns: confirmed(3) })).toMatchObject({ newChampion: true, champion: { mean: 3 } });
    expect(wann.tell({ returns: best(3) })).toMatchObject({ newChampion: false, champion: { mean: 3 } });
    expect(wann.tell({ returns: best(5) })).toBeUndefined();
    expect(wann.tell({ returns: confirmed(3) })).toMatchObject({ newChampion: false, champion: { generation: 0 } });
    expect(wann.tell({ returns: best(5) })).toBeUndefined();
    expect(wann.tell({ returns: confirmed(4) })).toMatchObject({ newChampion: true, champion: { generation: 3 } });
  });

  it("is forgotten, with what survivors earned, where falls begin to cost", () => {
    const falls = [{ from: 2, value: true }];
    const wann = search({ fallPenalty: falls, averageReturns: true, confirmEpisodes: 1 }, 1, undefined, "biped-paper");
    const confirmed = (mean: number) => new Float64Array(12).fill(mean);
    wann.tell({ returns: best(9) });
    expect(wann.tell({ returns: confirmed(9) })).toMatchObject({ champion: { mean: 9, generation: 0 } });
    expect(wann.state.returns.some((returns) => returns !== null)).toBe(true);
    wann.tell({ returns: best(0) });
    expect(wann.state.returns.every((returns) => returns === null)).toBe(true);
    expect(wann.ask().options.taskOptions).toEqual([1]);
    // Less than the champion that paid nothing, and still confirmed.
    expect(wann.tell({ returns: best(1) })).toBeUndefined();
    expect(wann.tell({ returns: confirmed(-2) })).toMatchObject({
      newChampion: true,
      champion: { mean: -2, generation: 2 },
    });
  });
});
