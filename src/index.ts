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

/** An evaluator for `task`: on `workers` threads, or without them on the calling one. Close it when done. */
export async function loadEvaluator(task: Task, { workers }: { workers?: number } = {}): Promise<Evaluator> {
  return workers ? createPool(task, workers) : localEvaluator(await Kernel.load(await readWasm(), task));
}

/**
 * One episode of `task` with a network, a step at a time.
 * @param weight the shared weight; without it, the genome's own individual weights.
 */
export async function openSession(task: Task, genome: Genome, weight?: number): Promise<Session> {
  return new Session(await Kernel.load(await readWasm(), task), genome, weight);
}
