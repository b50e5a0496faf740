/** Opens a user's task: a file of TypeScript or JavaScript, or a wasm that was made of AssemblyScript. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { wasmFacts } from "../evaluate/wasm-facts.js";
import { PRESETS } from "../tasks/presets.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { beatsMemory, LONGEST_STEP_MS, stuckText, watchBeats } from "./beats.js";
import { bundled } from "./bundle.js";
import type { FirstSteps, FirstStepsReply } from "./first-steps.js";
import { hostRow, type Opened, wasmRow } from "./rows.js";

const FIRST_STEPS = new URL("../../dist/own/first-steps.js", import.meta.url);

const opened = new Map<string, Task>();

/**
 * The task that a file defines or is, from then on a row of the registry by the file's name. Throws a UserError that says what is wrong with the
 * file, with the line where it does not compile.
 * @param limitMs what a reset or a step may take.
 */
export async function openTask(file: string, limitMs = LONGEST_STEP_MS): Promise<Task> {
  const known = opened.get(file);
  if (known) return known;
  if (!existsSync(file)) throw new UserError(`${file}: no such file: expected a task`);
  const task = await (file.endsWith(".wasm") ? compiledTask(file) : hostTask(file, limitMs));
  opened.set(file, task);
  TASKS.add(task);
  for (const preset of task.presets) PRESETS.add(preset);
  return task;
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
    const [reply] = (await Promise.race([once(thread, "message"), stuck])) as [FirstStepsReply];
    if ("fault" in reply) throw new UserError(reply.fault);
    return reply.opened;
  } finally {
    leave();
    await thread.terminate();
  }
}
