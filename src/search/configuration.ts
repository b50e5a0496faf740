/** The configuration of a search: complete, from a preset and what is laid over it. */
import type { Preset } from "../config/preset.js";
import { type Layer, nameIn, problemOf, resolve, withLaterSettings } from "../config/resolve.js";
import { defaultsOf, type Settings, type Values } from "../config/settings.js";
import { foreignOption, scheduledOptions, schedulesProblem } from "../tasks/options.js";
import { PRESETS } from "../tasks/presets.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { MOST_EPISODES } from "./episodes.js";
import { SEARCHES } from "./registry.js";
import type { SearchConfig, SearchKind } from "./search.js";

/**
 * The complete configuration of a preset.
 * @param origin where the name came from, for the error line.
 */
export function presetNamed(name: string, origin?: string, searches = SEARCHES): SearchConfig {
  return resolveConfig(PRESETS.named(name, origin), [], searches);
}

/** The settings of a search for a task: the search's own, then the task's options. */
export function settingsFor(kind: SearchKind, { options }: Pick<Task, "options">): Settings {
  return { ...kind.settings, ...scheduledOptions(options) };
}

/**
 * A complete configuration from a preset, or from a complete configuration, and what is laid over it, later layers over earlier ones.
 * Throws a UserError that names the layer, the key, the value and what was expected.
 *
 * @example
 * import { presetNamed, resolveConfig } from "wann";
 * const values = { population: 64, generations: 100 };
 * const config = resolveConfig(presetNamed("swingup"), [{ origin: "my settings", values }]);
 */
export function resolveConfig(
  from: Preset | SearchConfig,
  layers: readonly Layer[],
  searches = SEARCHES,
  tasks = TASKS,
): SearchConfig {
  const kind = searches.named(from.search);
  const task = tasks.named(from.task);
  const settings = settingsFor(kind, task);
  const base = "values" in from ? from.values : without(from);
  const over = layers.map((layer) => ({ ...layer, values: own(layer, task, kind, tasks) }));
  const values = resolve({ settings, task }, { ...defaultsOf(settings), ...base }, over);
  const config = { task: task.name, search: kind.name, ...values } as unknown as SearchConfig;
  const problem = configProblem(kind, config, task);
  if (problem) throw new UserError(`${originOf(problem, layers)}: ${problem}`);
  return config;
}

/** What is wrong with a configuration as a whole, or undefined. */
function configProblem(kind: SearchKind, config: SearchConfig, task: Task): string | undefined {
  return kind.problem?.(config, task) ?? schedulesProblem(task.options, config) ?? sizeProblem(kind, config);
}

/** Generations whose size is looked at before a run begins: stages come sooner, as a rule. */
const MOST_LOOKED_AT = 4096;

/** What is wrong with the size of a generation, or undefined. */
function sizeProblem(kind: SearchKind, config: SearchConfig): string | undefined {
  // Stages may make a later one the largest; after the last of them none is larger than the one before.
  const generations = Math.min(config.generations, MOST_LOOKED_AT);
  const rollouts = kind.workload({ ...config, generations }).reduce((most, each) => Math.max(most, each.rollouts), 0);
  if (rollouts <= MOST_EPISODES) return undefined;
  return `a generation of ${rollouts} rollouts: expected up to ${MOST_EPISODES}: fewer networks, weights or episodes`;
}

/** Where a problem came from: the last layer that names its key, or where none does, the last one. */
function originOf(problem: string, layers: readonly Layer[]): string {
  const key = /^\w+/.exec(problem)?.[0] ?? "";
  const layer = layers.findLast(({ values }) => Object.hasOwn(values, key)) ?? layers.at(-1);
  return layer?.origin ?? "the configuration";
}

/**
 * Checks that `given` is a complete configuration. Throws a UserError that names origin, key, value and what was expected.
 * @param origin where it came from, for the error line.
 */
export function checkConfig(given: Values, origin: string, searches = SEARCHES, tasks = TASKS): SearchConfig {
  const { task: taskName, search, ...written } = given;
  const task = tasks.named(nameIn(given, "task", origin), `${origin}: task`);
  const kind = searches.named(nameIn(given, "search", origin), `${origin}: search`);
  const settings = settingsFor(kind, task);
  const values = withLaterSettings(settings, written);
  const config = { task: taskName, search, ...values } as unknown as SearchConfig;
  const problem = problemOf({ settings, task }, values) ?? configProblem(kind, config, task);
  if (problem) throw new UserError(`${origin}: ${problem}`);
  return config;
}

/** What a layer says besides the task and the search, which must be those in hand. */
function own({ origin, values }: Layer, task: Task, kind: SearchKind, tasks: typeof TASKS): Values {
  const { task: named, search, ...rest } = values;
  if (named !== undefined && tasks.named(nameIn(values, "task", origin), `${origin}: task`) !== task) {
    throw new UserError(`${origin}: task: ${JSON.stringify(named)}: expected "${task.name}"`);
  }
  if (search !== undefined && search !== kind.name) {
    throw new UserError(`${origin}: search: ${JSON.stringify(search)}: expected "${kind.name}"`);
  }
  const foreign = foreignOption(rest, task, tasks.all);
  if (foreign) throw new UserError(`${origin}: ${foreign}`);
  return rest;
}

function without({ task: _, search: __, ...values }: SearchConfig): Values {
  return values as unknown as Values;
}
