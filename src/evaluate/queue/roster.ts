/**
 * Who is there: each worker and each coordinator keeps a line about itself in Redis, which goes when it does. All keys begin
 * with `wann:`; jobs lie in a hash and answers in another for each run, tickets in BullMQ's queue for each wasm.
 */
import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import * as z from "zod";
import { OUTSIDE_WASM } from "../../own/wasm.js";
import { TASKS } from "../../tasks/registry.js";
import { readAssets, readWasm } from "../task-files.js";
import { printable } from "./messages.js";

/** What all keys begin with. */
export const PREFIX = "wann";

/** Milliseconds between two renewals of a line, and how long it stays without one. */
export const BEAT_MS = 2000;
const LINE_MS = 10_000;

/** Characters of a line that are read. */
const LONGEST_LINE = 4096;

/** Keys that a step of a scan looks at. */
const SCAN_COUNT = 1000;

/** Where a run's jobs lie, and where workers put the answers. */
export const jobsKey = (run: string) => `${PREFIX}:jobs:${run}`;
export const answersKey = (run: string) => `${PREFIX}:answers:${run}`;

const text = z.string().transform((value) => printable(value));
const count = z.number().min(0);

const LINES = {
  worker: z.object({
    host: text,
    wasm: text,
    cores: count,
    /** Rollouts, and their rate a second of late. */
    rollouts: count,
    rate: count,
    /** Jobs answered, rejected as malformed, and passed over because nobody waits for them. */
    jobs: count,
    rejected: count,
    stale: count,
  }),
  coordinator: z.object({
    host: text,
    wasm: text,
    task: text,
    /** Jobs answered, out, and given again because they or their workers were lost, or were slow. */
    jobs: count,
    out: count,
    lost: count,
    late: count,
  }),
};

export type Kind = keyof typeof LINES;
export type Line<K extends Kind> = z.infer<(typeof LINES)[K]>;

/** Writes or renews the line of `id`. */
export async function writeLine<K extends Kind>(redis: Redis, kind: K, id: string, line: Line<K>): Promise<void> {
  await redis.set(`${PREFIX}:${kind}:${id}`, JSON.stringify(line), "PX", LINE_MS);
}

export async function dropLine(redis: Redis, kind: Kind, id: string): Promise<void> {
  await redis.del(`${PREFIX}:${kind}:${id}`);
}

/** The lines of all that are there, each with its id; what is no line is passed over. */
export async function readLines<K extends Kind>(redis: Redis, kind: K): Promise<(Line<K> & { readonly id: string })[]> {
  const keys = new Set<string>();
  for await (const some of redis.scanStream({ match: `${PREFIX}:${kind}:*`, count: SCAN_COUNT })) {
    for (const key of some as string[]) keys.add(key);
  }
  const lines = await Promise.all(
    Array.from(keys, async (key) => [key, await redis.getrange(key, 0, LONGEST_LINE - 1)] as const),
  );
  return lines.flatMap(([key, line]) => {
    const { data } = LINES[kind].safeParse(parsed(line));
    return data ? [{ ...(data as Line<K>), id: printable(key.slice(`${PREFIX}:${kind}:`.length)) }] : [];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** SHA-256, in hex, of the wasm and assets of all tasks that come with the program: only those with the same ones work together. */
export async function wasmHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const task of TASKS.all) {
    for (const bytes of [await readWasm(task), ...(await readAssets(task))]) hash.update(bytes);
  }
  hash.update(await readWasm({ wasm: OUTSIDE_WASM }));
  return hash.digest("hex");
}

/** The name of BullMQ's queue of those with that wasm. */
export function queueName(wasm: string): string {
  return `queue-${wasm.slice(0, 16)}`;
}
