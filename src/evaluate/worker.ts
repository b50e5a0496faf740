/** A piscina worker: one kernel for each thread. */
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
}

/** A share of a call: some of its networks, all of its plan. */
export interface Chunk {
  readonly networks: readonly Uint32Array[];
  readonly plan: Plan;
}

const { task, wasm, images } = Piscina.workerData as WorkerSetup;
const kernel = Kernel.load(wasm, taskNamed(task), images);

export default async function run({ networks, plan }: Chunk): Promise<Outcome> {
  return (await kernel).evaluateAll(networks, plan);
}
