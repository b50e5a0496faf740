/** The file batch.json in the folder of several runs: what each of them is, so that all of them can be gone on with. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Values } from "../config/settings.js";
import { type DocumentKind, readDocument } from "../document.js";
import { LARGEST_SEED } from "../largest-seed.js";
import { UserError } from "../user-error.js";
import { nextConfig } from "./run-file.js";
import { readText } from "./text-file.js";

const schema = z.strictObject({
  /** One run each, in this order. */
  seeds: z.array(z.int().min(0).max(LARGEST_SEED)).min(1),
  /** Complete, of a search. */
  config: z.record(z.string(), z.unknown()),
  /** The folder of another run, where they begin with its networks. */
  start: z.string().nullable(),
});

export type BatchFile = Readonly<z.infer<typeof schema>>;

export const BATCH_FILE: DocumentKind<BatchFile> = {
  format: "wann-batch",
  version: 2,
  what: "the batch.json of several runs",
  schema,
  hashedFrom: 1,
  migrations: {
    1: ({ start, config, ...old }) => ({
      ...old,
      config: nextConfig(config as Values, 3),
      start: folderOf(start as FirstStart | null),
    }),
  },
};

/** Where the first ones began, and what the networks were made first. */
interface FirstStart {
  readonly folder: string;
  readonly bangBang: boolean;
  readonly squared: string | null;
}

function folderOf(start: FirstStart | null): string | null {
  if (start === null) return null;
  const { folder, bangBang, squared } = start;
  if (bangBang === false && squared === null) return folder;
  throw new UserError("start: expected networks as they are: this version makes them neither bang-bang nor squared");
}

const NAME = "batch.json";

export function batchPath(folder: string): string {
  return join(folder, NAME);
}

/** The folder of the run with a seed. */
export function batchRun(folder: string, seed: number): string {
  return join(folder, `seed${seed}`);
}

/** What a folder says of its runs; undefined where it is not one of several. Throws a UserError where the file is damaged. */
export function readBatch(folder: string): BatchFile | undefined {
  const path = batchPath(folder);
  return existsSync(path) ? readDocument(BATCH_FILE, readText(path, BATCH_FILE.what), path) : undefined;
}
