/** The configuration of a tuning: complete, from an optimizer's usual values and what is laid over them. */
import { type Layer, nameIn, problemOf, resolve, withLaterSettings } from "../config/resolve.js";
import { defaultsOf, type Settings, type Values } from "../config/settings.js";
import { foreignOption, reportedOptions } from "../tasks/options.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import type { OptimizerConfig, OptimizerKind } from "./optimizer.js";
import { OPTIMIZERS, usualOptimizer } from "./registry.js";

/** The settings of an optimizer for a task: its own, then those of the task's options that it may change. */
export function tuningSettingsFor(kind: OptimizerKind, { options }: Pick<Task, "options">): Settings {
  return { ...kind.settings, ...(kind.setsOptions && reportedOptions(options)) };
}

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
  if (!kind.suits(task)) {
    const others = OPTIMIZERS.all.filter(({ suits }) => suits(task)).map(({ name }) => name);
    throw new UserError(`${kind.name}: does not suit ${task.name}: expected one of ${others.join(", ")}`);
  }
  const settings = tuningSettingsFor(kind, task);
  for (const { origin, values: laid } of layers) {
    const foreign = foreignOption(laid, task, TASKS.all);
    if (foreign) throw new UserError(`${origin}: ${foreign}`);
  }
  const base = { ...defaultsOf(settings), ...kind.preset(weights), ...task.tunings[kind.name] };
  const values = resolve({ settings, task }, base, layers);
  return { task: task.name, optimizer: kind.name, ...values } as unknown as OptimizerConfig;
}

/** Checks that `given` is a complete configuration. Throws a UserError as `resolveTuning` does. */
export function checkTuning(given: Values, origin: string, optimizers = OPTIMIZERS, tasks = TASKS): OptimizerConfig {
  const { task: taskName, optimizer, ...written } = given;
  const task = tasks.named(nameIn(given, "task", origin), `${origin}: task`);
  const kind = optimizers.named(nameIn(given, "optimizer", origin), `${origin}: optimizer`);
  const settings = tuningSettingsFor(kind, task);
  const values = withLaterSettings(settings, written);
  const problem = problemOf({ settings, task }, values);
  if (problem) throw new UserError(`${origin}: ${problem}`);
  return { task: taskName, optimizer, ...values } as unknown as OptimizerConfig;
}
