/** What is profiled: networks, the episodes they run, and the population whose generation is timed. */
import type { Config } from "../config/config.js";
import type { Task } from "../config/tasks.js";
import type { Plan } from "../evaluate/evaluator.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { Purpose, Stream } from "../random/stream.js";
import { mutate } from "../search/vary.js";
import { confirmWeights, episodeSeeds, type SearchState, WannSearch } from "../search/wann.js";
import { searchPlan } from "../train.js";

/** Where no champion is at hand, a network is grown to so many connections. */
const GROWN_CONNECTIONS = 100;

export interface Subject {
  readonly task: Task;
  readonly config: Config;
  readonly seed: number;
  readonly genomes: readonly Genome[];
  /** The episodes of each. */
  readonly plan: Plan;
  /** A search's state with a population of `config.population`. */
  readonly search: SearchState;
}

/** The task: networks as a search begins with them, and one of a champion's size, on a generation's episodes. */
export function taskSubject(task: Task, config: Config, seed: number, champion?: Genome): Subject {
  const search = new WannSearch(config, task, seed);
  const { genomes, weights, episodeSeeds: seeds } = search.ask();
  const sized = champion ?? grow(genomes[0], GROWN_CONNECTIONS, config, seed);
  const plan = searchPlan(config, 0, weights, seeds);
  return { task, config, seed, genomes: [...genomes, sized], plan, search: search.state };
}

/** A champion on the episodes that a search confirms it with; the population is of its children. */
export function championSubject(task: Task, config: Config, seed: number, champion: Genome): Subject {
  const seeds = episodeSeeds(seed, Purpose.confirm, 0, config.confirmEpisodes * config.episodesPerWeight);
  const plan = searchPlan(config, 0, confirmWeights(config), seeds);
  return { task, config, seed, genomes: [champion], plan, search: childrenOf(champion, config, seed) };
}

/** A search's state in which every network is `parent` after one mutation. */
export function childrenOf(parent: Genome, config: Config, seed: number): SearchState {
  const population = Array.from({ length: config.islands * config.population }, (_, i) =>
    mutate(parent, config, new Stream(seed, Purpose.vary, 0, i)),
  );
  return { generation: 0, population, earnings: population.map(() => null) };
}

/** `genome` mutated until it has `connections` enabled. */
export function grow(genome: Genome, connections: number, config: Config, seed: number): Genome {
  const random = new Stream(seed, Purpose.vary);
  let grown = genome;
  while (enabledConnections(grown) < connections) grown = mutate(grown, config, random);
  return grown;
}
