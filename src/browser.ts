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
import { Kernel } from "./evaluate/kernel.js";
import { localEvaluator } from "./evaluate/local.js";
import { Session } from "./evaluate/session.js";
import type { Genome } from "./genome/genome.js";
import { championFrom, type LoadedChampion } from "./record/champion-text.js";
import { type Evolution, type Evolved, evolveWith, type Tuned, type Tuning, tuneWith } from "./runs.js";
import { type Task, taskNamed } from "./tasks/registry.js";
import { UserError } from "./user-error.js";

export * from "./library.js";

/** What has been fetched, by where it is. */
const fetched = new Map<string, Promise<unknown>>();

/** Fetches a file once. One that fails is fetched again when it is next asked for. */
function once<T>(url: URL, get: () => Promise<T>): Promise<T> {
  const known = fetched.get(url.href) as Promise<T> | undefined;
  if (known) return known;
  const promise = get();
  fetched.set(url.href, promise);
  promise.catch(() => fetched.delete(url.href));
  return promise;
}

/** A kernel for `task`: its wasm and its assets are fetched, and no other's. */
async function loadKernel(task: Task): Promise<Kernel> {
  const bytesOf = async (url: URL) => (await fetchFile(url)).arrayBuffer();
  const assets = task.assets.map((asset) =>
    once(asset.url, async () => asset.read(new Uint8Array(await bytesOf(asset.url)), asset.url.href)),
  );
  const wasm = once(task.wasm, async () => WebAssembly.compile(await bytesOf(task.wasm)));
  return Kernel.load(await wasm, task, undefined, await Promise.all(assets));
}

async function fetchFile(url: string | URL): Promise<Response> {
  const response = await fetch(url).catch((error: Error) => {
    throw new UserError(`${url}: cannot be fetched (${error.message})`);
  });
  if (!response.ok) throw new UserError(`${url}: cannot be fetched (status ${response.status})`);
  return response;
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
