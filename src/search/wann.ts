/**
 * The Weight Agnostic Neural Network search (Gaier & Ha 2019) as ask and tell:
 *
 *     ask()          a generation: networks, and the shared weights and episode seeds to run every one of them with
 *     tell(returns)  rank them and breed the next generation
 *
 * With `finalists`, the most promising are looked at again in between: `shortlist(returns)` gives further such lists, whose
 * returns go to `tell` as well (re-evaluation under noise: Jin & Branke 2005).
 *
 * A search is a function of (config, shape, seed): its streams are addressed, so its whole state is the population, what
 * its survivors have earned, and the generation's number.
 */
import type { Config } from "../config/config.js";
import type { ActivationName } from "../genome/activation.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { squared } from "../genome/squared.js";
import { Purpose, Stream } from "../random/stream.js";
import { median } from "../statistics.js";
import { duplicates } from "./duplicates.js";
import { survivingIslands } from "./islands.js";
import { type Earnings, earn, type Objectives, objectives } from "./objectives.js";
import type { Addition } from "./prospects.js";
import { paretoOrder } from "./rank.js";
import { elites, parent } from "./select.js";
import { minimalGenome, mutate } from "./vary.js";

/** What a task asks of its networks. */
export interface Shape {
  /** Inputs, the bias apart. */
  readonly inputs: number;
  readonly outputs: number;
  readonly outputActivation: ActivationName;
}

/** A search as it stands: plain data. */
export interface SearchState {
  /** The number of the generation that `ask` gives next, from 0. */
  readonly generation: number;
  /** Island after island. */
  readonly population: readonly Genome[];
  /** With `averageReturns`, what each survivor of earlier generations has earned; null for all others. */
  readonly earnings: readonly (Earnings | null)[];
}

/** What is to be run: every network with every weight and every seed. */
export interface Generation {
  /** Its number, from 0. */
  readonly index: number;
  readonly genomes: readonly Genome[];
  /** Shared weights. */
  readonly weights: readonly number[];
  /** Seeds of the episodes that each weight is run with. */
  readonly episodeSeeds: number[];
}

/** A generation's outcome. Means are over all shared weights and episodes. */
export interface Ranking {
  readonly generation: number;
  /** The network with the highest mean. */
  readonly best: {
    readonly genome: Genome;
    readonly mean: number;
    /** The mean return of its best single weight. */
    readonly bestWeight: number;
  };
  readonly medianMean: number;
  readonly medianConnections: number;
  /** What every network of the generation was ranked by. */
  readonly members: readonly { readonly mean: number; readonly connections: number }[];
}

/** A network of the generation in hand, and how it did. */
interface Individual extends Objectives {
  readonly genome: Genome;
  /** What is run of it. */
  readonly network: Genome;
  /** Its returns of this generation, [weight × episode]. */
  readonly returns: Float64Array;
  readonly earnings: Earnings;
  readonly connections: number;
  /** Whether it has been through the final rounds. */
  readonly final: boolean;
}

/**
 * The search alone, as ask and tell: whoever holds it evaluates. A function of (config, shape, seed).
 *
 * @example
 * import { crossPlan, loadEvaluator, pack, presetNamed, taskNamed, WannSearch } from "wann";
 * const task = taskNamed("swingup");
 * const evaluator = await loadEvaluator(task);
 * const search = new WannSearch(presetNamed("swingup-laptop"), task, 1);
 * for (let i = 0; i < 5; i++) {
 *   const { genomes, weights, episodeSeeds } = search.ask();
 *   const networks = genomes.map((genome) => pack(genome).words);
 *   const { returns } = await evaluator.evaluate(networks, crossPlan(weights, episodeSeeds));
 *   const { best } = search.tell(returns);
 *   console.log(best.mean);
 * }
 */
export class WannSearch {
  private generation: number;
  private population: readonly Genome[];
  private earnings: readonly (Earnings | null)[];

