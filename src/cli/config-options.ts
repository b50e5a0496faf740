/** The configuration that a command's options come to: a preset, a file over it, options over both. */
import type { Command } from "commander";
import type { Preset } from "../config/preset.js";
import type { Layer } from "../config/resolve.js";
import type { Values } from "../config/settings.js";
import { readDocument, requireShallow } from "../document.js";
import { nextConfig, RUN_FILE } from "../record/run-file.js";
import { repeatedKey } from "../repeated-key.js";
import { oneLine } from "../schema-problem.js";
import { resolveConfig } from "../search/configuration.js";
import { SEARCHES } from "../search/registry.js";
import type { SearchConfig } from "../search/search.js";
import { fromOriginal, isOriginal } from "../search/wann/original.js";
import { PRESETS, usualPreset } from "../tasks/presets.js";
import { type Task, taskNamed } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { collect, finite, whole } from "./options.js";
import { notice } from "./progress.js";
import { readIn } from "./streams.js";

export interface BudgetOptions {
  readonly generations?: number;
  readonly untilReturn?: number;
  readonly maxRollouts?: number;
}

export interface ConfigOptions extends BudgetOptions {
  readonly preset?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly population?: number;
}

/** Gives `command` the options of a run's budget. */
export function budgetOptions(command: Command): Command {
  return command
    .option("--generations <n>", "generations to run", whole("--generations", 1, 1_000_000))
    .option("--until-return <r>", "end once the confirmed champion's mean return is this", finite("--until-return"))
    .option(
      "--max-rollouts <n>",
      "begin no generation after so many rollouts",
      whole("--max-rollouts", 1, Number.MAX_SAFE_INTEGER),
    );
}

/** Gives `command` the options that a search's configuration comes of. */
export function configOptions(command: Command): Command {
  return command
    .option(
      "--preset <name>",
      `named configuration: ${PRESETS.all.map(({ name }) => name).join(", ")} (default: the task's own)`,
    )
    .option("--config <file>", "JSON with settings: ours, a run's config.json, or the original code's")
    .option("--set <key=value>", "one setting, as wann config lists them; may be given several times", collect)
    .option("--population <n>", "networks a generation", whole("--population", 2, 1_000_000));
}

/**
 * What options say, each as a layer of its own. Throws a UserError where two of them set the same key: one of them would have no effect.
 */
export function optionLayers(options: BudgetOptions & Pick<ConfigOptions, "population" | "set">): Layer[] {
  const { population } = options;
  const layers = [
    ...budgetLayers(options),
    ...(population === undefined ? [] : [{ origin: "--population", values: { population } }]),
    ...(options.set ?? []).map((setting) => ({ origin: `--set ${setting}`, values: parseSetting(setting) })),
  ];
  const setBy = new Map<string, string>();
  for (const { origin, values } of layers) {
    for (const key of Object.keys(values)) {
      const other = setBy.get(key);
      if (other !== undefined) throw new UserError(`${other} and ${origin}: expected one of them`);
      setBy.set(key, origin);
    }
  }
  return layers;
}

/** What options say of a budget, each as a layer of its own. */
export function budgetLayers({ generations, untilReturn, maxRollouts }: BudgetOptions): Layer[] {
  const given = {
    "--generations": { generations },
    "--until-return": { untilReturn },
    "--max-rollouts": { maxRollouts },
  };
  return Object.entries(given).flatMap(([origin, values]) =>
    Object.values(values)[0] === undefined ? [] : [{ origin, values }],
  );
}

/**
 * The complete configuration for `task`. A parameter file of the original code is laid over the paper's preset, any other
 * over the task's usual one. Throws a UserError that names the option or file at fault.
 * @param given the task, where the command names one; else the file does.
 * @param search whose usual preset it is, where nothing that is given says so.
 */
export function configOf(given: Task | undefined, options: ConfigOptions, search?: string): SearchConfig {
  const file = options.config === undefined ? undefined : readSettings(options.config);
  const task = given ?? taskOfFile(file?.layer);
  const preset =
    options.preset === undefined
      ? usualFor(task, file?.layer.values.search ?? search, file?.original)
      : PRESETS.named(options.preset, "--preset");
  if (preset.task !== task.name) {
    throw new UserError(`--preset ${options.preset}: for ${preset.task}: expected one for ${task.name}`);
  }
  return resolveConfig(preset, [...(file ? [file.layer] : []), ...optionLayers(options)]);
}

function taskOfFile(file: Layer | undefined): Task {
  if (typeof file?.values.task === "string") return taskNamed(file.values.task, `${file.origin}: task`);
  throw new UserError(`missing task: expected one${file ? `, or a file that names one: ${file.origin} does not` : ""}`);
}

/** The preset under a file of settings: of the search that it names, if there is such a search; with the paper's values, where they are asked for. */
function usualFor(task: Task, search: unknown, original = false): Preset {
  const known = SEARCHES.all.some(({ name }) => name === search) ? (search as string) : undefined;
  const papers = original ? task.presets.find((each) => each.paper && each.search === known) : undefined;
  return papers ?? usualPreset(task.name, known);
}

/** The value of a `--set`: JSON where it is JSON, else a string. */
function parseSetting(setting: string): Values {
  const equals = setting.indexOf("=");
  if (equals < 1) throw new UserError(`--set ${setting}: expected key=value`);
  const text = setting.slice(equals + 1);
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {}
  if (value !== text) requireOnce(text, `--set ${setting}`);
  return { [setting.slice(0, equals)]: value };
}

/** Throws a UserError where a JSON text gives a key twice: one of them would have no effect. */
function requireOnce(text: string, origin: string): void {
  const key = repeatedKey(text);
  if (key !== undefined) throw new UserError(`${origin}: ${key}: given twice: expected each key once`);
}

/** Whether a file is a run's config.json, of any version. */
function isRunFile(file: Values): boolean {
  return file.format === RUN_FILE.format || RUN_FILE.unnamedVersion?.(file) !== undefined;
}

/** Settings as `wann config --json` wrote them, before or today. */
function ofToday(values: Values, origin: string): Values {
  try {
    return nextConfig(values, 3);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${origin}: ${error.message}`) : error;
  }
}

/** A file of settings, and whether it is a parameter file of the original code. */
function readSettings(path: string): { layer: Layer; original: boolean } {
  const origin = `--config ${path}`;
  const text = readIn(path, "a JSON file with settings");
  requireShallow(text, origin);
  let values: unknown;
  try {
    values = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UserError(
      `${origin}: not JSON (${oneLine((error as Error).message)}): expected a JSON file with settings`,
    );
  }
  requireOnce(text, origin);
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new UserError(`${origin}: expected a JSON object with settings`);
  }
  if (isRunFile(values as Values)) {
    return { layer: { origin, values: readDocument(RUN_FILE, text, path).config, whole: true }, original: false };
  }
  if (!isOriginal(values)) {
    return { layer: { origin: path, values: ofToday(values as Values, path), whole: true }, original: false };
  }
  const { values: translated, warnings } = fromOriginal(values as Record<string, unknown>, path);
  for (const warning of warnings) notice(warning);
  return { layer: { origin: path, values: translated }, original: true };
}
