/**
 * What an optimizer is: ask and tell over the weights of one network, from its configuration and its seed alone. A new optimizer is a
 * file here and a row of registry.ts.
 */
import * as z from "zod";
import type { Budget } from "../config/run-settings.js";
import type { Settings } from "../config/settings.js";
import type { Genome } from "../genome/genome.js";
import { withWeights } from "../network/individual-weights.js";
import type { Learner } from "../search/search.js";
import type { TaskOption } from "../tasks/options.js";
import type { Task } from "../tasks/registry.js";
import { UserError } from "../user-error.js";

/** Weights that have been confirmed over fresh episodes. */
export interface TunedWeights {
  /** In packed order; of an optimizer of one shared weight, that alone. */
  readonly weights: readonly number[];
  /** The generation that they come from. */
  readonly generation: number;
  /** Mean and population sd over the confirming episodes. */
  readonly mean: number;
  readonly sd: number;
}

/** A generation's outcome. Returns are means over the generation's episodes. */
export interface TuneOutcome {
  readonly generation: number;
  /** Of the weights that the optimizer is at. */
  readonly mean: number;
  /** Of the best candidate, or batch. */
  readonly best: number;
  readonly stepSize: number;
  readonly champion: TunedWeights;
  readonly newChampion: boolean;
}

/** An optimizer under way. */
export interface Optimizer extends Learner<TuneOutcome> {
  readonly champion: TunedWeights | undefined;
}

/** Every optimizer's configuration has these besides its own settings. */
export interface OptimizerConfig extends Budget {
  /** The task's name. */
  readonly task: string;
  /** The optimizer's name. */
  readonly optimizer: string;
}

/** What determines a tuning, with its seed. */
export interface OptimizerContext<C extends OptimizerConfig = OptimizerConfig> {
  readonly config: C;
  readonly genome: Genome;
  /** Where it starts, in packed order. */
  readonly start: Float64Array;
  /** The task's options; missing where it has none. */
  readonly options?: Readonly<Record<string, TaskOption>>;
  /** 0 … 2³² − 1. */
  readonly seed: number;
}

/** A row of the registry: an optimizer, by name. */
export interface OptimizerKind<C extends OptimizerConfig = OptimizerConfig> {
  readonly name: string;
  /** In a few words, with its source. */
  readonly title: string;
  /** Whether what it tunes is one weight that all connections share. */
  readonly shared?: true;
  /** Its settings and the budget's, each with its meaning. */
  readonly settings: Settings;
  /** Whether it may run episodes with other options of the task than reported figures have. */
  readonly setsOptions?: boolean;
  /** Whether it works on a task's networks. */
  suits(task: Task): boolean;
  /** The values of a tuning of so many weights, unless told otherwise. */
  preset(weights: number): Readonly<Record<string, unknown>>;
  /** What is wrong with tuning a network by it, or undefined; where it is left out, nothing ever is. */
  problem?(genome: Genome): string | undefined;
  /** Of its state, as files hold it, when it tunes a network. */
  state(genome: Genome): z.ZodType;
  /** Why a run of it keeps the number of generations that it began with; missing where it may be made longer when it is resumed. */
  readonly keepsGenerations?: string;
  /** Starts one, or goes on from `state`, which has passed the schema. */
  open(context: OptimizerContext<C>, state?: unknown): Optimizer;
}

/** A network with the weights that an optimizer has found for it: each connection's own, or one that all share. */
export function tunedNetwork(
  { shared }: Pick<OptimizerKind, "shared">,
  genome: Genome,
  weights: readonly number[],
): { readonly genome: Genome; readonly tunedSharedWeight?: number } {
  return shared ? { genome, tunedSharedWeight: weights[0] } : { genome: withWeights(genome, weights) };
}

/** The schema of confirmed weights. */
export function tunedWeights(weights: number) {
  return z.strictObject({
    weights: z.array(z.number()).length(weights),
    generation: z.int().min(0),
    mean: z.number(),
    sd: z.number(),
  });
}

/** Weights of one round that fit in memory at once. */
const MOST_WEIGHTS = 100_000_000;

/** `sets` of individual weights, each with every seed: episodes [set × seed]. */
export function crossSets(sets: readonly ArrayLike<number>[], seeds: readonly number[]) {
  const size = sets[0].length;
  const episodes = sets.length * seeds.length;
  if (episodes * size > MOST_WEIGHTS) {
    throw new UserError(
      `a round of ${episodes} episodes of ${size} weights each: expected up to ${MOST_WEIGHTS} in all`,
    );
  }
  const weights = new Float64Array(episodes * size);
  for (let i = 0; i < episodes; i++) weights.set(sets[Math.floor(i / seeds.length)], i * size);
  return {
    individual: true,
    weights,
    seeds: Uint32Array.from({ length: episodes }, (_, i) => seeds[i % seeds.length]),
  };
}
