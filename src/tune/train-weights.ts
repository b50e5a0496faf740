/**
 * Weights by gradients, for a task that classifies: a generation is so many batches, and a step down each one's gradient.
 * The last generations take the smallest steps, so that the last weights are the best; the champion is still what has proved
 * itself over fresh batches.
 */

import type { AdamConfig } from "../config/tuning.js";
import { digestReturns, EMPTY_DIGEST } from "../digest.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { Purpose } from "../random/stream.js";
import { episodeSeeds } from "../search/wann.js";
import { meanAndSd } from "../statistics.js";
import { Adam, type AdamState } from "./adam.js";
import type { TunedWeights, TuneProgress, TuneState } from "./tune-weights.js";

export interface TrainRun {
  readonly config: AdamConfig;
  readonly genome: Genome;
  /** Where training starts, in packed order. */
  readonly start: ArrayLike<number>;
  readonly seed: number;
  /** For the network's task, with gradients; it is left open. */
  readonly evaluator: Evaluator;
  readonly observe: (progress: TuneProgress<AdamState>) => void;
  /** Where to go on from; without it, from the start. */
  readonly state?: TuneState<AdamState>;
  /** Ends the run after the generation in hand. */
  readonly signal?: AbortSignal;
}

/** Trains every weight of `genome`. Returns the state it ended in. Throws an Error where the evaluator has no gradients. */
export async function trainWeights(run: TrainRun): Promise<TuneState<AdamState>> {
  const { config, genome, start, seed, evaluator, observe, signal } = run;
  const { gradients } = evaluator;
  if (!gradients) throw new Error("training by gradients needs an evaluator with gradients");
  const network = pack(genome).words;
  const adam = new Adam(start, run.state?.strategy);
  let { digest, rollouts, steps } = { digest: EMPTY_DIGEST, rollouts: 0, steps: 0, ...run.state };
  let generation = run.state?.strategy.generation ?? 0;
  let champion = run.state?.champion ?? (await confirm(0));

  for (; generation < config.generations && !signal?.aborted; generation++) {
    const seeds = episodeSeeds(seed, Purpose.tuneEpisodes, generation, config.batches);
    const done = generation / config.generations;
    const rate = config.learningRate * (1 - done);
    const returns = new Float64Array(seeds.length);
    for (const [i, batch] of seeds.entries()) {
      const { loss, gradient } = await gradients.gradient(network, adam.weights, batch);
      adam.step(gradient, rate);
      returns[i] = -loss;
    }
    count(returns);
    const challenger = await confirm(generation + 1);
    const newChampion = challenger.mean > champion.mean;
    if (newChampion) champion = challenger;
    const { mean } = meanAndSd(returns);
    const state = { strategy: adam.state(generation + 1), champion, digest, rollouts, steps };
    observe({ generation, mean, best: Math.max(...returns), stepSize: rate, newChampion, state });
    // Signals are heard between generations.
    await new Promise(setImmediate);
  }
  return { strategy: adam.state(generation), champion, digest, rollouts, steps };

  function count(returns: Float64Array): void {
    digest = digestReturns(digest, returns);
    rollouts += returns.length;
    steps += returns.length;
  }

  async function confirm(at: number): Promise<TunedWeights> {
    const seeds = Uint32Array.from(episodeSeeds(seed, Purpose.tuneConfirm, 0, config.confirmEpisodes));
    const weights = new Float64Array(seeds.length * adam.weights.length);
    for (let i = 0; i < seeds.length; i++) weights.set(adam.weights, i * adam.weights.length);
    const { returns } = await evaluator.evaluate([network], { individual: true, weights, seeds });
    count(returns);
    return { weights: [...adam.weights], generation: at, ...meanAndSd(returns) };
  }
}