  /**
   * Starts a search, or goes on from `state`.
   * @param seed 0 … 2³² − 1.
   */
  constructor(
    private readonly config: Config,
    shape: Shape,
    private readonly seed: number,
    state?: SearchState,
  ) {
    this.generation = state?.generation ?? 0;
    this.population = state?.population ?? initialPopulation(config, shape, seed);
    this.earnings = state?.earnings ?? this.population.map(() => null);
  }

  /** All that a search needs to go on, with the same config, shape and seed. */
  get state(): SearchState {
    return { generation: this.generation, population: this.population, earnings: this.earnings };
  }

  /** The current generation; the same until `tell`. */
  ask(): Generation {
    const { config, seed, generation } = this;
    return {
      index: generation,
      genomes: this.population.map((genome) => this.express(genome)),
      weights: generationWeights(config, new Stream(seed, Purpose.sharedWeights, generation)),
      episodeSeeds: episodeSeeds(seed, Purpose.episodes, generation, config.episodesPerWeight),
    };
  }

  /**
   * The finalists' rounds, none without `finalists`: all of them each time, on fresh weights and episodes.
   * @param returns of the generation, as `tell` takes them.
   */
  shortlist(returns: Float64Array): Generation[] {
    const { config, seed, generation } = this;
    if (config.finalists === 0) return [];
    const genomes = this.finalists(this.individuals(returns)).map(({ network }) => network);
    return Array.from({ length: config.finalRounds }, (_, round) => ({
      index: generation,
      genomes,
      weights: generationWeights(config, new Stream(seed, Purpose.finalWeights, generation, round)),
      episodeSeeds: episodeSeeds(seed, Purpose.finalEpisodes, generation, config.episodesPerWeight, round),
    }));
  }

  /**
   * Ranks the generation and breeds the next. Throws a RangeError where there are not as many returns as `ask` asked for.
   * @param returns one for each episode, [network × weight × episode] in the order of `ask`'s lists.
   * @param finals the same for each round of `shortlist`.
   * @param additions as `mutate` takes them, for the next generation.
   */
  tell(returns: Float64Array, finals: readonly Float64Array[] = [], additions: readonly Addition[] = []): Ranking {
    const { config, generation } = this;
    const individuals = this.individuals(returns);
    const finalists = config.finalists === 0 ? [] : this.finalists(individuals);
    const proven = new Map(finalists.map((each, i) => [each, this.afterFinals(each, i, finals)]));
    const all = individuals.map((each) => proven.get(each) ?? each);

    const islands = this.islands(all);
    const bests = islands.map((members) => {
      const candidates = config.finalists === 0 ? members : members.filter(({ final }) => final);
      return candidates.reduce((best, each) => (each.mean > best.mean ? each : best));
    });
    const offspring = islands.map((members, island) => this.breed(this.rank(members, island), island, additions));
    const next = survivingIslands(
      bests.map(({ mean }) => mean),
      generation,
      config,
    ).flatMap((island) => offspring[island]);
    this.population = next.map(({ genome }) => genome);
    this.earnings = next.map(({ earnings }) => earnings);
    this.generation++;

    const { network, mean, best: bestWeight } = bests.reduce((best, each) => (each.mean > best.mean ? each : best));
    return {
      generation,
      best: { genome: network, mean, bestWeight },
      medianMean: median(all.map((each) => each.mean)),
      medianConnections: median(all.map((each) => each.connections)),
      members: all.map(({ mean: theirs, connections }) => ({ mean: theirs, connections })),
    };
  }

  private individuals(returns: Float64Array): Individual[] {
    const { config, population } = this;
    const weights = config.sampledWeights || config.sharedWeights.length;
    const perNetwork = weights * config.episodesPerWeight;
    const expected = population.length * perNetwork;
    if (returns.length !== expected) throw new RangeError(`tell: expected ${expected} returns, got ${returns.length}`);
    return population.map((genome, i): Individual => {
      const own = returns.subarray(i * perNetwork, (i + 1) * perNetwork);
      const earnings = earn(own, weights, this.earnings[i]);
      const network = this.express(genome);
      const connections = enabledConnections(network);
      return { genome, network, returns: own, earnings, ...objectives(earnings), connections, final: false };
    });
  }

