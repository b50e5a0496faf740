import { describe, expect, it } from "vitest";
import { localEvaluator } from "../../../src/evaluate/local.js";
import { loadKernel } from "../../../src/evaluate/task-files.js";
import { express } from "../../../src/genome/compact/express.js";
import { type CompactOrigin, unflattenCompact } from "../../../src/genome/compact/genome.js";
import { enabledConnections } from "../../../src/genome/genome.js";
import { genomeProblem } from "../../../src/genome/problem.js";
import { loadChampion } from "../../../src/index.js";
import { finalDigest, journey } from "../../../src/journey.js";
import { Purpose, Stream } from "../../../src/random/stream.js";
import { presetNamed, resolveConfig } from "../../../src/search/configuration.js";
import { HOMOGENEOUS } from "../../../src/search/homogeneous/index.js";
import type { HomogeneousConfig } from "../../../src/search/homogeneous/settings.js";
import type { HomogeneousState } from "../../../src/search/homogeneous/state.js";
import type { Ranking, Round, Search } from "../../../src/search/search.js";
import { taskNamed } from "../../../src/tasks/registry.js";

const SHAPE = taskNamed("swingup");

const SMALL = {
  population: 10,
  initialNetworks: 12,
  generations: 8,
  islands: 3,
  halveIslandsEvery: 3,
  episodes: 2,
  finalists: 3,
  finalRounds: 2,
  confirmEpisodes: 2,
  patience: null,
  gain: 16,
  stages: null,
};

function config(values: Record<string, unknown> = {}): HomogeneousConfig {
  const off = {
    ...(values.islands === null && { halveIslandsEvery: null }),
    ...(values.finalists === null && { finalRounds: null }),
  };
  const layers = [{ origin: "test", values: { ...SMALL, ...off, ...values } }];
  return resolveConfig(presetNamed("swingup-homogeneous"), layers) as HomogeneousConfig;
}

function open(values: Record<string, unknown> = {}, state?: unknown, seed = 1): Search {
  return HOMOGENEOUS.open({ config: config(values), shape: SHAPE, seed }, state);
}

/** Made-up but repeatable returns: each episode's own luck, and what a network earns at all, by its size. */
function play({ genomes, seeds, weights }: Round): { returns: Float64Array } {
  const returns = genomes.flatMap((genome) =>
    [...seeds].map((seed, i) => {
      const luck = new Stream(seed, Purpose.episodes, genome.connections.length, genome.activations.length).unit();
      return 100 - Math.abs(genome.connections.length - 80) + 20 * luck + Math.abs(weights[i]);
    }),
  );
  return { returns: Float64Array.from(returns) };
}

/** The rounds of a generation, and its outcome. */
function generation(search: Search): { rounds: Round[]; ranking: Ranking } {
  const rounds: Round[] = [];
  for (;;) {
    const round = search.ask();
    rounds.push(round);
    const ranking = search.tell(play(round));
    if (ranking) return { rounds, ranking };
  }
}

function run(search: Search, generations: number): Ranking[] {
  return Array.from({ length: generations }, () => generation(search).ranking);
}

function stateOf(search: Search): HomogeneousState {
  return HOMOGENEOUS.state.parse(JSON.parse(JSON.stringify(search.state))) as HomogeneousState;
}

