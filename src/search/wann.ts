/**
 * The Weight Agnostic Neural Network search (Gaier & Ha 2019) as ask and tell:
 *
 *     ask()          a generation: networks, and the shared weights and episode seeds to run every one of them with
 *     tell(returns)  rank them and breed the next generation
 *
 * A search is a function of (config, shape, seed): its streams are addressed, so its whole state is the population and the
 * generation's number.
 */
import type { Config } from "../config/config.js";
import type { ActivationName } from "../genome/activation.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { Purpose, Stream } from "../random/stream.js";
import { median } from "../statistics.js";
import { objectives } from "./objectives.js";
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
  readonly population: readonly Genome[];
}

export interface Generation {
  /** Its number, from 0. */
  readonly index: number;
  readonly genomes: readonly Genome[];
  readonly weights: readonly number[];
  readonly episodeSeeds: readonly number[];
}

/** A generation's outcome. Means are over all shared weights and episodes. */
export interface Ranking {
  readonly generation: number;
  /** The network with the highest mean. */
  readonly best: { readonly genome: Genome; readonly mean: number; readonly bestWeight: number };
  readonly medianMean: number;
  readonly medianConnections: number;
}

export class WannSearch {
  private generation: number;
  private population: readonly Genome[];

  /** Starts a search, or goes on from `state`. */
  constructor(
    private readonly config: Config,
    shape: Shape,
    private readonly seed: number,
    state?: SearchState,
  ) {
    this.generation = state?.generation ?? 0;
    this.population = state?.population ?? initialPopulation(config, shape, seed);
  }

  get state(): SearchState {
    return { generation: this.generation, population: this.population };
  }

  /** The current generation; the same until `tell`. */
  ask(): Generation {
    const { config, seed, generation } = this;
    return {
      index: generation,
      genomes: this.population,
      weights: sharedWeights(config, seed, generation),
      episodeSeeds: episodeSeeds(seed, Purpose.episodes, generation, config.episodesPerWeight),
    };
  }

  /**
   * Ranks the generation and breeds the next.
   * @param returns one for each episode, [network × weight × episode] in the order of `ask`'s lists.
   */
  tell(returns: Float64Array): Ranking {
    const { config, seed, generation, population } = this;
    const weights = config.sampledWeights || config.sharedWeights.length;
    const expected = population.length * weights * config.episodesPerWeight;
    if (returns.length !== expected) throw new RangeError(`tell: expected ${expected} returns, got ${returns.length}`);
    const values = objectives(returns, weights, config.episodesPerWeight);
    const means = values.map(({ mean }) => mean);
    const connections = population.map(enabledConnections);

    const fewer = new Stream(seed, Purpose.objectives, generation).unit() < config.complexityProbability;
    const second = fewer ? connections.map((count) => -count) : values.map(({ best }) => best);
    const ranked = paretoOrder(means, second).map((i) => population[i]);

    let top = 0;
    for (let i = 1; i < means.length; i++) if (means[i] > means[top]) top = i;

    this.population = this.breed(ranked);
    this.generation++;
    return {
      generation,
      best: { genome: population[top], mean: means[top], bestWeight: values[top].best },
      medianMean: median(means),
      medianConnections: median(connections),
    };
  }

  private breed(ranked: readonly Genome[]): Genome[] {
    const kept = elites(this.config);
    return Array.from({ length: this.config.population }, (_, i) => {
      if (i < kept) return ranked[i];
      const random = new Stream(this.seed, Purpose.vary, this.generation, i);
      return mutate(ranked[parent(this.config, random)], this.config, random);
    });
  }
}

/** Fresh episode seeds of a generation for a purpose. */
export function episodeSeeds(seed: number, purpose: Purpose, generation: number, count: number): number[] {
  const random = new Stream(seed, purpose, generation);
  return Array.from({ length: count }, () => random.episodeSeed());
}

function sharedWeights(config: Config, seed: number, generation: number): readonly number[] {
  if (config.sampledWeights === 0) return config.sharedWeights;
  const random = new Stream(seed, Purpose.sharedWeights, generation);
  return Array.from({ length: config.sampledWeights }, () => random.uniform(-2, 2));
}

function initialPopulation(config: Config, shape: Shape, seed: number): Genome[] {
  return Array.from({ length: config.population }, (_, i) => {
    const random = new Stream(seed, Purpose.initialize, 0, i);
    const { inputs, outputs, outputActivation } = shape;
    return minimalGenome(inputs, outputs, outputActivation, config.initialConnectionProbability, random);
  });
}
