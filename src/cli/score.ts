/** A task's score for commands: how it is taken, with a bar for as long as a weight profile takes. */
import type { Evaluator } from "../evaluate/evaluator.js";
import type { WeightProfile } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import { loadClassifier } from "../index.js";
import { accuracyScore } from "../score/accuracy.js";
import { returnScore, type Score } from "../score/score.js";
import type { Task } from "../tasks/task.js";
import { progressBar } from "./progress.js";

/** What a score is taken over, where it is returns: so many episodes from `seed` on. */
export interface ScorePlan {
  readonly episodes: number;
  readonly seed: number;
  /** The folder of images, where they are not in the usual place. */
  readonly data?: string | undefined;
}

/** The score of a task: accuracies over its test images, or returns. Throws a UserError where images are missing. */
export async function scoreOf(task: Task, evaluator: Evaluator, { episodes, seed, data }: ScorePlan): Promise<Score> {
  if (task.kind === "control") return returnScore(evaluator, episodes, seed);
  const { kernel, images } = await loadClassifier(task, data);
  return accuracyScore(kernel, images.test, seed);
}

/** A weight profile with a bar. */
export async function profiled(
  score: Score,
  genome: Genome,
  plan: { readonly weights: number; readonly episodes: number },
): Promise<WeightProfile> {
  const bar = progressBar("weight", 0, plan.weights, { passing: true });
  try {
    return await score.profile(genome, plan, (done) => bar.update(done, "weight profile"));
  } finally {
    bar.stop();
  }
}
