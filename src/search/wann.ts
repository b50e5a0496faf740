/**
 * The Weight Agnostic Neural Network search (Gaier & Ha 2019) as ask and tell:
 *
 *     ask()          a generation: networks, and the shared weights and episode seeds to run every one of them with
 *     tell(returns)  rank them and breed the next generation
 *
 * A search is a function of (config, shape, seed): its streams are addressed, so its whole state is the population, what
 * its survivors have earned, and the generation's number.
 */
import type { Config } from "../config/config.js";
import type { ActivationName } from "../genome/activation.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { Purpose, Stream } from "../random/stream.js";
import { median } from "../statistics.js";
import { duplicates } from "./duplicates.js";
import { survivingIslands } from "./islands.js";
import { type Earnings, earn, inherit, type Objectives, objectives } from "./objectives.js";
import { paretoOrder } from "./rank.js";
import { elites, parent } from "./select.js";
import { minimalGenome, mutate } from "./vary.js";

/** What a task asks of its networks. */
export interface Shape {
  readonly inputs: number;
  readonly outputs: number;
  readonly outputActivation: ActivationName;
}

export interface SearchState {
  readonly generation: number;
  /** Island after island. */
  readonly population: readonly Genome[];
  /** With `averageReturns`, what each survivor has earned in earlier generations, each child inherited; else null. */
  readonly earnings: readonly (Earnings | null)[];
}

export interface Generation {
  /** Its number, from 0. */
  readonly index: number;
  readonly genomes: readonly Genome[];
  readonly weights: readonly number[];
  readonly episodeSeeds: number[];
}

/** A generation's outcome. Means are over all shared weights and episodes. */
export interface Ranking {
  readonly generation: number;
  /** The network with the highest mean. */
  readonly best: { readonly genome: Genome; readonly mean: number; readonly bestWeight: number };
  readonly medianMean: number;
  readonly medianConnections: number;
}

/** A network of the generation in hand, and how it did. */
interface Individual extends Objectives {
  readonly genome: Genome;
  /** Its returns of this generation, [weight × episode]. */
  readonly returns: Float64Array;
  readonly earnings: Earnings;
  readonly connections: number;
}

export class WannSearch {
  private generation: number;
  private population: readonly Genome[];
  private earnings: readonly (Earnings | null)[];

  /** Starts a search, or goes on from `state`. */
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

  get state(): SearchState {
    return { generation: this.generation, population: this.population, earnings: this.earnings };
  }

  /** The current generation; the same until `tell`. */
  ask(): Generation {
    const { config, seed, generation } = this;
    return {
      index: generation,
      genomes: this.population,
      weights: generationWeights(config, seed, generation),
      episodeSeeds: episodeSeeds(seed, Purpose.episodes, generation, config.episodesPerWeight),
    };
  }

  /**
   * Ranks the generation and breeds the next.
   * @param returns one for each episode, [network × weight × episode] in the order of `ask`'s lists.
   */
  tell(returns: Float64Array): Ranking {
    const { config, generation, population } = this;
    const weights = config.sampledWeights || config.sharedWeights.length;
    const expected = population.length * weights * config.episodesPerWeight;
    if (returns.length !== expected) throw new RangeError(`tell: expected ${expected} returns, got ${returns.length}`);
    const perNetwork = weights * config.episodesPerWeight;
    const individuals = population.map((genome, i): Individual => {
      const own = returns.subarray(i * perNetwork, (i + 1) * perNetwork);
      const earnings = earn(own, weights, this.earnings[i]);
      return { genome, returns: own, earnings, ...objectives(earnings), connections: enabledConnections(genome) };
    });

    const islands = Array.from({ length: population.length / config.population }, (_, island) =>
      individuals.slice(island * config.population, (island + 1) * config.population),
    );
    const bests = islands.map((members) => members.reduce((best, each) => (each.mean > best.mean ? each : best)));
    const offspring = islands.map((members, island) => this.breed(this.rank(members, island), island));
    const next = survivingIslands(
      bests.map(({ mean }) => mean),
      generation,
      config,
    ).flatMap((island) => offspring[island]);
    this.population = next.map(({ genome }) => genome);
    this.earnings = next.map(({ earnings }) => earnings);
    this.generation++;

    const { genome, mean, best: bestWeight } = bests.reduce((best, each) => (each.mean > best.mean ? each : best));
    return {
      generation,
      best: { genome, mean, bestWeight },
      medianMean: median(individuals.map((each) => each.mean)),
      medianConnections: median(individuals.map((each) => each.connections)),
    };
  }

  /** An island's members from best to worst. */
  private rank(members: readonly Individual[], island: number): Individual[] {
    const { config, seed, generation } = this;
    const fewer = new Stream(seed, Purpose.objectives, generation, island).unit() < config.complexityProbability;
    const duplicate = config.duplicatesLast ? duplicates(members) : members.map(() => false);
    return [false, true].flatMap((behind) => {
      const group = members.filter((_, i) => duplicate[i] === behind);
      const order = paretoOrder(
        group.map(({ mean }) => mean),
        group.map(({ connections, best }) => (fewer ? -connections : best)),
      );
      return order.map((i) => group[i]);
    });
  }

  /** An island's next generation. */
  private breed(ranked: readonly Individual[], island: number): { genome: Genome; earnings: Earnings | null }[] {
    const { config, seed, generation } = this;
    const kept = elites(config);
    const averaged = config.averageReturns && generation + 1 !== config.fallPenaltyFrom;
    return ranked.map((_, i) => {
      if (i < kept) return { genome: ranked[i].genome, earnings: averaged ? ranked[i].earnings : null };
      const random = new Stream(seed, Purpose.vary, generation, island * config.population + i);
      const { genome, earnings } = ranked[parent(config, random)];
      const inherited = averaged ? inherit(earnings, config.inheritedReturns, config.episodesPerWeight) : null;
      return { genome: mutate(genome, config, random), earnings: inherited };
    });
  }
}

/** Fresh episode seeds of a generation for a purpose. */
export function episodeSeeds(seed: number, purpose: Purpose, generation: number, count: number): number[] {
  const random = new Stream(seed, purpose, generation);
  return Array.from({ length: count }, () => random.episodeSeed());
}

/** The weights champions are confirmed with: those configured, or the middles of the parts that weights are sampled from. */
export function confirmWeights({ sampledWeights, sharedWeights }: Config): readonly number[] {
  return sampledWeights === 0 ? sharedWeights : stratified(sampledWeights, () => 0.5);
}

function generationWeights(config: Config, seed: number, generation: number): readonly number[] {
  if (config.sampledWeights === 0) return config.sharedWeights;
  const random = new Stream(seed, Purpose.sharedWeights, generation);
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
