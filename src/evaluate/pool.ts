/** The evaluator over piscina worker threads. */
import type { Worker } from "node:worker_threads";
import { Piscina } from "piscina";
import type { ImageSet, Images } from "../images/image-set.js";
import { beatsMemory, LONGEST_STEP_MS, stuckText, watchBeats } from "../own/beats.js";
import { isTaskFile } from "../own/short-name.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { type EpisodesObserver, type Evaluator, type Outcome, type Plan, partSizes } from "./evaluator.js";
import { gradientsInParts, type PartialGradients } from "./gradients.js";
import { isNoMemory, NoMemory } from "./no-memory.js";
import { packageFile } from "./package-file.js";
import { Refused } from "./refused.js";
import { episodesOf, freeChunk, outcomeOf, type SharedCall, shareCall } from "./shared-call.js";
import { readAssets, readWasm } from "./task-files.js";
import type { EvaluateJob, Fault, Job, Reply, ResultOf, WorkerSetup } from "./worker.js";

const WORKER = new URL("../../dist/evaluate/worker.js", import.meta.url);

/**
 * Piscina's threads load the worker by `require` where Node knows how to; a thread that is ended in the midst of that takes
 * the whole process with it (an assertion of Node's fails). Loaded by `import`, it may be ended at any time. Deno does not know the flag.
 */
const THREAD_FLAGS =
  process.features.require_module && !process.versions.deno ? ["--no-experimental-require-module"] : [];

/** How often a job is tried again when the thread that ran it dies. */
const ATTEMPTS = 4;

/** Milliseconds between two looks at how far a call is. */
const LOOK_EVERY = 100;

/** How often a thread is ended over a chunk that does not end. */
const STUCK = 2;

export interface Pool extends Evaluator {
  /** The living threads. */
  readonly threads: readonly { terminate(): Promise<number> }[];
  /** `evaluate` on a single thread: lanes are fuller where many networks share them. */
  evaluateTogether(networks: readonly Uint32Array[], plan: Plan): Promise<Outcome>;
}

/** A job's way through the pool, in milliseconds since the epoch. */
export interface JobTimes extends Omit<Reply<Job>, "result"> {
  readonly posted: number;
}

/**
 * Starts `workers` threads for `task`. A thread that dies is replaced and its job run again; the outcome is placed by
 * index, so that neither shows in it. Calls reject with a NoMemory where the machine has not enough of it for the threads' kernels.
 * @param watch is told of each job that has come back.
 * @param limitMs what a step of a user's task may take: the thread is ended then, and its job run once more.
 */
