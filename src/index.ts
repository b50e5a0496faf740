/**
 * The library's Node entry.
 *
 * @example
 * import { createPool, presetNamed, taskNamed, train } from "wann";
 * const task = taskNamed("swingup");
 * const evaluator = await createPool(task, 2);
 */
export { type Config, checkConfig } from "./config/config.js";
export { PRESETS, presetNamed } from "./config/presets.js";
export { TASKS, type Task, taskNamed } from "./config/tasks.js";
export { crossPlan, type Evaluator, type Outcome, type Plan } from "./evaluate/evaluator.js";
export { localEvaluator } from "./evaluate/local.js";
export { Kernel } from "./evaluate/module.js";
export { createPool } from "./evaluate/pool.js";
export { Session, type Step } from "./evaluate/session.js";
export { readWasm } from "./evaluate/wasm-file.js";
export type { Connection, Genome } from "./genome/genome.js";
export { type Champion, readChampion, writeChampion } from "./network/champion.js";
export { readOut, writeOut } from "./network/out-format.js";
export { pack } from "./network/pack.js";
export { WannSearch } from "./search/wann.js";
export { finalDigest, type Progress, type RunState, train } from "./train.js";
export { UserError } from "./user-error.js";
