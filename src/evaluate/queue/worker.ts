/** A machine that runs a queue's jobs on its threads: it may join and leave at any time. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type Job, UnrecoverableError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { imagesHash } from "../../images/image-set.js";
import { imagesOf } from "../../tasks/images.js";
import type { Task } from "../../tasks/registry.js";
import { UserError } from "../../user-error.js";
import { createPool, type Pool } from "../pool.js";
import { closeAll, connect } from "./connection.js";
import {
  FAULT,
  MAX_JOB_BYTES,
  type OwnTicket,
  printable,
  REJECTED,
  readJob,
  readTicket,
  type Ticket,
  writeAnswer,
} from "./messages.js";
import { OwnTasks } from "./own-tasks.js";
import {
  answersKey,
  BEAT_MS,
  dropLine,
  jobsKey,
  type Line,
  PREFIX,
  queueName,
  readLines,
  wasmHash,
  writeLine,
} from "./roster.js";

/** A job whose worker has not renewed its lock for so long is given to another. */
const LOCK_MS = 10_000;

/** How often a job is given on in that way before it fails. */
const MAX_STALLS = 8;

/** Failed jobs that are kept to be looked at. */
const KEPT_FAILURES = 100;

/** An answer that nobody fetches goes after so long. */
const ANSWER_MS = 60_000;

/** A lost connection is tried again after so long. */
const RETRY_MS = 500;

/** The weight of the latest beat in the rate that a worker tells. */
const RATE_WEIGHT = 0.3;

export interface WorkerOptions {
  readonly threads: number;
  /** The folder of images, where they are not in the usual place. */
  readonly data?: string | undefined;
  /** Users' tasks in TypeScript or JavaScript whose files are here. */
  readonly tasks?: readonly Task[];
  /** Is told in a line what a person might want to know. */
  readonly notice: (line: string) => void;
  /** For tests. */
  readonly lockMs?: number;
  readonly limitMs?: number;
}

export interface QueueWorker {
  /** What it has done so far. */
  readonly line: Readonly<Line<"worker">>;
  /** Rejects with a UserError where it turns out not to fit the runs that are there; never resolves. */
  readonly refused: Promise<never>;
  /** Leaves when the jobs in hand are done, or at once. */
  close(now?: boolean): Promise<void>;
}

