/** The optimizers. A new one is a file here and a row; a task's networks are tuned by the first that suits it. */

import { Registry } from "../registry.js";
import type { Task } from "../tasks/registry.js";
import { ADAM } from "./adam.js";
import { CMA } from "./cma.js";
import { CMA_NUMBERS } from "./cma-numbers.js";
import type { OptimizerKind } from "./optimizer.js";
import { SHARED_WEIGHT } from "./shared-weight.js";

/** All optimizers, by name. */
export const OPTIMIZERS: Registry<OptimizerKind> = new Registry<OptimizerKind>("optimizer", [
  ADAM,
  CMA,
  CMA_NUMBERS,
  SHARED_WEIGHT,
]);

/** The optimizer of a task's networks, unless told otherwise. */
export function usualOptimizer(task: Task, optimizers = OPTIMIZERS): OptimizerKind {
  const found = optimizers.all.find(({ suits }) => suits(task));
  if (!found) throw new Error(`no optimizer suits ${task.name}`);
  return found;
}
