/**
 * The journey of one generation: ask, pack, evaluate, tell; and the champion, which a new best replaces only after it has
 * proved itself over many fresh episodes. Recording is the observer's and never steers.
 */
import type { Config } from "./config/config.js";
import { digestJson, digestReturns, EMPTY_DIGEST } from "./digest.js";
import { crossPlan, type Evaluator, type Gradients, type Plan } from "./evaluate/evaluator.js";
import type { Genome } from "./genome/genome.js";
import type { FingerprintPoint } from "./network/champion.js";
import { pack } from "./network/pack.js";
import { Purpose } from "./random/stream.js";
import { type Addition, bestAdditions } from "./search/prospects.js";
import {
  confirmWeights,
  episodeSeeds,
  type Generation,
  type Ranking,
  type SearchState,
  type Shape,
  WannSearch,
} from "./search/wann.js";
import { meanAndSd } from "./statistics.js";

/** A network that was a generation's best and has proved itself over fresh episodes. */
export interface ConfirmedChampion {
  readonly genome: Genome;
  /** The generation it was found in. */
  readonly generation: number;
  /** Mean return over its confirming episodes, all shared weights. */
  readonly mean: number;
  /** The same for each shared weight. */
  readonly fingerprint: readonly FingerprintPoint[];
}

/** All that a run needs to go on: plain data. */
export interface RunState {
  readonly search: SearchState;
  readonly champion?: ConfirmedChampion;
  /** Digest of every return so far. */
  readonly digest: string;
  /** Episodes run. */
  readonly rollouts: number;
  /** Simulated steps, summed over rollouts. */
  readonly steps: number;
}

/** A generation as told to observers. Times are in milliseconds and play no part in the run. */
export interface Progress {
  readonly ranking: Ranking;
  /** Whether the generation's best has become the run's champion. */
  readonly newChampion: boolean;
  /** Episodes of the generation that scored the worst return because something in them was no finite number. */
  readonly broken: number;
  /** Where the run stands after it. */
  readonly state: RunState;
  readonly evaluateMs: number;
  readonly searchMs: number;
}

/** Is told of each generation; the next one waits for it. */
export type Observer = (progress: Progress) => void | Promise<void>;

/** What `train` takes. */
export interface Run {
  readonly config: Config;
  /** The task's: a `Task` is one. */
  readonly shape: Shape;
  /** 0 … 2³² − 1. */
  readonly seed: number;
  /** For the configuration's task, with gradients where it has `guidedAdditions`; it is left open. */
  readonly evaluator: Evaluator;
  /** Called after each generation. */
  readonly observe: Observer;
  /** Where to go on from; without it, from the start. */
  readonly state?: RunState;
  /** Ends the run after the generation in hand. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the search to its last generation, or until `signal`. Returns the state it ended in.
 *
 * @example
 * import { finalDigest, loadEvaluator, presetNamed, taskNamed, train } from "wann";
 * const shape = taskNamed("swingup");
 * const run = {
 *   config: { ...presetNamed("quick"), generations: 3 },
 *   shape,
 *   seed: 1,
 *   evaluator: await loadEvaluator(shape, { workers: 2 }),
 *   observe: () => {},
 * };
 * const state = await train(run);
 * const later = await train({ ...run, state, config: { ...run.config, generations: 5 } });
 * console.log(finalDigest(later));
 * await run.evaluator.close();
 */
export async function train({ config, shape, seed, evaluator, observe, state, signal }: Run): Promise<RunState> {
  const search = new WannSearch(config, shape, seed, state?.search);
  let { champion, digest, rollouts, steps } = { digest: EMPTY_DIGEST, rollouts: 0, steps: 0, ...state };

  let broken = 0;

  async function run(generation: number, genomes: readonly Genome[], weights: readonly number[], seeds: number[]) {
    const packed = genomes.map((genome) => pack(genome).words);
    const outcome = await evaluator.evaluate(packed, searchPlan(config, generation, weights, seeds));
    broken += outcome.broken;
    digest = digestReturns(digest, outcome.returns);
    rollouts += outcome.returns.length;
    for (const lived of outcome.steps) steps += lived;
    return outcome.returns;
  }

  while (search.state.generation < config.generations && !signal?.aborted) {
    const began = performance.now();
    broken = 0;
    const generation = search.ask();
    const { index, genomes, weights, episodeSeeds: seeds } = generation;
    // What champions earned without a fall's cost is no measure for those that pay it.
    if (index === config.fallPenaltyFrom) champion = undefined;
    const returns = await run(index, genomes, weights, seeds);
    const finals = [];
    for (const round of search.shortlist(returns)) {
      finals.push(await run(index, round.genomes, round.weights, round.episodeSeeds));
    }
    const evaluated = performance.now();
    const ranking = search.tell(returns, finals, await additionsTo(generation, config, evaluator.gradients));
    const told = performance.now();

    const newBest = ranking.best.mean > (champion?.mean ?? Number.NEGATIVE_INFINITY);
    const challenger = newBest ? await confirm(ranking) : undefined;
    const newChampion = challenger !== undefined && challenger.mean > (champion?.mean ?? Number.NEGATIVE_INFINITY);
    if (newChampion) champion = challenger;

    await observe({
      ranking,
      newChampion,
      broken,
      state: { search: search.state, ...(champion && { champion }), digest, rollouts, steps },
      evaluateMs: evaluated - began + (performance.now() - told),
      searchMs: told - evaluated,
    });
  }
  return { search: search.state, ...(champion && { champion }), digest, rollouts, steps };

  /** Runs a generation's best over fresh episodes. */
  async function confirm({ best, generation }: Ranking): Promise<ConfirmedChampion> {
    const weights = confirmWeights(config);
    const episodes = config.confirmEpisodes * config.episodesPerWeight;
    const seeds = episodeSeeds(seed, Purpose.confirm, generation, episodes);
    const returns = await run(generation, [best.genome], weights, seeds);
    const fingerprint = weights.map((weight, i) => {
      return { weight, ...meanAndSd(returns.subarray(i * episodes, (i + 1) * episodes)), episodes };
    });
    return { genome: best.genome, generation, mean: meanAndSd(returns).mean, fingerprint };
  }
}

/** The episodes that a generation's networks run: every weight with every seed, as the search has them. */
export function searchPlan(
  { patience, forecast, fallPenaltyFrom: from }: Config,
  generation: number,
  weights: readonly number[],
  seeds: readonly number[],
): Plan {
  return { ...crossPlan(weights, seeds), patience, forecast, fallPenalty: from !== null && generation >= from };
}

/**
 * What the gradients of a generation's first network, the best of the one before, say to add; nothing without `guidedAdditions`.
 * Throws an Error where gradients are needed and missing.
 */
export async function additionsTo(
  { genomes, weights, episodeSeeds: seeds }: Generation,
  { guidedAdditions }: Config,
  gradients: Gradients | undefined,
): Promise<Addition[]> {
  if (guidedAdditions === 0) return [];
  if (!gradients) throw new Error("a search with guidedAdditions needs an evaluator with gradients");
  const prospects = await gradients.prospects(pack(genomes[0]).words, weights, seeds[0]);
  return bestAdditions(genomes[0], prospects, guidedAdditions);
}

/** The digest of a run that has ended: of all its returns and its champion. */
export function finalDigest({ digest, champion }: RunState): string {
  return digestJson(digest, champion?.genome ?? null);
}
