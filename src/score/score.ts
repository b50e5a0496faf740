/** How a network is scored for people: returns over fresh episodes, or accuracies over test images. Both give the same rows. */
import type { Evaluator } from "../evaluate/evaluator.js";
import type { WeightProfile } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import {
  ownWeightsRow,
  type Row,
  type RowName,
  randomSharedWeightRow,
  randomWeightsRow,
  sharedWeightRow,
} from "./rows.js";
import { sweep } from "./sweep.js";
import { weightProfile } from "./weight-profile.js";

/** A network's figure with weights of one kind. */
export interface ScoreRow {
  readonly row: RowName | "ensemble";
  /** The shared weight, where it is one. */
  readonly weight?: number;
  /** Mean return, or the share of images classified rightly, 0 to 1. */
  readonly mean: number;
  /** Population standard deviation, over episodes or over random weights. */
  readonly sd: number;
  /** Of returns: one an episode. */
  readonly returns?: readonly number[];
}

/** A network's figure at a shared weight. */
export interface ScorePoint {
  readonly weight: number;
  /** As a row's. */
  readonly mean: number;
  readonly sd: number;
}

export interface Score {
  readonly unit: "return" | "accuracy";
  /** What the figures are taken over. */
  readonly over: { readonly episodes: number } | { readonly images: number };
  /** Seed of the first episode, and of random weights. */
  readonly seed: number;
  /** The paper's rows of weights that nobody chose, in its order. */
  randomRows(genome: Genome): Promise<ScoreRow[]>;
  sharedWeightRow(genome: Genome, weight: number, row: "shared-weight" | "tuned-shared-weight"): Promise<ScoreRow>;
  /** The network's individual weights. Rejects with a RangeError where it has none. */
  ownWeightsRow(genome: Genome): Promise<ScoreRow>;
  /** The figure at each shared weight: the fingerprint. */
  sweep(genome: Genome, weights: readonly number[]): Promise<ScorePoint[]>;
  /**
   * At what share of the shared weights it works.
   * @param plan weights, spread evenly over [−2, 2], and at most so many episodes for each.
   */
  profile(genome: Genome, plan: { readonly weights: number; readonly episodes: number }): Promise<WeightProfile>;
}

/** Whether each connection has a weight of its own. */
export function hasOwnWeights(genome: Genome): boolean {
  return packedWeights(genome, pack(genome).order) !== undefined;
}

/** The paper's rows: random weights, the tuned shared weight, and the network's own weights where it has some. */
export async function paperRows(score: Score, genome: Genome, tunedSharedWeight: number): Promise<ScoreRow[]> {
  // All at once: no worker waits, and what there is to do is known from the start.
  const [random, ...others] = await Promise.all([
    score.randomRows(genome),
    score.sharedWeightRow(genome, tunedSharedWeight, "tuned-shared-weight"),
    ...(hasOwnWeights(genome) ? [score.ownWeightsRow(genome)] : []),
  ]);
  return [...random, ...others];
}

/** Returns over `episodes` episodes, whose seeds begin with `seed`. */
export function returnScore(evaluator: Evaluator, episodes: number, seed: number): Score {
  const plan = (genome: Genome) => ({ genome, episodes, seed });
  return {
    unit: "return",
    over: { episodes },
    seed,
    randomRows: (genome): Promise<Row[]> =>
      Promise.all([randomWeightsRow(evaluator, plan(genome)), randomSharedWeightRow(evaluator, plan(genome))]),
    sharedWeightRow: (genome, weight, row) => sharedWeightRow(evaluator, plan(genome), weight, row),
    ownWeightsRow: (genome) => ownWeightsRow(evaluator, plan(genome)),
    sweep: (genome, weights) =>
      sweep(
        evaluator,
        genome,
        weights,
        Array.from({ length: episodes }, (_, i) => seed + i),
      ),
    profile: (genome, wanted) =>
      weightProfile(evaluator, genome, {
        weights: wanted.weights,
        episodes: Math.min(wanted.episodes, episodes),
        seed,
      }),
  };
}
