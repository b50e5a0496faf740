/**
 * The evaluator over the machines that have joined a queue. A call is cut into jobs of about a second; whatever becomes of
 * them on the way, outcomes are placed by index.
 */
import { createHash, randomBytes } from "node:crypto";
import { availableParallelism, hostname } from "node:os";
import { Queue, QueueEvents } from "bullmq";
import { type Images, imagesHash } from "../images/image-set.js";
import type { Task } from "../tasks/registry.js";
import { copyInto, cut, type Evaluator, emptyOutcome, type Gradients, type Plan, type Share } from "./evaluator.js";
import { createPool, type Pool } from "./pool.js";
import { closeAll, connect } from "./queue/connection.js";
import { Handouts } from "./queue/handouts.js";
import { MAX_JOB_ROLLOUTS, printable } from "./queue/messages.js";
import { keepWasm, ownRunOf } from "./queue/own-tasks.js";
import { dropLine, type Line, PREFIX, queueName, readLines, wasmHash, writeLine } from "./queue/roster.js";

/** What a job is to take of a core, in milliseconds. */
const JOB_MS = 1000;
/** Smaller ones are not worth a message, not even to keep cores busy. */
const LEAST_JOB_MS = 20;
/** Jobs that each core is to have of a call: enough that none waits long for the last one. */
const JOBS_PER_CORE = 6;

/** How often the coordinator looks after its jobs, in milliseconds. */
const TICK_MS = 1000;
const CHECK_MS = 5000;
const LATE_MS = 3000;

export interface QueueOptions {
  /** Of a task of images: its images, which workers have to have, too. */
  readonly images?: Images | undefined;
  /** Threads of this machine for gradients, which do not go over the queue: as many as it has cores, unless set. */
  readonly threads?: number;
  /** What the run is known by: jobs that an earlier process left of it are discarded. */
  readonly run?: string;
  /** Is told in a line what a person might want to know. */
  readonly notice: (line: string) => void;
  /** For tests and benchmarks; in milliseconds: what a job is to take, and how often and how soon jobs are looked after. */
  readonly jobMs?: number;
  readonly tickMs?: number;
  readonly checkMs?: number;
  readonly lateMs?: number;
}

export interface Coordinator extends Evaluator {
  /** What it tells of itself in the roster. */
  readonly line: Line<"coordinator">;
  /** Machines that have joined, and the cores they give. */
  readonly crew: { readonly machines: number; readonly cores: number };
}

/** How many jobs are made of work of `ms` milliseconds for so many cores: few enough, but some for each core. */
export function jobsFor(ms: number, cores: number, jobMs = JOB_MS): number {
  return Math.max(1, ms / jobMs, Math.min(cores * JOBS_PER_CORE, ms / Math.min(LEAST_JOB_MS, jobMs)));
}

/** Opens the queue at `url` for a run of `task`. Throws a UserError where it cannot be reached, or the task's wasm is too large for it. */
export async function coordinate(url: string, task: Task, options: QueueOptions): Promise<Coordinator> {
  const { images, notice, threads = availableParallelism() } = options;
  const { jobMs = JOB_MS, tickMs = TICK_MS, checkMs = CHECK_MS, lateMs = LATE_MS } = options;
  const redis = await connect(url, notice);
  const [wasm, own] = [await wasmHash(), await ownRunOf(task)];
  const run = createHash("sha256")
    .update(options.run ?? randomBytes(16))
    .digest("hex")
    .slice(0, 32);
  const connection = { connection: redis, prefix: PREFIX };
  const queue = new Queue(queueName(wasm), connection);
  // It hears of all that happens from here on, even of what does before it has connected.
  const [latest] = await redis.xrevrange(queue.toKey("events"), "+", "-", "COUNT", 1);
  const events = new QueueEvents(queue.name, { ...connection, lastEventId: latest?.[0] ?? "0-0" });
  // The connection tells of itself.
  queue.on("error", () => {});
  events.on("error", () => {});
  const handouts = new Handouts(redis, queue, events, {
    run,
    attempt: randomBytes(4).toString("hex"),
    task: own?.ticket ?? task.name,
    images: images && imagesHash(images),
    checkMs,
    lateMs,
  });
  let crew = { machines: 0, cores: 0 };
  let alone = false;
  /** Opened when the first gradient is asked for. */
  let pool: Promise<Pool> | undefined;

  /** Milliseconds of work for one caller who waits: over the queue they would take longer than here. */
  function gradientsHere(images: Images): Gradients {
    const opened = async () => {
      pool ??= createPool(task, threads, images);
      return (await pool).gradients as Gradients;
    };
    return {
      gradient: async (...of) => (await opened()).gradient(...of),
      additionGains: async (...of) => (await opened()).additionGains(...of),
    };
  }

  const line = () => ({ host: hostname(), wasm, task: task.name, out: handouts.size, ...handouts.counts });

  async function look(): Promise<void> {
    const workers = (await readLines(redis, "worker")).filter((worker) => worker.wasm === wasm);
    const cores = workers.reduce((sum, worker) => sum + worker.cores, 0);
    crew = { machines: new Set(workers.map(({ host }) => host)).size, cores };
    const waiting = cores === 0 && handouts.size > 0;
    if (waiting && !alone) notice("no worker has joined: waiting for one");
    alone = waiting;
    if (own) await keepWasm(redis, own);
    await writeLine(redis, "coordinator", run, line());
    await handouts.look();
  }

  function shares(networks: readonly Uint32Array[], plan: Plan): Share[] {
    const episodes = plan.seeds.length;
    const rollouts = networks.length * episodes;
    const ms = rollouts * handouts.rolloutMs;
    const jobs = Math.max(jobsFor(ms, crew.cores, jobMs), rollouts / MAX_JOB_ROLLOUTS);
    const perJob = Math.max(1, Math.floor(rollouts / jobs));
    return cut(networks, plan, Math.max(1, Math.floor(perJob / episodes)), perJob);
  }

  await handouts.discard();
  await look();
  let looking = false;
  const ticks = setInterval(async () => {
    if (looking || redis.status !== "ready") return;
    looking = true;
    await look().catch((error) => notice(printable(error.message)));
    looking = false;
  }, tickMs);

  return {
    get line() {
      return line();
    },
    get crew() {
      return crew;
    },
    async evaluate(networks, plan, observe) {
      const outcome = emptyOutcome(networks.length * plan.seeds.length);
      await handouts.run(shares(networks, plan), ({ start }, part) => {
        copyInto(outcome, start, part);
        observe?.(part.returns.length);
      });
      return outcome;
    },
    ...(images && { gradients: gradientsHere(images) }),
    async close() {
      clearInterval(ticks);
      if (redis.status === "ready") {
        await handouts.discard();
        await dropLine(redis, "coordinator", run);
      }
      await closeAll(redis, events, queue);
      await (await pool)?.close();
    },
  };
}