describe("the first generation", () => {
  it("runs random networks island by island, the best again, then the best of these", () => {
    const { rounds } = generation(open({ initialNetworks: 2000, population: 20 }));
    const sizes = rounds.map(({ genomes }) => genomes.length);
    // Three islands of 1,024 and 976 random networks, and their best 80; then three populations, and their finalists.
    expect(sizes.slice(0, 11)).toEqual([1024, 976, 80, 1024, 976, 80, 1024, 976, 80, 60, 9]);
  });

  it("begins with networks that were the best twice, and counts what they earned", () => {
    const search = open({ islands: null, initialNetworks: 50, population: 5 });
    const [initial, again, own] = [search.ask(), undefined, undefined].map((first) => {
      const round = first ?? search.ask();
      const { returns } = play(round);
      search.tell({ returns });
      return { round, returns };
    });
    const best = (from: typeof initial, count: number, before = new Map<unknown, number>()) => {
      const means = from.round.genomes.map((genome, i) => {
        const key = JSON.stringify(genome);
        return { key, genome, mean: from.returns[2 * i] + from.returns[2 * i + 1] + (before.get(key) ?? 0) };
      });
      return means.sort((a, b) => b.mean - a.mean).slice(0, count);
    };
    const twenty = best(initial, 20);
    expect(again.round.genomes.map((genome) => JSON.stringify(genome)).sort()).toEqual(
      twenty.map(({ key }) => key).sort(),
    );
    const five = best(again, 5, new Map(twenty.map(({ key, mean }) => [key, mean])));
    expect(own.round.genomes.map((genome) => JSON.stringify(genome)).sort()).toEqual(five.map(({ key }) => key).sort());
  });

  it("is one of random networks where initialNetworks is off", () => {
    const { rounds } = generation(open({ initialNetworks: null }));
    expect(rounds[0].genomes).toHaveLength(30);
  });
});

describe("ask", () => {
  it("gives the same until tell", () => {
    const search = open();
    for (let i = 0; i < 12; i++) {
      const before = structuredClone(search.ask());
      expect(search.ask()).toEqual(before);
      search.tell(play(search.ask()));
    }
  });

  it("gives each episode a weight of its own between 1/√gain and 2, of either sign and a full mantissa, and a new seed", () => {
    const search = open({ gain: 9, episodes: 5 });
    const rounds = Array.from({ length: 6 }, () => generation(search).rounds).flat();
    const weights = rounds.flatMap((round) => [...round.weights]);
    const drawn = new Set(weights);
    expect(Math.min(...weights.map(Math.abs))).toBeGreaterThan(1 / 3);
    expect(Math.max(...weights.map(Math.abs))).toBeLessThan(2);
    expect(Math.abs(weights.filter((weight) => weight < 0).length / weights.length - 0.5)).toBeLessThan(0.1);
    const few = [...drawn].filter((weight) => Number.isInteger(weight * 2 ** 45));
    expect(few.length / drawn.size).toBeLessThan(0.05);
    const seeds = rounds.flatMap((round) => [...new Set(round.seeds)]);
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(Math.min(...seeds)).toBeGreaterThanOrEqual(2 ** 31);
  });

  it("gives finalists as many further episodes as final rounds have, in one round", () => {
    const search = open({ finalRounds: 4 });
    run(search, 1);
    const { rounds } = generation(search);
    expect(rounds[1].genomes).toHaveLength(9);
    expect(rounds[1].seeds).toHaveLength(8);
  });

  it("runs the better half of the finalists again, for twice as many fresh episodes, as often as finalHalvings says", () => {
    const search = open({ finalists: 5, finalHalvings: 2, averageReturns: false });
    run(search, 1);
    const { rounds, ranking } = generation(search);
    expect(rounds.slice(0, 4).map(({ genomes, seeds }) => [genomes.length, seeds.length])).toEqual([
      [30, 2],
      [15, 4],
      [6, 8],
      [3, 16],
    ]);
    expect(new Set(rounds.slice(0, 4).flatMap(({ seeds }) => [...seeds])).size).toBe(30);
    const sums = new Map<string, number>();
    for (const [round, island] of [0, 1, 2].flatMap((island) => [1, 2, 3].map((round) => [round, island]))) {
      const of = (place: number) => {
        const { genomes } = rounds[place];
        const each = genomes.length / 3;
        return genomes.slice(island * each, (island + 1) * each).map((genome) => JSON.stringify(genome));
      };
      // Means over all episodes of the generation so far decide who goes on.
      const { seeds } = rounds[round - 1];
      const { returns } = play(rounds[round - 1]);
      const before = of(round - 1);
      for (const [i, key] of before.entries()) {
        const from = (island * before.length + i) * seeds.length;
        const earned = returns.subarray(from, from + seeds.length).reduce((sum, value) => sum + value, 0);
        sums.set(`${island} ${key}`, (sums.get(`${island} ${key}`) ?? 0) + earned);
      }
      const order = [...new Set(before)].sort(
        (a, b) => (sums.get(`${island} ${b}`) ?? 0) - (sums.get(`${island} ${a}`) ?? 0),
      );
      expect(new Set(of(round))).toEqual(new Set(order.slice(0, new Set(of(round)).size)));
    }
    const last = rounds[3].genomes.map((genome) => JSON.stringify(genome));
    expect(last).toContain(JSON.stringify(ranking.best.genome));
  });

  it("confirms a better best over eight weights, ascending, from all parts of where weights are drawn from", () => {
    const { rounds, ranking } = generation(open());
    const last = rounds[rounds.length - 1];
    expect(last.genomes).toHaveLength(1);
    expect(new Set(last.seeds).size).toBe(16);
    const weights = [...new Set(last.weights)];
    expect(weights).toEqual([...weights].sort((a, b) => a - b));
    expect(weights.map((weight) => Math.floor(((Math.abs(weight) - 0.25) / 1.75) * 4))).toEqual([
      3, 2, 1, 0, 0, 1, 2, 3,
    ]);
    expect(ranking.newChampion).toBe(true);
    expect(ranking.champion?.fingerprint.map(({ weight, episodes }) => [weight, episodes])).toEqual(
      weights.map((weight) => [weight, 2]),
    );
  });

  it("confirms a network once", () => {
    const search = open();
    const confirmed = Array.from({ length: 30 }, () => generation(search).rounds)
      .flatMap((rounds) => rounds.filter(({ genomes }) => genomes.length === 1))
      .map(({ genomes }) => JSON.stringify(genomes));
    expect(confirmed.length).toBeGreaterThan(1);
    expect(new Set(confirmed).size).toBe(confirmed.length);
  });
});

