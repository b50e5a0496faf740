/** Opens a user's task: a file of TypeScript or JavaScript, or a wasm that was made of AssemblyScript. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { wasmFacts } from "../evaluate/wasm-facts.js";
import { isGymName, moduleOf, registeredBy } from "../gym/name.js";
import { describe } from "../gym/python.js";
import type { GymOptions } from "../gym/source.js";
import { PRESETS } from "../tasks/presets.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { beatsMemory, ENDED, LONGEST_STEP_MS, stuckText, watchBeats } from "./beats.js";
import { bundled } from "./bundle.js";
import type { FirstSteps, FirstStepsReply } from "./first-steps.js";
import { hostRow, type Opened, wasmRow } from "./rows.js";

const FIRST_STEPS = new URL("../../dist/own/first-steps.js", import.meta.url);

/** How tasks are opened, and environments of Gymnasium's run. */
export interface Opening extends GymOptions {
  /** What a reset or a step of a user's module may take. */
  readonly limitMs?: number;
  /** A module that registers environments. */
  readonly gymImport?: string | undefined;
  /** Is told in a line what a person might want to know. */
  readonly notice?: (line: string) => void;
}

const opened = new Map<string, Task>();

/**
 * The task that a file defines or is, from then on a row of the registry by the file's name. Throws a UserError that says what is wrong with the
 * file, with the line where it does not compile.
 */
export async function openTask(file: string, opening: Opening = {}): Promise<Task> {
  const known = opened.get(file);
  if (known) return known;
  if (isGymName(file)) return gymTask(file, opening);
  if (!existsSync(file)) throw new UserError(`${file}: no such file in ${process.cwd()}: expected a task`);
  const { limitMs = LONGEST_STEP_MS } = opening;
  return add(file, await (file.endsWith(".wasm") ? compiledTask(file) : hostTask(file, limitMs)));
}

function add(name: string, task: Task): Task {
  for (const each of [name, task.name]) opened.set(each, task);
  TASKS.add(task);
  for (const preset of task.presets) PRESETS.add(preset);
  return task;
}

/** An environment of Gymnasium's, with the name that says which module registers it. */
async function gymTask(typed: string, { gymImport, notice, ...options }: Opening): Promise<Task> {
  const name = gymImport !== undefined && moduleOf(typed) === undefined ? registeredBy(typed, gymImport) : typed;
  const known = opened.get(name);
  if (known) return known;
  const { inputLabels, outputLabels, compares, notes, source } = await describe(name, options);
  for (const note of notes) notice?.(`${name}: ${note}`);
  const opening = { facts: source.facts, observation: inputLabels, actionLabels: outputLabels, compares };
  const aliases = name === typed ? [] : [typed];
  return add(typed, { ...hostRow(name, opening, ""), aliases, own: source });
}

/**
 * A task whose world is a wasm of its own, as `wann build` makes it; it is no row of the registry. Throws a UserError where it is none.
 * @param name what it is called: the file's name, unless that is not where it came from.
 */
export async function compiledTask(file: string, name = file): Promise<Task> {
  const facts = await wasmFacts(new Uint8Array(await readFile(file))).catch((error: Error) => {
    throw new UserError(`${name}: ${error.message}: expected the wasm of a task, as wann build makes it`);
  });
  return wasmRow(name, facts, pathToFileURL(file));
}

/** A task whose world is a module of the host's. */
async function hostTask(file: string, limitMs: number): Promise<Task> {
  const code = await bundled(file);
  return hostRow(file, await firstSteps(code, file, limitMs), code);
}

/** Has a thread of its own look at the module, which may not end. */
async function firstSteps(code: string, file: string, limitMs: number): Promise<Opened> {
  const beats = beatsMemory();
  const thread = new Worker(FIRST_STEPS, { workerData: { code, file, beats } satisfies FirstSteps });
  let leave = () => {};
  const stuck = new Promise<never>((_, reject) => {
    leave = watchBeats(beats, limitMs, () => reject(new UserError(`${file}: ${stuckText(limitMs)}`)));
  });
  try {
    const gone = once(thread, "exit").then(() => Promise.reject(new UserError(`${file}: ${ENDED}`)));
    gone.catch(() => {});
    const [reply] = (await Promise.race([once(thread, "message"), stuck, gone])) as [FirstStepsReply];
    if ("fault" in reply) throw new UserError(reply.fault);
    return reply.opened;
  } finally {
    leave();
    await thread.terminate();
  }
}