export async function createPool(
  task: Task,
  workers: number,
  images?: Images,
  watch?: (times: JobTimes) => void,
  limitMs = LONGEST_STEP_MS,
): Promise<Pool> {
  const { name, kind, inputs, outputs, own } = task;
  const setup: WorkerSetup = {
    task: { name, kind, inputs, outputs, ...(own && { own }) },
    wasm: await WebAssembly.compile(await readWasm(task)),
    assets: await readAssets(task),
    ...(images && { images: { train: shared(images.train), test: shared(images.test) } }),
    ...(isTaskFile(name) && { beats: beatsMemory() }),
  };
  /** How often a chunk's thread has been ended because it was stuck. */
  const stuck = new Map<number, number>();
  const leaveBeats =
    setup.beats &&
    watchBeats(setup.beats, limitMs, (id, chunk) => {
      stuck.set(chunk, (stuck.get(chunk) ?? 0) + 1);
      void piscina.threads.find(({ threadId }) => threadId === id)?.terminate();
    });
  /** Chunks of all calls so far. */
  let chunksSoFar = 0;
  /** When a thread is ready, or gone. */
  const startOf = new WeakMap<Worker, Promise<void>>();
  let piscina = start();
  let inFlight = 0;

  function attend(threads: readonly Worker[]): void {
    for (const thread of threads) {
      if (startOf.has(thread)) continue;
      startOf.set(thread, new Promise((done) => thread.once("message", () => done()).once("exit", () => done())));
    }
  }

  function start(): Piscina<Job, Reply<Job> | Fault> {
    const started = new Piscina<Job, Reply<Job> | Fault>({
      filename: packageFile(WORKER),
      minThreads: workers,
      maxThreads: workers,
      workerData: setup,
      execArgv: THREAD_FLAGS,
    });
    attend(started.threads);
    // piscina starts no thread anew once one has died before it was ready. Without threads its jobs would wait for ever:
    // they fail with it, and are run again by its successor.
    // The event comes before the thread is off the list, hence the wait.
    started.on("workerDestroy", () =>
      setImmediate(() => {
        attend(started.threads);
        if (started !== piscina || started.threads.length > 0 || inFlight === 0) return;
        piscina = start();
        void started.destroy();
      }),
    );
    return started;
  }

  function hasStuck({ first, call }: EvaluateJob): boolean {
    return call.states.some((_, chunk) => (stuck.get(first + chunk) ?? 0) >= STUCK);
  }

  async function run<J extends Job>(job: J): Promise<ResultOf<J>> {
    inFlight++;
    const posted = performance.timeOrigin + performance.now();
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          const reply = await piscina.run(job);
          if ("fault" in reply) throw new UserError(reply.fault);
          if ("refused" in reply) throw new Refused(reply.refused);
          const { result, ...times } = reply;
          watch?.({ posted, ...times });
          return result as ResultOf<J>;
        } catch (error) {
          // A Refused is the kernel's own answer, a UserError a task's fault; anything else is a thread that has gone, or has no memory.
          if (error instanceof Refused || error instanceof UserError) throw error;
          if (attempt === ATTEMPTS) throw isNoMemory(error) ? new NoMemory(name, workers) : error;
          if (job.kind !== "evaluate") continue;
          freeChunk(job.call, job.index);
          if (hasStuck(job)) throw new UserError(`${name}: ${stuckText(limitMs)}`);
        }
      }
    } finally {
      inFlight--;
    }
  }

  /** Has up to `threads` threads work on a call. */
  async function evaluateOn(threads: number, call: SharedCall, observe?: EpisodesObserver): Promise<Outcome> {
    const first = chunksSoFar + 1;
    chunksSoFar += call.states.length;
    let told = 0;
    const tell = () => {
      const run = episodesOf(call);
      if (run > told) observe?.(run - told);
      told = run;
    };
    const looking = observe && setInterval(tell, LOOK_EVERY);
    try {
      await Promise.all(Array.from({ length: threads }, (_, index) => run({ kind: "evaluate", call, index, first })));
    } finally {
      clearInterval(looking);
    }
    tell();
    return outcomeOf(call);
  }

  const partial: PartialGradients = {
    blockGradients: (network, weights, seed, part) => run({ kind: "gradient", network, weights, seed, part }),
    additionGainRows: (network, sharedWeights, seed, part) => {
      return run({ kind: "additionGains", network, sharedWeights, seed, part });
    },
  };

  return {
    get threads() {
      return piscina.threads;
    },
    evaluate(networks, plan, observe) {
      const { size, slice } = partSizes(task.kind, networks.length, plan.seeds.length, workers);
      const call = shareCall(networks, plan, size, slice);
      return evaluateOn(Math.min(workers, call.states.length), call, observe);
    },
    evaluateTogether: (networks, plan) => {
      return evaluateOn(1, shareCall(networks, plan, Math.max(networks.length, 1), plan.seeds.length));
    },
    ...(task.kind === "images" && images && { gradients: gradientsInParts(workers, partial, images) }),
    async close() {
      inFlight = 0;
      leaveBeats?.();
      // Node may lose the order to end that reaches a thread while it loads the worker: the thread then waits for ever for a job.
      const { threads } = piscina;
      for (const thread of threads) thread.ref();
      await Promise.all(threads.map((thread) => startOf.get(thread)));
      await piscina.destroy();
    },
  };
}

/** The set with its images on memory that threads share. */
function shared(set: ImageSet): ImageSet {
  const images = new Float32Array(new SharedArrayBuffer(set.images.byteLength));
  images.set(set.images);
  return { ...set, images };
}