describe("tell", () => {
  it.each([-1, 1])("refuses a wrong number of returns (%i) in every round", (extra) => {
    const search = open();
    for (let round = 0; round < 12; round++) {
      const { returns } = play(search.ask());
      const before = structuredClone(search.ask());
      const wrong = new Float64Array(returns.length + extra);
      expect(() => search.tell({ returns: wrong })).toThrow(
        new RangeError(`tell: expected ${returns.length} returns, got ${wrong.length}`),
      );
      expect(search.ask()).toEqual(before);
      search.tell({ returns });
    }
  });

  it("ends the worse half of the islands every so many generations", () => {
    const search = open({ generations: 20 });
    const members = run(search, 9).map((ranking) => ranking.members.length);
    expect(members).toEqual([30, 30, 30, 20, 20, 20, 10, 10, 10]);
  });

  it("ends none of the last so many islands, and has their work", () => {
    const values = { generations: 9, fewestIslands: 2 };
    const members = run(open(values), 9).map((ranking) => ranking.members.length);
    expect(members).toEqual([30, 30, 30, 20, 20, 20, 20, 20, 20]);
    const networks = HOMOGENEOUS.workload(config(values)).map((work) => work.networks);
    expect(networks.slice(1)).toEqual(members.slice(1));
  });

  it("keeps as many of the best as live on, each once", () => {
    const search = open({
      islands: null,
      finalists: null,
      complexityProbability: 0,
      population: 20,
      initialNetworks: 20,
      eliteRatio: 0.25,
    });
    run(search, 3);
    const round = search.ask();
    const { returns } = play(round);
    search.tell({ returns });
    if (search.ask().genomes.length === 1) search.tell(play(search.ask()));
    const kept = new Set(
      search
        .ask()
        .genomes.slice(0, 4)
        .map((genome) => JSON.stringify(genome)),
    );
    expect(kept.size).toBe(4);
    for (const key of kept) expect(round.genomes.map((genome) => JSON.stringify(genome))).toContain(key);
  });

  it("runs no network again, and has none live on, that got what a smaller one got, where duplicates come last", () => {
    // Networks of one size all get the same here.
    const sizeOf = ({ connections, activations }: Round["genomes"][number]) =>
      `${connections.length} ${activations.length}`;
    const repeated = (sizes: readonly string[]) => sizes.length - new Set(sizes).size;
    const duplicates = (values: Record<string, unknown>) => {
      const search = open({ islands: null, initialNetworks: null, population: 40, finalists: 12, ...values });
      run(search, 1);
      const { rounds } = generation(search);
      const survivors = search.ask().genomes.slice(0, 4);
      return [rounds[1].genomes, survivors].map((genomes) => repeated(genomes.map(sizeOf)));
    };
    expect(duplicates({ duplicatesLast: null })[0]).toBeGreaterThan(0);
    expect(duplicates({ duplicatesLast: true })).toEqual([0, 0]);
  });

  it("has as many children with an output of a second parent as recombination says", () => {
    const walker = taskNamed("biped");
    const many = { population: 40, initialNetworks: 40, tournamentSize: 1 };
    const share = (recombination: number | null) => {
      const layers = [{ origin: "test", values: { ...SMALL, ...many, fallPenalty: null, recombination } }];
      const config = resolveConfig(presetNamed("biped-homogeneous"), layers) as HomogeneousConfig;
      const search = HOMOGENEOUS.open({ config, shape: walker, seed: 1 });
      run(search, 5);
      const children = stateOf(search).births.filter(({ mutation }) => mutation !== null);
      return children.filter(({ mutation }) => mutation === "recombination").length / children.length;
    };
    expect(share(null)).toBe(0);
    // Parents with the same output have none.
    expect(share(1)).toBeGreaterThan(0.7);
    expect(share(0.5)).toBeGreaterThan(0.25);
    expect(share(0.5)).toBeLessThan(0.75);
  });

  it("averages survivors' returns over the generations they have lived, unless told not to", () => {
    const counts = (averageReturns: boolean) => {
      const search = open({ averageReturns });
      run(search, 4);
      return stateOf(search).returns.map((returns) => returns?.episodes ?? 0);
    };
    // Twice in the first generation's rounds, its own round, four final rounds.
    expect(Math.max(...counts(true))).toBeGreaterThan(4 + 2 + 4);
    expect(Math.max(...counts(false))).toBe(0);
  });

  it("counts expressed connections, or the signed numbers", () => {
    const [expressed, signed] = ["expressed", "signed"].map((count) => {
      const search = open({ count, complexityProbability: 1 });
      run(search, 5);
      return stateOf(search);
    });
    expect(expressed.population).not.toEqual(signed.population);
  });

  it.each([27, 70])("never runs a network of more than maxConnections (%i)", (maxConnections) => {
    const search = open({ maxConnections, generations: 20 });
    for (let i = 0; i < 10; i++) {
      for (const round of generation(search).rounds) {
        expect(Math.max(...round.genomes.map(enabledConnections))).toBeLessThanOrEqual(maxConnections);
        expect(genomeProblem(round.genomes[0])).toBeUndefined();
      }
    }
  });
});

