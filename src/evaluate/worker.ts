/** A piscina worker: one kernel for each thread. */
import { threadId } from "node:worker_threads";
import { Piscina } from "piscina";
import { taskNamed } from "../config/tasks.js";
import type { MnistImages } from "../mnist/batch.js";
import type { Outcome, Plan } from "./evaluator.js";
import { Kernel } from "./module.js";

/** What the pool hands to each of its threads. */
export interface WorkerSetup {
  readonly task: string;
  readonly wasm: WebAssembly.Module;
  /** On shared memory. */
  readonly images?: MnistImages;
  readonly encoder?: Uint8Array;
}

/** A share of a call: some of its networks, all of its plan. */
export interface Chunk {
  readonly networks: readonly Uint32Array[];
  readonly plan: Plan;
}

/** A share's outcome, and when which thread worked on it. */
export interface ChunkOutcome extends Outcome {
  readonly thread: number;
  /** Milliseconds since the epoch, as all threads count them. */
  readonly began: number;
  readonly ended: number;
}

const { task, wasm, images, encoder } = Piscina.workerData as WorkerSetup;
const kernel = Kernel.load(wasm, taskNamed(task), images, encoder);

export default async function run({ networks, plan }: Chunk): Promise<ChunkOutcome> {
  const ready = await kernel;
  const began = performance.timeOrigin + performance.now();
  const outcome = ready.evaluateAll(networks, plan);
  return { ...outcome, thread: threadId, began, ended: performance.timeOrigin + performance.now() };
}
