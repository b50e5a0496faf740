/** How a task's networks are tuned unless told otherwise. */
import type { Task } from "../config/tasks.js";
import { checkTuneConfig, type TuneConfig } from "../config/tuning.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { defaultPopulation } from "../tune/cma.js";
import { UserError } from "../user-error.js";

export const CMA = { generations: 500, episodes: 32, confirmEpisodes: 200, stepSize: 0.3 };
/** Sixty batches are as many images as there are to train on. */
export const ADAM = { generations: 60, batches: 60, learningRate: 0.01, confirmEpisodes: 10 };

export interface TuneOptions {
  readonly generations?: number;
  readonly population?: number;
  readonly episodes?: number;
  readonly confirm?: number;
  readonly stepSize?: number;
  readonly patience?: number;
  /** False with --no-fall-penalty. */
  readonly fallPenalty?: boolean;
}

/** By gradients where the task classifies, else by evolution. Throws a UserError where an option is not for that. */
export function tuningConfig(task: Task, genome: Genome, options: TuneOptions): TuneConfig {
  const { generations, population, episodes, confirm, stepSize, patience, fallPenalty } = options;
  if (fallPenalty === false && !task.walks) {
    throw new UserError(`--no-fall-penalty: nothing falls in ${task.name}: expected a walker's task`);
  }
  if (task.classifies) {
    for (const [option, value] of Object.entries({ population, patience })) {
      if (value === undefined) continue;
      throw new UserError(`--${option} ${value}: ${task.name} is tuned by gradients: expected none`);
    }
    const adam = {
      method: "adam",
      generations: generations ?? ADAM.generations,
      batches: episodes ?? ADAM.batches,
      learningRate: stepSize ?? ADAM.learningRate,
      confirmEpisodes: confirm ?? ADAM.confirmEpisodes,
    };
    return checkTuneConfig(adam, "options");
  }
  const cma = {
    method: "cma",
    population: population ?? defaultPopulation(pack(genome).order.length),
    generations: generations ?? CMA.generations,
    episodes: episodes ?? CMA.episodes,
    confirmEpisodes: confirm ?? CMA.confirmEpisodes,
    stepSize: stepSize ?? CMA.stepSize,
    ...(patience !== undefined && { patience }),
    ...(fallPenalty === false && { fallPenalty }),
  };
  return checkTuneConfig(cma, "options");
}

/**
 * How a network is tuned for the paper's table: stage after stage, each from the weights that the one before came to. A fully
 * connected walker has to learn to walk before it learns not to fall, and then goes in ever smaller steps.
 */
export function tuningStages(task: Task, network: "wann" | "fixed"): readonly TuneOptions[] {
  return STAGES[`${task.name} ${network}`] ?? [{}];
}

const STAGES: Readonly<Record<string, readonly TuneOptions[]>> = {
  "swingup wann": [{ episodes: 64, confirm: 1000 }],
  "swingup fixed": [{ stepSize: 1, population: 48, episodes: 16, confirm: 1000, generations: 600 }],
  "biped fixed": [
    { stepSize: 0.2, population: 256, episodes: 1, confirm: 32, patience: 100, fallPenalty: false, generations: 380 },
    { stepSize: 0.08, population: 128, episodes: 4, confirm: 128, generations: 77 },
    { stepSize: 0.035, population: 128, episodes: 4, confirm: 128, generations: 25 },
    { stepSize: 0.05, population: 512, episodes: 1, confirm: 64, generations: 30 },
    { stepSize: 0.018, population: 512, episodes: 1, confirm: 64, generations: 94 },
  ],
};