describe("stages", () => {
  const stages = [
    { from: 3, episodes: 3, finalists: 4, patience: 50 },
    { from: 5, complexityProbability: 0, finalists: null, forecast: true },
  ];

  it("have their values from their generation on", () => {
    const search = open({ stages });
    const options = Array.from({ length: 7 }, () => {
      const { rounds } = generation(search);
      const own = rounds.find(
        ({ genomes }) => genomes.length >= 10 && genomes.length !== 12 && genomes.length % 10 === 0,
      );
      return [
        own?.seeds.length,
        own?.options.patience,
        own?.options.forecast,
        rounds.some(({ genomes }) => genomes.length === 8),
      ];
    });
    expect(options).toEqual([
      [2, null, false, false],
      [2, null, false, false],
      [2, null, false, false],
      [3, 50, false, true],
      [3, 50, false, true],
      [3, 50, true, false],
      [3, 50, true, false],
    ]);
  });

  it("confirm champions over as many episodes as they say, and tell of so many", () => {
    const search = open({ stages: [{ from: 3, patience: 50, confirmEpisodes: 5 }] });
    run(search, 3);
    expect(search.champion?.fingerprint.map(({ episodes }) => episodes)).toEqual(Array(8).fill(2));
    const { rounds } = generation(search);
    expect(rounds.at(-1)?.seeds).toHaveLength(40);
    expect(search.champion?.fingerprint.map(({ episodes }) => episodes)).toEqual(Array(8).fill(5));
    expect(search.championRound?.seeds).toEqual(rounds.at(-1)?.seeds);
  });

  it("begin averages and the champion anew where they change how episodes are run", () => {
    const search = open({
      stages: [
        { from: 3, patience: 50 },
        { from: 4, episodes: 3 },
      ],
    });
    run(search, 2);
    expect(stateOf(search).returns.some((returns) => returns !== null)).toBe(true);
    run(search, 1);
    expect(stateOf(search).returns.some((returns) => returns !== null)).toBe(false);
    expect(stateOf(search).confirmed).toEqual([]);
    const [{ champion, newChampion }] = run(search, 1);
    expect(newChampion).toBe(true);
    expect(champion?.generation).toBe(3);
    expect(stateOf(search).returns.some((returns) => returns !== null)).toBe(true);
  });
});

