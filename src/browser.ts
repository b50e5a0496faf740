/**
 * The library's browser entry, for pages and Web Workers. It needs no special headers: nothing is shared between threads.
 *
 * @example
 * import { loadChampion, openSession } from "wann/browser";
 * const { task, champion } = await loadChampion("champion.json");
 * const session = await openSession(task, champion.genome, 1.5);
 * session.reset(0);
 * const { reward } = session.step();
 *
 * @module wann/browser
 */

import type { Evaluator } from "./evaluate/evaluator.js";
import { fetchFile, fetchTaskFiles, fileName, placeFile } from "./evaluate/fetched-files.js";
import { Kernel } from "./evaluate/kernel.js";
import { localEvaluator } from "./evaluate/local.js";
import { Session } from "./evaluate/session.js";
import type { Genome } from "./genome/genome.js";
import { championFrom, type LoadedChampion } from "./record/champion-text.js";
import { type Evolution, type Evolved, evolveWith, type Tuned, type Tuning, tuneWith } from "./runs.js";
import { TASKS, type Task, taskNamed } from "./tasks/registry.js";
import { UserError } from "./user-error.js";

export * from "./library.js";

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

/**
 * Hands an evaluator for `task` to `use`, and closes it when that has ended, however it does.
 * @param _resources for Node's `withEvaluator`: here there are none to choose.
 */
export async function withEvaluator<T>(
  task: Task,
  _resources: object,
  use: (evaluator: Evaluator) => Promise<T>,
): Promise<T> {
  const evaluator = await loadEvaluator(task);
  try {
    return await use(evaluator);
  } finally {
    await evaluator.close();
  }
}

/**
 * Runs a search on the calling thread. Returns what it has come to: its champion, its digest, and where it stands, from which another
 * call goes on. The same configuration and seed give the same bits as in Node.
 *
 * @example
 * import { evolve, presetNamed } from "wann/browser";
 * const config = { ...presetNamed("quick"), generations: 10 };
 * const { champion } = await evolve({ config, seed: 1, observe: ({ outcome }) => console.log(outcome.best.mean) });
 */
export function evolve(evolution: Evolution): Promise<Evolved> {
  return withEvaluator(taskNamed(evolution.config.task), {}, (evaluator) => evolveWith(evaluator, evolution));
}

/**
 * Tunes a network's weights on the calling thread, for a task that is played step by step. Returns what it has come to: the network
 * with them, their figures, and where it stands.
 */
export function tune(tuning: Tuning): Promise<Tuned> {
  return withEvaluator(tuning.task, {}, (evaluator) => tuneWith(evaluator, tuning));
}