/** Joins the queue at `url`. Throws a UserError where it is not there, or none of its runs has this program's wasm. */
export async function joinQueue(url: string, options: WorkerOptions): Promise<QueueWorker> {
  const { threads, data, tasks = [], notice, lockMs = LOCK_MS, limitMs } = options;
  const redis = await connect(url, notice);
  const id = randomUUID();
  const wasm = await wasmHash();
  const line: Line<"worker"> = {
    host: hostname(),
    wasm,
    cores: threads,
    rollouts: 0,
    rate: 0,
    jobs: 0,
    rejected: 0,
    stale: 0,
  };
  const pools = new Map<string, Promise<Pool>>();
  const own = new OwnTasks(redis, tasks);
  let refuse: (error: unknown) => void = () => {};
  const refused = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  refused.catch(() => {});

  async function work(job: Job<unknown>): Promise<void> {
    try {
      const ticket = readTicket(job.data);
      const bytes = await fetchJob(redis, ticket);
      if (!bytes) {
        line.stale++;
        return;
      }
      const { networks, plan } = readJob(bytes);
      const pool = await poolFor(ticket);
      const began = performance.now();
      const outcome = await pool.evaluateTogether(networks, plan).catch((error: Error) => {
        if (!(error instanceof UserError)) throw error;
        notice(printable(error.message));
        throw new UnrecoverableError(printable(FAULT + error.message));
      });
      await answer(redis, ticket, writeAnswer(outcome, performance.now() - began));
      line.jobs++;
      line.rollouts += outcome.returns.length;
    } catch (error) {
      if (error instanceof UserError) {
        refuse(error);
        // Its lock runs out, and another worker has it.
        return new Promise(() => {});
      }
      if (!(error instanceof RangeError)) throw error;
      line.rejected++;
      notice(printable(`job ${job.id} rejected: ${error.message}`));
      throw new UnrecoverableError(printable(REJECTED + error.message));
    }
  }

  async function poolFor({ task, images }: Ticket): Promise<Pool> {
    if ((task.kind === "images") !== (images !== undefined)) {
      throw new RangeError(`images: not what ${"hash" in task ? printable(task.file) : task.name} needs`);
    }
    const key = `${"hash" in task ? task.hash : task.name} ${images}`;
    const pool = pools.get(key) ?? opened(task, images);
    pools.set(key, pool);
    // What is missing now may be there the next time.
    pool.catch(() => pools.delete(key));
    return pool;
  }

  async function opened(task: Task | OwnTicket, images: string | undefined): Promise<Pool> {
    if ("hash" in task) return createPool(await own.taskOf(task), threads, undefined, undefined, limitMs);
    return startPool(task, threads, images, data);
  }

  let beaten = performance.now();
  let counted = 0;
  async function beat(): Promise<void> {
    const now = performance.now();
    if (now > beaten) line.rate += RATE_WEIGHT * (((line.rollouts - counted) / (now - beaten)) * 1000 - line.rate);
    [beaten, counted] = [now, line.rollouts];
    await requireFellows(redis, wasm);
    await writeLine(redis, "worker", id, line);
  }

  try {
    await beat();
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const worker = new Worker<unknown, void>(queueName(wasm), work, {
    connection: redis,
    prefix: PREFIX,
    concurrency: threads,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: MAX_STALLS,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: KEPT_FAILURES },
    runRetryDelay: RETRY_MS,
  });
  // The connection tells of itself, and a lock that is lost means that another worker has the job.
  worker.on("error", (error) => {
    if (error instanceof SyntaxError) notice("a job rejected: not JSON");
  });
  const beats = setInterval(() => {
    if (redis.status !== "ready") return;
    beat().catch((error) => (error instanceof UserError ? refuse(error) : notice(printable(error.message))));
  }, BEAT_MS);

  return {
    line,
    refused,
    async close(now = false) {
      clearInterval(beats);
      const away = redis.status !== "ready";
      if (!away) await dropLine(redis, "worker", id);
      await closeAll(redis, { close: () => worker.close(now || away) });
      await Promise.allSettled(Array.from(pools.values(), async (pool) => (await pool).close()));
      own.close();
    },
  };
}

/** Throws a UserError where there are runs, and all of them have another wasm. */
async function requireFellows(redis: Redis, wasm: string): Promise<void> {
  const coordinators = await readLines(redis, "coordinator");
  const [stranger] = coordinators;
  if (!stranger || coordinators.some((one) => one.wasm === wasm)) return;
  throw new UserError(
    `this worker's wasm is ${wasm.slice(0, 16)}, that of the run on ${stranger.host} ${stranger.wasm.slice(0, 16)}: ` +
      "expected the same build of wann on both",
  );
}

/** A job's bytes, or undefined where nobody waits for it any more. Throws a RangeError where there are too many. */
async function fetchJob(redis: Redis, { run, name }: Ticket): Promise<Buffer | undefined> {
  const size = await redis.hstrlen(jobsKey(run), name);
  if (size > MAX_JOB_BYTES) throw new RangeError(`a job of ${size} bytes: expected at most ${MAX_JOB_BYTES}`);
  return (await redis.hgetBuffer(jobsKey(run), name)) ?? undefined;
}

async function answer(redis: Redis, { run, name }: Ticket, bytes: Buffer): Promise<void> {
  if ((await redis.hexists(jobsKey(run), name)) === 0) return;
  await redis.multi().hset(answersKey(run), name, bytes).pexpire(answersKey(run), ANSWER_MS).exec();
}

/** Throws a UserError where the task's images are missing or others than the run's. */
async function startPool(task: Task, threads: number, expected?: string, data?: string): Promise<Pool> {
  const images = imagesOf(task, data);
  if (!images) return createPool(task, threads);
  const hash = imagesHash(images);
  if (hash === expected) return createPool(task, threads, images);
  throw new UserError(`this worker's images of ${task.name} have hash ${hash.slice(0, 16)}: expected the run's`);
}
