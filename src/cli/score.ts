/** A task's score for commands: how it is taken. */
import { type Counter, counted, type Evaluator } from "../evaluate/evaluator.js";
import { loadClassifier } from "../index.js";
import { accuracyScore } from "../score/accuracy.js";
import { returnScore, type Score } from "../score/score.js";
import type { Task } from "../tasks/task.js";

/** What a score is taken over, where it is returns: so many episodes from `seed` on. */
export interface ScorePlan {
  readonly episodes: number;
  readonly seed: number;
  /** The folder of images, where they are not in the usual place. */
  readonly data?: string | undefined;
}

/**
 * The score of a task: accuracies over its test images, or returns. Throws a UserError where images are missing.
 * @param counter counts episodes, or weights that are tried on the images.
 */
export async function scoreOf(
  task: Task,
  evaluator: Evaluator,
  { episodes, seed, data }: ScorePlan,
  counter: Counter,
): Promise<Score> {
  if (task.kind === "control") return returnScore(counted(evaluator, counter), episodes, seed);
  const { kernel, images } = await loadClassifier(task, data);
  return accuracyScore(kernel, images.test, seed, counter);
}