  /** The network that a genome of the population stands for. */
  private express(genome: Genome): Genome {
    const { squared: sign } = this.config;
    return sign === null ? genome : squared(genome, sign);
  }

  private islands(individuals: readonly Individual[]): Individual[][] {
    const { config } = this;
    return Array.from({ length: individuals.length / config.population }, (_, island) =>
      individuals.slice(island * config.population, (island + 1) * config.population),
    );
  }

  /** The best of each island by the generation's own returns. */
  private finalists(individuals: readonly Individual[]): Individual[] {
    return this.islands(individuals).flatMap((members, island) =>
      this.rank(members, island).slice(0, this.config.finalists),
    );
  }

  /** Finalist `place` with what the final rounds gave it. */
  private afterFinals(each: Individual, place: number, finals: readonly Float64Array[]): Individual {
    const weights = each.earnings.sums.length;
    const length = each.returns.length;
    const earnings = finals.reduce<Earnings>(
      (before, returns) => earn(returns.subarray(place * length, (place + 1) * length), weights, before),
      each.earnings,
    );
    return { ...each, earnings, ...objectives(earnings), final: true };
  }

  /** An island's members from best to worst. */
  private rank(members: readonly Individual[], island: number): Individual[] {
    const { config, seed, generation } = this;
    const fewer = new Stream(seed, Purpose.objectives, generation, island).unit() < config.complexityProbability;
    const duplicate = config.duplicatesLast ? duplicates(members) : members.map(() => false);
    // Finalists first: what the others have earned, they may owe to luck.
    const groupOf = (i: number) => (members[i].final ? 0 : duplicate[i] ? 2 : 1);
    return [0, 1, 2].flatMap((place) => {
      const group = members.filter((_, i) => groupOf(i) === place);
      const order = paretoOrder(
        group.map(({ mean }) => mean),
        group.map(({ connections, best }) => (fewer ? -connections : best)),
      );
      return order.map((i) => group[i]);
    });
  }

  /** An island's next generation. */
  private breed(
    ranked: readonly Individual[],
    island: number,
    additions: readonly Addition[],
  ): { genome: Genome; earnings: Earnings | null }[] {
    const { config, seed, generation } = this;
    const kept = elites(config);
    const averaged = config.averageReturns && generation + 1 !== config.fallPenaltyFrom;
    return ranked.map((_, i) => {
      if (i < kept) return { genome: ranked[i].genome, earnings: averaged ? ranked[i].earnings : null };
      const random = new Stream(seed, Purpose.vary, generation, island * config.population + i);
      const { genome } = ranked[parent(config, random)];
      return { genome: mutate(genome, config, random, additions), earnings: null };
    });
  }
}

/** Fresh episode seeds of a generation for a purpose. */
export function episodeSeeds(seed: number, purpose: Purpose, generation: number, count: number, index = 0): number[] {
  const random = new Stream(seed, purpose, generation, index);
  return Array.from({ length: count }, () => random.episodeSeed());
}

/** The weights champions are confirmed with: those configured, or the middles of the parts that weights are sampled from. */
export function confirmWeights({ sampledWeights, sharedWeights }: Config): readonly number[] {
  return sampledWeights === 0 ? sharedWeights : stratified(sampledWeights, () => 0.5);
}

function generationWeights(config: Config, random: Stream): readonly number[] {
  if (config.sampledWeights === 0) return config.sharedWeights;
  return stratified(config.sampledWeights, () => random.unit());
}

/** A weight from each of `count` equal parts of (−2, 2); `place` gives its place in the part, from 0 to 1. */
function stratified(count: number, place: () => number): number[] {
  return Array.from({ length: count }, (_, part) => (4 * (part + place())) / count - 2);
}

function initialPopulation(config: Config, shape: Shape, seed: number): Genome[] {
  return Array.from({ length: config.islands * config.population }, (_, i) => {
    const random = new Stream(seed, Purpose.initialize, 0, i);
    const { inputs, outputs, outputActivation } = shape;
    return minimalGenome(inputs, outputs, outputActivation, config.initialConnectionProbability, random);
  });
}
