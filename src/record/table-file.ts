/** The file table.json in the folder of a table that is made from nothing: what its searches are, so that it can be gone on with. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Values } from "../config/settings.js";
import { type DocumentKind, readDocument, writeDocument } from "../document.js";
import { LARGEST_SEED } from "../largest-seed.js";
import { NETWORKS } from "../tasks/network.js";
import { writeAtomic } from "./atomic.js";
import { nextConfig } from "./run-file.js";
import { readText } from "./text-file.js";
import { createWhole } from "./whole-folder.js";

const schema = z.strictObject({
  task: z.string(),
  /** Of the searches. */
  seeds: z.array(z.int().min(0).max(LARGEST_SEED)).min(1),
  /** What each search was to take, where that was said; its generations are in its configuration. */
  hours: z.number().positive().nullable(),
  /** The only network it has, where one was named. */
  only: z.enum(NETWORKS).nullable(),
  /** Complete, by network. */
  searches: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** Seconds that each of these searches was estimated to take, by network. */
  estimated: z.record(z.string(), z.number()),
});

export type TableFile = Readonly<z.infer<typeof schema>>;

const TABLE_FILE: DocumentKind<TableFile> = {
  format: "wann-table",
  version: 3,
  what: "the table.json of a table made from nothing",
  schema,
  hashedFrom: 1,
  migrations: {
    1: ({ searches, ...old }) => ({
      ...old,
      searches: Object.fromEntries(
        Object.entries(searches as Record<string, Values>).map(([network, config]) => [network, nextConfig(config, 3)]),
      ),
    }),
    2: (old) => ({ ...old, only: null }),
  },
};

const NAME = "table.json";

/** What a folder says of its table; undefined where it is none of one. Throws a UserError where the file is damaged. */
export function readTable(folder: string): TableFile | undefined {
  const path = join(folder, NAME);
  return existsSync(path) ? readDocument(TABLE_FILE, readText(path, TABLE_FILE.what), path) : undefined;
}

/** Makes the folder of a table. Throws a UserError where it cannot. */
export function createTable(folder: string, table: TableFile): void {
  createWhole(folder, (made) => writeAtomic(join(made, NAME), writeDocument(TABLE_FILE, table, 2)));
}
