/** What pages get by fetching: champions, and kernels with what is played on them. */

import type { Evaluator } from "./evaluate/evaluator.js";
import { fetchFile, fetchTaskFiles, fileName, placeFile } from "./evaluate/fetched-files.js";
import { Kernel } from "./evaluate/kernel.js";
import { localEvaluator } from "./evaluate/local.js";
import { Session } from "./evaluate/session.js";
import type { Genome } from "./genome/genome.js";
import { championFrom, type LoadedChampion } from "./record/champion-text.js";
import { TASKS, type Task } from "./tasks/registry.js";
import { UserError } from "./user-error.js";

/** A kernel for `task`: its wasm and its assets are fetched, and no other's. */
async function loadKernel(task: Task): Promise<Kernel> {
  const { wasm, assets } = await fetchTaskFiles(task);
  return Kernel.load(wasm, task, undefined, assets);
}

/**
 * Says where files of the package are, for bundlers and servers that do not keep them beside the code. Call it before any task is loaded.
 * Throws a UserError where the package has no such file.
 * @param files where each is, by its name in the package's `wann/wasm/`.
 *
 * @example
 * import { locateFiles } from "wann/browser";
 * locateFiles({ "swingup.wasm": "/assets/swingup.wasm" });
 */
export function locateFiles(files: Readonly<Record<string, string | URL>>): void {
  const names = TASKS.all.flatMap(({ wasm, assets }) => [wasm, ...assets.map(({ url }) => url)]).map(fileName);
  for (const [name, place] of Object.entries(files)) {
    if (!names.includes(name)) throw new UserError(`${name}: no file of the package: expected ${names.join(", ")}`);
    placeFile(name, new URL(place, globalThis.location?.href));
  }
}

/** An evaluator for `task`, which must not be one of images, on the calling thread: a Web Worker's, where that matters. */
export async function loadEvaluator(task: Task): Promise<Evaluator> {
  return localEvaluator(await loadKernel(task));
}

/**
 * A champion from a champion.json or a .out file. Throws a UserError where it cannot be fetched or is no champion. Of a file at
 * hand, `championFrom` takes the text.
 * @param url where it is.
 * @param taskName names the task of a .out file.
 */
export async function loadChampion(url: string | URL, taskName?: string): Promise<LoadedChampion> {
  const response = await fetchFile(url);
  return championFrom(await response.text(), String(url), taskName);
}

/**
 * One episode of `task` with a network, a step at a time. Throws a RangeError where the network does not fit the task, or has no
 * weights of its own and none is given.
 * @param weights one shared weight, or individual ones in packed order; without them, the genome's own.
 */
export async function openSession(task: Task, genome: Genome, weights?: number | Float64Array): Promise<Session> {
  return new Session(await loadKernel(task), genome, weights);
}

/** A kernel for a task of images: `predict` gives a network's logits. */
export async function loadClassifier(task: Task): Promise<Kernel> {
  return loadKernel(task);
}
