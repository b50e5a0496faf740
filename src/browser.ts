/**
 * The library's browser entry, for pages and Web Workers. It needs no special headers: nothing is shared between threads.
 *
 * @example
 * import { loadChampion, openSession } from "wann/browser";
 * const { task, champion } = await loadChampion("champion.json");
 * const session = await openSession(task, champion.genome, 1.5);
 * session.reset(0);
 * const { reward } = session.step();
 *
 * @module wann/browser
 */

import type { Evaluator } from "./evaluate/evaluator.js";
import { loadEvaluator } from "./fetched.js";
import { type Evolution, type Evolved, evolveWith, type Tuned, type Tuning, tuneWith } from "./runs.js";
import { type Task, taskNamed } from "./tasks/registry.js";

export { loadChampion, loadClassifier, loadEvaluator, locateFiles, openSession } from "./fetched.js";
export * from "./library.js";

/**
 * Hands an evaluator for `task` to `use`, and closes it when that has ended, however it does.
 * @param _resources for Node's `withEvaluator`: here there are none to choose.
 */
export async function withEvaluator<T>(
  task: Task,
  _resources: object,
  use: (evaluator: Evaluator) => Promise<T>,
): Promise<T> {
  const evaluator = await loadEvaluator(task);
  try {
    return await use(evaluator);
  } finally {
    await evaluator.close();
  }
}

/**
 * Runs a search on the calling thread. Returns what it has come to: its champion, its digest, and where it stands, from which another
 * call goes on. The same configuration and seed give the same bits as in Node.
 *
 * @example
 * import { evolve, presetNamed } from "wann/browser";
 * const config = { ...presetNamed("quick"), generations: 10 };
 * const { champion } = await evolve({ config, seed: 1, observe: ({ outcome }) => console.log(outcome.best.mean) });
 */
export function evolve(evolution: Evolution): Promise<Evolved> {
  return withEvaluator(taskNamed(evolution.config.task), {}, (evaluator) => evolveWith(evaluator, evolution));
}

/**
 * Tunes a network's weights on the calling thread, for a task that is played step by step. Returns what it has come to: the network
 * with them, their figures, and where it stands.
 */
export function tune(tuning: Tuning): Promise<Tuned> {
  return withEvaluator(tuning.task, {}, (evaluator) => tuneWith(evaluator, tuning));
}