describe("a champion", () => {
  it("is the expressed network, and names what it was made of", () => {
    const search = open();
    run(search, 4);
    const { genome, compact } = search.champion as NonNullable<typeof search.champion>;
    const { gain, connections } = compact as CompactOrigin;
    expect(express(unflattenCompact(connections, SHAPE), gain, "tanh")).toEqual(genome);
    expect(search.conclusion).toEqual(genome);
  });

  it("has ancestors back to a random network", () => {
    const search = open({ generations: 40 });
    run(search, 25);
    const ancestry = HOMOGENEOUS.ancestry.parse(JSON.parse(JSON.stringify(search.ancestry)));
    const genomes = HOMOGENEOUS.ancestors(ancestry, SHAPE);
    expect(genomes.length).toBe(ancestry.line.length);
    expect(genomes.length).toBeGreaterThan(2);
    expect(genomes[genomes.length - 1]).toEqual(search.champion?.genome);
    for (const genome of genomes) expect(genomeProblem(genome)).toBeUndefined();
    expect(ancestry.line[0]).toMatchObject({ generation: 0, mutation: null, change: null });
    expect(ancestry.line.every(({ mean }) => typeof mean === "number")).toBe(true);
  });
});

describe("a search that goes on from its state", () => {
  it.each([{}, { initialNetworks: null }, { stages: [{ from: 3, patience: 50, episodes: 3 }] }])(
    "does at every generation what it would have done (%o)",
    (values) => {
      const whole = open(values);
      const states = [stateOf(whole)];
      const rankings = Array.from({ length: 8 }, () => {
        const { ranking } = generation(whole);
        states.push(stateOf(whole));
        return ranking;
      });
      for (const [done, state] of states.entries()) {
        const rest = open(values, state);
        expect(run(rest, 8 - done)).toEqual(rankings.slice(done));
        expect(stateOf(rest)).toEqual(states[8]);
        expect(rest.conclusion).toEqual(whole.conclusion);
        expect(rest.ancestry).toEqual(whole.ancestry);
      }
    },
  );

  it("goes on from the start of a generation whose rounds are not all told", () => {
    const whole = open();
    run(whole, 2);
    const first = structuredClone(whole.ask());
    whole.tell(play(whole.ask()));
    const rest = open({}, stateOf(whole));
    expect(rest.ask()).toEqual(first);
    expect(generation(rest).ranking).toEqual(generation(whole).ranking);
  });

  it.each<[string, (state: HomogeneousState) => HomogeneousState]>([
    ["3 inputs and 1 outputs: expected 5 inputs and 1 outputs", (state) => ({ ...state, inputs: 3 })],
    [
      "population: 25 networks: expected 10 an island",
      (state) => ({ ...state, population: state.population.slice(5) }),
    ],
    ["population: 0 networks: expected 10 an island", (state) => ({ ...state, population: [] })],
    ["lines: 29: expected 30, one a network", (state) => ({ ...state, lines: state.lines.slice(1) })],
    ["returns: 29: expected 30, one a network", (state) => ({ ...state, returns: state.returns.slice(1) })],
    ["lines: 9999: expected a place among", (state) => ({ ...state, lines: state.lines.map(() => 9999) })],
    ["connections: 1 numbers, not in threes", (state) => ({ ...state, population: state.population.map(() => [1]) })],
  ])("is refused: %s", (problem, change) => {
    const search = open();
    run(search, 2);
    const state = change(stateOf(search));
    expect(() => open({}, state)).toThrow(problem);
    expect(() => open({}, state)).toThrow(RangeError);
  });
});

