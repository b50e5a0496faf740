/** The configuration of a tuning: complete, from an optimizer's usual values and what is laid over them. */
import { effortFor } from "../config/efforts.js";
import { type Layer, nameIn, problemOf, resolve } from "../config/resolve.js";
import { defaultsOf, type Values } from "../config/settings.js";
import { type Task, taskNamed } from "../config/tasks.js";
import { UserError } from "../user-error.js";
import type { OptimizerConfig, OptimizerKind } from "./optimizer.js";
import { OPTIMIZERS, usualOptimizer } from "./registry.js";

/**
 * The complete configuration. Throws a UserError that names the layer, the key, the value and what was expected.
 * @param weights how many are tuned.
 * @param kind the task's usual one, unless given.
 */
export function resolveTuning(
  task: Task,
  weights: number,
  layers: readonly Layer[] = [],
  kind: OptimizerKind = usualOptimizer(task),
): OptimizerConfig {
  if (!kind.suits(task)) throw new UserError(`${kind.name}: does not suit ${task.name}: its loss has no gradients`);
  const base = { ...defaultsOf(kind.settings), ...kind.preset(weights), ...effortFor(task, kind.name) };
  const values = resolve({ settings: kind.settings, task }, base, layers);
  return { task: task.name, optimizer: kind.name, ...values } as unknown as OptimizerConfig;
}

/** Checks that `given` is a complete configuration. Throws a UserError as `resolveTuning` does. */
export function checkTuning(given: Values, origin: string, optimizers = OPTIMIZERS): OptimizerConfig {
  const { task: _, optimizer: __, ...values } = given;
  const task = taskNamed(nameIn(given, "task", origin), `${origin}: task`);
  const kind = optimizers.named(nameIn(given, "optimizer", origin), `${origin}: optimizer`);
  const problem = problemOf({ settings: kind.settings, task }, values);
  if (problem) throw new UserError(`${origin}: ${problem}`);
  return given as unknown as OptimizerConfig;
}
