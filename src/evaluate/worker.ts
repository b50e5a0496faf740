/** A piscina worker: one kernel for each thread. */
import { threadId } from "node:worker_threads";
import { Piscina, transferableSymbol, valueSymbol } from "piscina";
import { openWorld } from "../gym/open-world.js";
import type { Images } from "../images/image-set.js";
import { Beat } from "../own/beats.js";
import { printToStandardError } from "../own/prints.js";
import type { TaskFacts } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import type { Part } from "./gradients.js";
import { Kernel } from "./kernel.js";
import { Refused } from "./refused.js";
import { type SharedCall, type Watch, workOn } from "./shared-call.js";

/** What the pool hands to each of its threads. */
export interface WorkerSetup {
  readonly task: TaskFacts;
  readonly wasm: WebAssembly.Module;
  /** On shared memory. */
  readonly images?: Images;
  readonly assets: readonly Uint8Array[];
  /** Of a user's task, which may not end: where threads say how far they are. */
  readonly beats?: SharedArrayBuffer;
}

/** A call to work on until none of it is left. */
export interface EvaluateJob {
  readonly kind: "evaluate";
  readonly call: SharedCall;
  /** Which of the call's jobs it is, from 0 on. */
  readonly index: number;
  /** The number of the call's first chunk among all of the pool's: from 1 on. */
  readonly first: number;
}

/** Some blocks of a batch; see `Kernel.blockGradients`. */
export interface GradientJob {
  readonly kind: "gradient";
  readonly network: Uint32Array;
  readonly weights: Float64Array;
  readonly seed: number;
  readonly part: Part;
}

/** Some targets' additionGains; see `Kernel.additionGainRows`. */
export interface AdditionGainsJob {
  readonly kind: "additionGains";
  readonly network: Uint32Array;
  readonly sharedWeights: readonly number[];
  readonly seed: number;
  readonly part: Part;
}

export type Job = EvaluateJob | GradientJob | AdditionGainsJob;

/** What a job gives: of an evaluation nothing, since it is written to the call's memory; else rows of numbers on a buffer of their own, which is moved to the host. */
export type ResultOf<J extends Job> = J extends EvaluateJob ? null : Float64Array;

/** A job's result, and when which thread worked on it. */
export interface Reply<J extends Job> {
  readonly result: ResultOf<J>;
  readonly thread: number;
  /** Milliseconds since the epoch, as all threads count them. */
  readonly began: number;
  readonly ended: number;
}

const { task, wasm, images, assets, beats } = Piscina.workerData as WorkerSetup;
if (task.own && "code" in task.own) printToStandardError();
const beat = beats && Beat.claim(beats, threadId);
let loading: Promise<Kernel> | undefined;

/** The thread's kernel; another where there was no memory for one, or something has thrown in the midst of its work. */
function kernelOfThread(): Promise<Kernel> {
  loading ??= Kernel.load(wasm, task, images, assets, openWorld, beat?.tick);
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}
// It is to be there when the first job comes.
void kernelOfThread().catch(() => {});

/** What a lane-step of a user's wasm may take, in milliseconds: what goes on inside of a call is not known. */
const WASM_STEP_MS = 1;

export default async function run(job: Job): Promise<unknown> {
  const kernel = await kernelOfThread();
  const began = performance.timeOrigin + performance.now();
  const result = resultOrFault(kernel, job);
  if (result && ("fault" in result || "refused" in result)) return result;
  const reply = { result, thread: threadId, began, ended: performance.timeOrigin + performance.now() };
  if (!(result instanceof Float64Array)) return reply;
  return Piscina.move({ [transferableSymbol]: [result.buffer], [valueSymbol]: reply });
}

/** What a user's task did wrong, or why the kernel refuses the job: an error's class would be lost on the way. */
export type Fault = { readonly fault: string } | { readonly refused: string };

function resultOrFault(kernel: Kernel, job: Job): null | Float64Array | Fault {
  try {
    return resultOf(kernel, job);
  } catch (error) {
    if (error instanceof UserError) return { fault: error.message };
    if (error instanceof Refused) return { refused: error.message };
    kernel.world?.close?.();
    loading = undefined;
    throw error;
  }
}

function resultOf(kernel: Kernel, job: Job): null | Float64Array {
  switch (job.kind) {
    case "evaluate":
      workOn(job.call, job.index, kernel, beat && watched(beat, kernel, job));
      return null;
    case "gradient":
      return kernel.blockGradients(job.network, job.weights, job.seed, job.part);
    case "additionGains":
      return kernel.additionGainRows(job.network, job.sharedWeights, job.seed, job.part);
  }
}

/** Says of each chunk of a job that it has begun, and what it may take. */
function watched(beat: Beat, { maxSteps }: Kernel, { first }: EvaluateJob): Watch {
  return {
    begin: (chunk, episodes) => beat.begin(first + chunk, task.own ? 0 : WASM_STEP_MS * maxSteps * episodes),
    end: () => beat.end(),
  };
}