describe("workload", () => {
  it.each([
    {},
    { initialNetworks: null, finalists: null },
    { finalists: 8, finalHalvings: 2 },
    { stages: [{ from: 2, episodes: 4, finalists: 2 }] },
  ])("is what a run's rounds come to, with a confirmation a generation (%o)", (values) => {
    const search = open(values);
    const foretold = HOMOGENEOUS.workload(config(values));
    expect(foretold).toHaveLength(8);
    for (const { generation: index, rollouts, networks } of foretold) {
      const { rounds, ranking } = generation(search);
      const told = rounds.filter(({ genomes }) => genomes.length > 1);
      expect(ranking.generation).toBe(index);
      const run = told.reduce((sum, { genomes, seeds }) => sum + genomes.length * seeds.length, 0);
      expect(rollouts).toBe(run + 8 * 2);
      expect(networks).toBeGreaterThanOrEqual(ranking.members.length);
    }
  });

  it("is that of the generations left after a state", () => {
    const search = open();
    run(search, 3);
    expect(HOMOGENEOUS.workload(config(), stateOf(search))).toEqual(HOMOGENEOUS.workload(config()).slice(3));
  });
});

describe("grown networks", () => {
  it("are one change away from what a champion is made of, run as late in a run", () => {
    const { champion } = loadChampion("champions/biped-homogeneous.json");
    const biped = taskNamed("biped");
    const context = { config: presetNamed("biped-homogeneous") as HomogeneousConfig, shape: biped, seed: 1 };
    const search = HOMOGENEOUS.grown(context, champion);
    const { genomes, options } = search.ask();
    const wanted = enabledConnections(champion.genome);
    for (const genome of genomes) expect(Math.abs(enabledConnections(genome) - wanted)).toBeLessThan(wanted / 2);
    expect(options.patience).toBeNull();
    expect(HOMOGENEOUS.open(context).ask().options.patience).toBe(120);
  });

  it("are as large as late in a run, or as one that is given", () => {
    const context = { config: config(), shape: SHAPE, seed: 1 };
    const sizes = (search: Search) => search.ask().genomes.map(enabledConnections);
    expect(Math.min(...sizes(HOMOGENEOUS.grown(context)))).toBeGreaterThan(200);
    const like = open().ask().genomes[0];
    expect(Math.max(...sizes(HOMOGENEOUS.grown(context, { genome: like })))).toBeLessThan(200);
    const none = { ...like, connections: [] };
    expect(Math.max(...sizes(HOMOGENEOUS.grown(context, { genome: none })))).toBeLessThan(70);
    const limited = { ...context, config: config({ maxConnections: 100 }) };
    expect(Math.max(...sizes(HOMOGENEOUS.grown(limited)))).toBeLessThanOrEqual(100);
    run(HOMOGENEOUS.grown(context), 2);
  });
});

describe("a journey with the real task", () => {
  it("has the same digest each time, and another with another seed", { timeout: 60_000 }, async () => {
    const evaluator = localEvaluator(await loadKernel(taskNamed("swingup")));
    const digests: string[] = [];
    for (const seed of [1, 1, 2]) {
      const values = { generations: 3, initialNetworks: 20, islands: null };
      const learner = open(values, undefined, seed);
      const tally = await journey({ learner, budget: config(values), evaluator });
      digests.push(finalDigest(tally, learner));
    }
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });
});
