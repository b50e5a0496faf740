/** A run's config.json: all that determines it. Old runs are read through migrations. */
import * as z from "zod";
import { BUDGET_KEYS } from "../config/run-settings.js";
import type { Values } from "../config/settings.js";
import type { Task } from "../config/tasks.js";
import { type DocumentKind, hashOf } from "../document.js";
import { configFromZeros } from "../search/wann/migrations.js";

export const LARGEST_SEED = 2 ** 32 - 1;

export const hash = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");

const schema = z.strictObject({
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
  /** What the build that began it does in a few fixed rollouts; null of runs from before that was noted. */
  behaviour: hash.nullable(),
  /** Builds that do other things there, and the generation from which on each ran. */
  otherBuilds: z.array(z.strictObject({ generation: z.int().min(0), behaviour: hash })),
});

export type RunFile = Readonly<z.infer<typeof schema>>;

export const RUN_FILE: DocumentKind<RunFile> = {
  format: "wann-run",
  version: 2,
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
  },
};

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

/** A tuning's values with its champion's task, where they do not name it. */
export function completed(task: Task, values: Values): Values {
  if (values.task !== undefined) return values;
  const fallPenalty = task.walks ? values.fallPenalty : null;
  return { task: task.name, ...values, ...("fallPenalty" in values && { fallPenalty }) };
}
