/** A run's config.json: all that determines it. Old runs are read through migrations. */
import * as z from "zod";
import { BUDGET_KEYS } from "../config/run-settings.js";
import type { Values } from "../config/settings.js";
import { type DocumentKind, hashOf } from "../document.js";
import { LARGEST_SEED } from "../largest-seed.js";
import { SEARCHES } from "../search/registry.js";
import { configFromZeros } from "../search/wann/migrations.js";
import { taskNamed } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";

export const hash = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");

const schema = z.strictObject({
  /** What the run is known by, where it was begun with an earlier version of this file; null: `runId`. */
  id: hash.nullable(),
  seed: z.int().min(0).max(LARGEST_SEED),
  /** Complete: of a search or of an optimizer, which it names. */
  config: z.record(z.string(), z.unknown()),
  /**
   * SHA-256 of what it begins with: the champion of a tuning, as its file has it; the state of a search that begins with another run's
   * networks. Null of other searches.
   */
  start: hash.nullable(),
  /** SHA-256 of what its episodes are made of or seen through. */
  assets: z.strictObject({ images: hash.nullable(), encoder: hash.nullable() }),
  /** Of a task of Gymnasium's, what ran its episodes when it began: versions of programs, and the environment as Gymnasium has it. */
  environment: z
    .strictObject({ python: z.string(), numpy: z.string(), gymnasium: z.string(), spec: z.string() })
    .optional(),
  /** What the build that began it does in a few fixed rollouts; null of runs from before that was noted. */
  behaviour: hash.nullable(),
  /** Builds that do other things there, and the generation from which on each ran. */
  otherBuilds: z.array(z.strictObject({ generation: z.int().min(0), behaviour: hash })),
});

export type RunFile = Readonly<z.infer<typeof schema>>;

export const RUN_FILE: DocumentKind<RunFile> = {
  format: "wann-run",
  version: 4,
  what: "the config.json of a run",
  schema,
  hashedFrom: 2,
  // The first ones had the program's version.
  unnamedVersion: ({ version }) => (typeof version === "string" ? 1 : undefined),
  migrations: {
    1: ({ seed, config, tune }) => ({
      seed,
      config: config ? configFromZeros(config as Values) : tuningFromMethod(tune as Values),
      start: null,
      assets: { images: null, encoder: null },
      behaviour: null,
      otherBuilds: [],
    }),
    2: (old) => ({ id: runId(old as unknown as RunFile), ...old, config: withOptions(old.config as Values) }),
    3: (old) => ({ ...old, id: idOf(old as unknown as RunFile), config: nextConfig(old.config as Values, 3) }),
  },
};

/** What a run is known by, whatever version of the file it was begun with. */
export function idOf(file: RunFile): string {
  return file.id ?? runId(file);
}

/**
 * What a run is known by: all of its configuration but its budget, its seed, and what it begins with. A tuning's task is its
 * champion's, which the first ones left to that.
 */
export function runId({ config, seed, start }: Pick<RunFile, "config" | "seed" | "start">): string {
  const free: readonly string[] = "optimizer" in config ? [...BUDGET_KEYS, "task"] : BUDGET_KEYS;
  const keys = Object.keys(config)
    .filter((key) => !free.includes(key))
    .sort();
  const known = [seed, keys.map((key) => [key, config[key]]), ...(start === null ? [] : [start])];
  return hashOf(JSON.stringify(known));
}

/** The values of a tuning of version 1, which did not name its task: `completed` adds what follows from that. */
export function tuningFromMethod({ method, ...values }: Values): Values {
  const { patience = null, fallPenalty = true } = values;
  const own = method === "cma" ? { patience, fallPenalty: fallPenalty === false ? null : true } : {};
  return { optimizer: method, untilReturn: null, maxRollouts: null, ...values, ...own };
}

/** A configuration as version `version` of this file had it, made into that of the next. Other files that hold some take this, too. */
export function nextConfig(config: Values, version: number): Values {
  const kind = SEARCHES.all.find(({ name }) => name === config.search);
  return kind?.migrations?.[version]?.(config) ?? config;
}

/** A configuration of version 2 with its task's options, and no others. */
function withOptions(config: Values): Values {
  if (config.search !== undefined) return nextConfig(config, 2);
  return config.task === undefined ? config : ofTask(taskNamed(config.task as string), config);
}

/** A tuning's values with its champion's task, where they do not name it. */
export function completed(task: Task, values: Values): Values {
  return values.task === undefined ? { task: task.name, ...ofTask(task, values) } : values;
}

/** A tuning's values without options that its task does not have. */
function ofTask({ options }: Task, { fallPenalty, ...values }: Values): Values {
  return fallPenalty !== undefined && "fallPenalty" in options ? { ...values, fallPenalty } : values;
}
