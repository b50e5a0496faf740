/** What is profiled: networks, the episodes they run, and the search whose generations are timed. */

import type { Plan } from "../evaluate/evaluator.js";
import type { Genome } from "../genome/genome.js";
import { PAPER_WEIGHTS } from "../genome/paper-weights.js";
import { Purpose } from "../random/stream.js";
import { crossPlan, episodeSeeds } from "../search/episodes.js";
import { SEARCHES } from "../search/registry.js";
import type { Grown, Search, SearchConfig } from "../search/search.js";
import type { Task } from "../tasks/registry.js";

/** Episodes at each shared weight that a champion is profiled on. */
const CHAMPION_EPISODES = 20;

export interface Subject {
  readonly task: Task;
  readonly seed: number;
  readonly genomes: readonly Genome[];
  /** The episodes of each. */
  readonly plan: Plan;
  /** A search whose next generation is one to time; a new one each time. */
  readonly open: () => Search;
}

/** The task: networks as a search begins with them, and one of a champion's size, on a generation's episodes. */
export function taskSubject(task: Task, config: SearchConfig, seed: number, champion?: Grown): Subject {
  const kind = SEARCHES.named(config.search);
  const context = { config, shape: task, seed };
  const { genomes, weights, individual, seeds, options } = kind.open(context).ask();
  const plan = { weights, individual, seeds, ...options };
  // Weights of one network's connections fit no other.
  const sized = individual ? [] : [champion?.genome ?? kind.grown(context).ask().genomes[0]];
  return { task, seed, genomes: [...genomes, ...sized], plan, open: () => kind.open(context) };
}

/** A champion at a search's shared weights; the search is of networks like it. */
export function championSubject(task: Task, config: SearchConfig, seed: number, champion: Grown): Subject {
  const kind = SEARCHES.named(config.search);
  const open = () => kind.grown({ config, shape: task, seed }, champion);
  const { weights, individual, options } = open().ask();
  const seeds = episodeSeeds(seed, Purpose.confirm, 0, CHAMPION_EPISODES);
  const plan = { ...crossPlan(individual ? PAPER_WEIGHTS : [...new Set(weights)], seeds), ...options };
  return { task, seed, genomes: [champion.genome], plan, open };
}
