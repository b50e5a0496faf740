/** The configuration that `wann evolve`'s options come to: a preset, a file over it, options over both. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { type Config, parseSetting } from "../config/config.js";
import { fromOriginal, isOriginal } from "../config/original.js";
import { PRESETS, presetNamed, resolveConfig } from "../config/presets.js";
import { UserError } from "../user-error.js";
import { collect, whole } from "./options.js";
import { notice } from "./progress.js";

export interface ConfigOptions {
  readonly preset?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly generations?: number;
  readonly population?: number;
}

/** Gives `command` the options that a search's configuration comes of. */
export function configOptions(command: Command): Command {
  return command
    .option("--preset <name>", `named configuration: ${Object.keys(PRESETS).join(", ")} (default: the task's own)`)
    .option("--config <file>", "JSON with settings of ours or of the original code")
    .option("--set <key=value>", "one setting of a run's config.json; may be given several times", collect)
    .option("--generations <n>", "generations to run", whole("--generations", 1, 1_000_000))
    .option("--population <n>", "networks a generation", whole("--population", 2, 1_000_000));
}

/**
 * The complete configuration for `task`. A parameter file of the original code is laid over the paper's preset, any other
 * over the task's own.
 * Throws a UserError that names the option or file at fault.
 */
export function configOf(task: string, options: ConfigOptions): Config {
  const file = options.config === undefined ? undefined : readConfigFile(options.config);
  const preset = presetNamed(options.preset ?? (file?.original ? `${task}-paper` : task));
  if (preset.task !== task)
    throw new UserError(`--preset ${options.preset}: for ${preset.task}: expected one for ${task}`);
  const layers: { origin: string; values: Record<string, unknown> }[] = [];
  if (file) layers.push({ origin: file.path, values: file.values });
  const { generations, population } = options;
  if (generations) layers.push({ origin: "--generations", values: { generations } });
  if (population) layers.push({ origin: "--population", values: { population } });
  for (const setting of options.set ?? []) layers.push({ origin: `--set ${setting}`, values: parseSetting(setting) });
  const config = resolveConfig(preset, layers);
  if (config.task !== task)
    throw new UserError(`${options.config ?? "--set"}: task: "${config.task}": expected "${task}"`);
  return config;
}

interface ConfigFile {
  readonly path: string;
  /** Whether it is a parameter file of the original code. */
  readonly original: boolean;
  readonly values: Record<string, unknown>;
}

function readConfigFile(path: string): ConfigFile {
  let values: unknown;
  try {
    values = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason =
      error instanceof SyntaxError ? "not JSON" : `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new UserError(`--config ${path}: ${reason}: expected a JSON file with settings`);
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new UserError(`--config ${path}: expected a JSON object with settings`);
  }
  if (!isOriginal(values as Record<string, unknown>)) {
    return { path, original: false, values: values as Record<string, unknown> };
  }
  const translated = fromOriginal(values as Record<string, unknown>, path);
  for (const warning of translated.warnings) notice(warning);
  return { path, original: true, values: translated.values };
}
