/** What all run folders have in common: they are new when a run begins, and can be read when it goes on. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import { writeAtomic } from "./atomic.js";

/** A checkpoint is due when this many times the last one's cost has passed: about 2% of a run goes into them. */
export const CHECKPOINT_SHARE = 50;

/** Throws a UserError where `path` is neither free nor an empty folder. */
export function requireFree(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) throw new UserError(`--out ${path}: not a folder: expected a new or empty one`);
  if (readdirSync(path).length > 0) {
    throw new UserError(`--out ${path}: the folder is in use: expected a new or empty one, or --resume ${path}`);
  }
}

/** Makes the folder. Throws a UserError where it is in use or cannot be made. */
export function makeFolder(path: string): void {
  requireFree(path);
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UserError(`--out ${path}: the folder cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Writes a run's config.json. */
export function writeConfigFile(folder: string, seed: number, rest: Readonly<Record<string, unknown>>): void {
  writeAtomic(join(folder, "config.json"), `${JSON.stringify({ version: VERSION, seed, ...rest }, null, 2)}\n`);
}

/** Reads a run's config.json; the seed is a whole number. Throws a UserError where it is none of this program's. */
export function readConfigFile(folder: string): { file: string; seed: number; values: Record<string, unknown> } {
  const file = join(folder, "config.json");
  const values = readJson(file, "config.json");
  const { seed, version } = values;
  if (version !== VERSION) {
    throw new UserError(`${file}: version: ${JSON.stringify(version)}: expected ${VERSION}, this program's`);
  }
  if (!Number.isInteger(seed)) throw new UserError(`${file}: seed: ${JSON.stringify(seed)}: expected a whole number`);
  return { file, seed: seed as number, values };
}

/**
 * Notes in a run's folder which images, or which encoder, it is of, where nothing is noted yet. Throws a UserError where it is of
 * others.
 * @param hash of what is at hand.
 */
export function keepHash(folder: string, of: "images" | "encoder", hash: string): void {
  const file = join(folder, `${of}.json`);
  if (!existsSync(file)) writeAtomic(file, `${JSON.stringify({ sha256: hash })}\n`);
  const { sha256 } = readJson(file, `${of}.json`);
  if (sha256 !== hash) {
    throw new UserError(`${file}: sha256: ${JSON.stringify(sha256)}: expected that of the ${of} at hand, "${hash}"`);
  }
}

/** Drops the log's lines after `count`: the checkpoint does not know of them, they will come again. */
export function cutLog(folder: string, count: number): void {
  const path = join(folder, "log.jsonl");
  if (!existsSync(path)) return;
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1).slice(0, count);
  writeAtomic(path, lines.map((line) => `${line}\n`).join(""));
}

/** A run's file `checkpoint`, written as often as its cost allows. */
export class CheckpointFile {
  private due = 0;

  constructor(private readonly folder: string) {}

  get path(): string {
    return join(this.folder, "checkpoint");
  }

  /** The latest checkpoint's text, if there is one. */
  read(): string | undefined {
    return existsSync(this.path) ? readFileSync(this.path, "utf8") : undefined;
  }

  write(text: () => string): void {
    const began = performance.now();
    writeAtomic(this.path, text());
    const ended = performance.now();
    this.due = ended + CHECKPOINT_SHARE * (ended - began);
  }

  writeIfDue(text: () => string): void {
    if (performance.now() >= this.due) this.write(text);
  }
}

function readJson(path: string, what: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UserError(`${path}: cannot be read: expected the ${what} of a run`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw new UserError(`${path}: not JSON, or cut short: expected the ${what} of a run`);
}
