/** Option values as commander hands them over: checked, one clear line where they are wrong. */
import { accessSync, constants, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { useAsset } from "../evaluate/task-files.js";
import { writeAtomic } from "../record/atomic.js";
import { loadChampionFile } from "../record/champion-file.js";
import { championFrom, type LoadedChampion } from "../record/champion-text.js";
import { fileProblem } from "../record/file-problem.js";
import { isFolder, requireFree } from "../record/folder.js";
import { readText } from "../record/text-file.js";
import type { Task } from "../tasks/registry.js";
import { UserError } from "../user-error.js";

/** In place of a file's name: standard input where it is read, standard output where it is written. */
export const STANDARD_STREAM = "-";

const LARGEST_SEED = 2 ** 32 - 1;

/** A parser for a whole number from `low` to `high`. */
export function whole(option: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= low && value <= high) return value;
    throw new UserError(`${option}: "${text}": expected a whole number from ${low} to ${high}`);
  };
}

export const seed = whole("--seed", 0, LARGEST_SEED);

/** Throws a UserError where `episodes` seeds from `first` on lead past the largest. */
export function requireSeeds(first: number, episodes: number): void {
  const last = first + episodes - 1;
  if (last <= LARGEST_SEED) return;
  throw new UserError(`--seed ${first} --episodes ${episodes}: seeds up to ${last}: expected up to ${LARGEST_SEED}`);
}

/** A parser for any number. */
export function finite(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    throw new UserError(`${option}: "${text}": expected a number`);
  };
}

/** The same for a number above 0. */
export function positive(option: string): (text: string) => number {
  return (text) => {
    const value = finite(option)(text);
    if (value > 0) return value;
    throw new UserError(`${option}: "${text}": expected a number above 0`);
  };
}

/** The seeds of `A..B`, both included. */
export function seedRange(text: string): number[] {
  const [first, last] = /^(\d+)\.\.(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (first === undefined || last < first || last > LARGEST_SEED || last - first >= 1000) {
    throw new UserError(`--seeds: "${text}": expected A..B with 0 ≤ A ≤ B ≤ ${LARGEST_SEED}, at most 1000 seeds`);
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/**
 * A parser for a file that is written when the work is done: what is wrong with the path is told of before.
 * @param extension what its name ends with; devices and pipes may be called anything, and - is standard output.
 */
export function outFile(option: string, extension: string): (text: string) => string {
  return (path) => {
    if (path === STANDARD_STREAM) return path;
    const fail = (problem: string): never => {
      throw new UserError(`${option} ${path || '""'}: ${problem}`);
    };
    if (path === "") fail(`expected the name of a file that ends with ${extension}`);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) fail("it is a folder: expected a file");
    if (found && !found.isFile()) return path;
    if (!path.endsWith(extension)) fail(`expected a name that ends with ${extension}`);
    const folder = dirname(path);
    if (!isFolder(folder)) fail(`there is no folder ${folder}`);
    try {
      accessSync(found ? path : folder, constants.W_OK);
    } catch (error) {
      fail(`cannot be written (${fileProblem(error)})`);
    }
    return path;
  };
}

/** Writes a file that `outFile` has let pass: whole or not at all, or to standard output. */
export function writeOut(path: string, content: string | Uint8Array): void {
  if (path === STANDARD_STREAM) process.stdout.write(content);
  else writeAtomic(path, content);
}

/**
 * Prints what a command has to say: on standard output, or where one of its files goes there, on standard error. Throws a UserError
 * where a file and the JSON object would both go to standard output.
 * @param files as their options were typed, by option.
 */
export function speaker(
  files: Readonly<Record<string, string | undefined>>,
  json: boolean | undefined,
): (text: string) => void {
  const [option] = Object.keys(files).filter((key) => files[key] === STANDARD_STREAM);
  if (option === undefined) return (text) => console.log(text);
  if (json) throw new UserError(`--${option} -: expected a file with --json, whose object goes to standard output`);
  return (text) => console.error(text);
}

/** Collects an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** An option as it is typed, by the key that commander gives it: bang-bang for bangBang. */
export function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Refuses options that a person gave and that play no part. Throws a UserError that names the first of them.
 * @param keys as commander gives them.
 * @param why in words that follow the option.
 */
export function refuse(command: Command, keys: readonly string[], why: string): void {
  for (const key of keys) {
    if (command.getOptionValueSource(key) !== "cli") continue;
    const value = command.getOptionValue(key);
    const shown = typeof value === "boolean" ? "" : ` ${String(value)}`;
    const option = value === false ? `--no-${dashed(key)}` : `--${dashed(key)}`;
    throw new UserError(`${option}${shown}: ${why}`);
  }
}

export const ENCODER_OPTION = [
  "--encoder <file>",
  "of a task that is seen through an encoder: one of your own, as wann train-vae writes it (default: the task's)",
] as const;

/** Refuses --data where the task has no images, and --encoder where it has none; else that encoder is the one in use. */
export function requireData(command: Command, task: Task): void {
  if (task.kind !== "images") refuse(command, ["data"], `has no effect: ${task.name} has no images`);
  if (!task.assets.some(({ name }) => name === "encoder")) {
    refuse(command, ["encoder"], `has no effect: ${task.name} is not seen through an encoder`);
  }
  useAsset("encoder", command.getOptionValue("encoder"));
}

const WAIT_MS = 10;

/** All of standard input as a text. Throws a UserError where it cannot be read. */
function standardInput(): string {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  for (let length = 1; length > 0; ) {
    try {
      length = readSync(process.stdin.fd, chunk);
      chunks.push(Buffer.from(chunk.subarray(0, length)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") break;
      if (code !== "EAGAIN") {
        throw new UserError(`standard input: cannot be read (${fileProblem(error)}): expected a champion file`);
      }
      // A pipe into which nothing has been written yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The options of a command that reads a champion. */
export interface ChampionOptions {
  readonly task?: string;
  readonly topology?: string;
}

export const TASK_OPTION = ["--task <name>", "the task of a file of the original code"] as const;
export const TOPOLOGY_OPTION = [
  "--topology <file>",
  "of a .wann.json of the original's zoo, which holds weights alone: the .out file of its network",
] as const;

/** The champion that a command is given, by name or - for standard input, with its options. Throws a UserError where there is none. */
export function championOf(path: string, { task, topology }: ChampionOptions): LoadedChampion {
  const options = {
    taskFrom: "--task",
    topologyFrom: "--topology",
    ...(topology !== undefined && { topology: { text: readText(topology, "a .out file"), file: topology } }),
  };
  if (path !== STANDARD_STREAM) return loadChampionFile(path, task, options);
  return championFrom(standardInput(), "standard input", task, options);
}

/** Throws a UserError where a run's folder may not be made at `path`. */
export function requireOut(path: string): void {
  try {
    requireFree(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`--out ${error.message}, or --resume ${path}`);
  }
}
