/**
 * The weight profile: at what share of the shared weights a network works, which says how weight agnostic it is. It works at a
 * weight if its mean there is at least best − 0.05 · (best − idle), idle being the mean of a network whose outputs are all 0.
 */
import type { Evaluator } from "../evaluate/evaluator.js";
import { activationId } from "../genome/activation.js";
import type { WeightProfile } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import { weightGrid } from "../optimize/weight-grid.js";
import type { Task } from "../tasks/task.js";
import { sweep } from "./sweep.js";

/** How far a mean may lie below the best, as a share of what the best has above idle. */
const TOLERANCE = 0.05;

/** Weights, and episodes for each of them, of what tables and files say. */
export const FULL_PROFILE = { weights: 161, episodes: 50 };
/** The same of a quick look. */
export const QUICK_PROFILE = { weights: 41, episodes: 10 };

/** The same of a run's closing report. */
export function reportProfile({ reportEpisodes }: Pick<Task, "reportEpisodes">) {
  const { weights, episodes } = QUICK_PROFILE;
  return { weights, episodes: reportEpisodes ?? episodes };
}

export interface ProfilePlan {
  /** How many weights, spread evenly over [−2, 2]. */
  readonly weights: number;
  /** Episodes for each weight. */
  readonly episodes: number;
  /** Seed of the first episode; the next ones follow. All weights have the same. */
  readonly seed: number;
}

/** The best mean, and the share of the weights that work. */
export function profileOf(means: readonly number[], idle: number): Pick<WeightProfile, "best" | "idle" | "share"> {
  const best = means.reduce((a, b) => Math.max(a, b));
  const enough = best - TOLERANCE * (best - idle);
  return { best, idle, share: means.filter((mean) => mean >= enough).length / means.length };
}

/** A network without connections, whose outputs are all 0. */
export function idleNetwork({ inputs, outputs }: Pick<Genome, "inputs" | "outputs">): Genome {
  const activations = Array<number>(1 + inputs + outputs).fill(activationId("linear"));
  return { inputs, outputs, activations, connections: [] };
}

/** The weight profile of a network, from returns. */
export async function weightProfile(
  evaluator: Evaluator,
  genome: Genome,
  { weights, episodes, seed }: ProfilePlan,
): Promise<WeightProfile> {
  const seeds = Array.from({ length: episodes }, (_, i) => seed + i);
  const meanAt = async (network: Genome, weight: number) => (await sweep(evaluator, network, [weight], seeds))[0].mean;
  // A call for each weight, all at once: no worker waits.
  const means = weightGrid(weights).map((weight) => meanAt(genome, weight));
  const [idle, ...others] = await Promise.all([meanAt(idleNetwork(genome), 0), ...means]);
  return { weights, episodes, seed, ...profileOf(others, idle) };
}

/** The same from accuracies over images of so many classes; idle is chance. */
export async function accuracyProfile(
  accuraciesAt: (weights: readonly number[]) => Promise<number[]>,
  classes: number,
  weights: number,
): Promise<WeightProfile> {
  const accuracies = await accuraciesAt(weightGrid(weights));
  return { weights, episodes: null, seed: null, ...profileOf(accuracies, 1 / classes) };
}
