/**
 * The journey of one generation of weights: ask, evaluate, tell; and the champion, which the search's mean replaces only
 * after it has proved itself over many fresh episodes. Recording is the observer's and never steers.
 */

import type { CmaConfig } from "../config/tuning.js";
import { digestJson, digestReturns, EMPTY_DIGEST } from "../digest.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { Purpose } from "../random/stream.js";
import { episodeSeeds } from "../search/wann.js";
import { meanAndSd } from "../statistics.js";
import { CmaEs, type CmaState } from "./cma.js";

export interface TunedWeights {
  /** In packed order. */
  readonly weights: readonly number[];
  /** The generation whose mean they were. */
  readonly generation: number;
  /** Mean and population sd over the confirming episodes. */
  readonly mean: number;
  readonly sd: number;
}

/** All that a run needs to go on: plain data. */
export interface TuneState<S = CmaState> {
  readonly strategy: S;
  readonly champion: TunedWeights;
  /** Digest of every return so far. */
  readonly digest: string;
  readonly rollouts: number;
  readonly steps: number;
}

/** A generation as told to observers. Returns are means over the generation's episodes. */
export interface TuneProgress<S = CmaState> {
  readonly generation: number;
  /** Of the search's mean, before its move. */
  readonly mean: number;
  /** Of the best candidate. */
  readonly best: number;
  readonly stepSize: number;
  readonly newChampion: boolean;
  readonly state: TuneState<S>;
}

export interface TuneRun {
  readonly config: CmaConfig;
  readonly genome: Genome;
  /** Where the search starts, in packed order. */
  readonly start: ArrayLike<number>;
  readonly seed: number;
  readonly evaluator: Evaluator;
  readonly observe: (progress: TuneProgress) => void | Promise<void>;
  /** Where to go on from; without it, from the start. */
  readonly state?: TuneState;
  /** Ends the run after the generation in hand. */
  readonly signal?: AbortSignal;
}

/** Tunes every weight of `genome` by CMA-ES. Returns the state it ended in. */
export async function tuneWeights(run: TuneRun): Promise<TuneState> {
  const { config, genome, start, seed, evaluator, observe, signal } = run;
  const network = pack(genome).words;
  const search = new CmaEs(start, config.stepSize, config.population, seed, run.state?.strategy);
  let { digest, rollouts, steps } = { digest: EMPTY_DIGEST, rollouts: 0, steps: 0, ...run.state };
  let champion = run.state?.champion ?? (await confirm(Array.from(start), 0));

  while (search.state.generation < config.generations && !signal?.aborted) {
    const { generation, mean: before } = search.state;
    const seeds = episodeSeeds(seed, Purpose.tuneEpisodes, generation, config.episodes);
    const candidates = search.ask();
    // The mean so far runs along with its candidates, on the same episodes.
    const returns = await evaluate([...candidates, before], seeds);
    const means = Array.from({ length: candidates.length + 1 }, (_, i) => {
      return meanAndSd(returns.subarray(i * seeds.length, (i + 1) * seeds.length)).mean;
    });
    const mean = means.pop() as number;
    search.tell(means);

    const challenger = mean > champion.mean ? await confirm(before, generation) : undefined;
    const newChampion = challenger !== undefined && challenger.mean > champion.mean;
    if (newChampion) champion = challenger;
    const { state: strategy } = search;
    await observe({
      generation,
      mean,
      best: Math.max(...means),
      stepSize: strategy.stepSize,
      newChampion,
      state: { strategy, champion, digest, rollouts, steps },
    });
  }
  return { strategy: search.state, champion, digest, rollouts, steps };

  async function evaluate(sets: readonly ArrayLike<number>[], seeds: readonly number[]): Promise<Float64Array> {
    const episodes = sets.length * seeds.length;
    const size = start.length;
    const weights = new Float64Array(episodes * size);
    for (let i = 0; i < episodes; i++) weights.set(sets[Math.floor(i / seeds.length)], i * size);
    const { patience, fallPenalty } = config;
    const plan = {
      individual: true,
      weights,
      seeds: Uint32Array.from({ length: episodes }, (_, i) => seeds[i % seeds.length]),
      ...(patience !== undefined && { patience }),
      ...(fallPenalty !== undefined && { fallPenalty }),
    };
    const outcome = await evaluator.evaluate([network], plan);
    digest = digestReturns(digest, outcome.returns);
    rollouts += episodes;
    for (const lived of outcome.steps) steps += lived;
    return outcome.returns;
  }

  async function confirm(weights: readonly number[], generation: number): Promise<TunedWeights> {
    const seeds = episodeSeeds(seed, Purpose.tuneConfirm, generation, config.confirmEpisodes);
    return { weights, generation, ...meanAndSd(await evaluate([weights], seeds)) };
  }
}

/** The digest of a run that has ended: of all its returns and its champion. */
export function tuneDigest({ digest, champion }: TuneState<unknown>): string {
  return digestJson(digest, champion.weights);
}

/** `genome` with the weights of its enabled connections, given in packed order. */
export function withWeights(genome: Genome, weights: ArrayLike<number>): Genome {
  const { order } = pack(genome);
  const connections = genome.connections.slice();
  for (let k = 0; k < order.length; k++) connections[order[k]] = { ...connections[order[k]], weight: weights[k] };
  return { ...genome, connections };
}
