/** A machine that runs a queue's jobs on its threads: it may join and leave at any time. */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type Job, UnrecoverableError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { type Images, imagesHash } from "../../images/image-set.js";
import { imagesOf } from "../../tasks/images.js";
import type { Task } from "../../tasks/registry.js";
import { UserError } from "../../user-error.js";
import { createPool, type Pool } from "../pool.js";
import { asideWord, workerName } from "./conduct.js";
import { closeAll, connect, shownUrl } from "./connection.js";
import { type Failure, failureOf, failureText } from "./failures.js";
import { MAX_JOB_BYTES, type OwnTicket, printable, readJob, readTicket, type Ticket, writeAnswer } from "./messages.js";
import { OwnTasks } from "./own-tasks.js";
import { isRedisTrouble, redisLine } from "./redis-errors.js";
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
import { Waiting } from "./waiting.js";

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

/** A worker that fails at a job takes no other for so long, twice as long each time, up to a bound: others are to have their turn. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

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
  readonly heartbeatMs?: number;
}

export interface QueueWorker {
  /** What it has done so far. */
  readonly line: Readonly<Line<"worker">>;
  /** Rejects with a UserError where it turns out not to fit the runs that are there; never resolves. */
  readonly refused: Promise<never>;
  /** Leaves when the jobs in hand are done, or at once. */
  close(now?: boolean): Promise<void>;
}

/** What lines say of an error: of Redis', what to set. */
const said = (error: Error) => redisLine(error) ?? printable(error.message);

/** Joins the queue at `url`. Throws a UserError where it is not there, or none of its runs has this program's wasm. */
export async function joinQueue(url: string, options: WorkerOptions): Promise<QueueWorker> {
  const { threads, data, tasks = [], notice, lockMs = LOCK_MS, limitMs } = options;
  const shown = shownUrl(url);
  const redis = await connect(url, notice, options.heartbeatMs);
  const id = randomBytes(16).toString("hex");
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

  /** Jobs in a row that it has failed at. */
  let failures = 0;

  async function work(job: Job<unknown>): Promise<void> {
    try {
      await done(job);
      failures = 0;
    } catch (error) {
      if (error instanceof SetUpError) {
        refuse(new UserError(error.message));
        // Its lock runs out, and another worker has it.
        return new Promise(() => {});
      }
      // Redis has gone, or refuses: that is no failure at the job, which is given again.
      if (isRedisTrouble(error)) throw error;
      const failure = error instanceof MalformedJob ? malformed(error) : failureOf(error);
      const rejected = failure.kind === "malformed" || failure.kind === "refused";
      if (rejected) line.rejected++;
      notice(printable(rejected ? `job ${job.id} rejected: ${failure.message}` : failure.message));
      if (failure.kind === "failed") pause();
      const word = await asideWord(redis, id).catch(() => undefined);
      if (word !== undefined) refuse(new UserError(`this worker is ${word}`));
      throw new UnrecoverableError(failureText({ ...failure, worker: id }));
    }
  }

  async function done(job: Job<unknown>): Promise<void> {
    // Of a ticket that Redis has thrown away nothing is left but its number.
    const ticket = isEmpty(job.data) ? undefined : asked(() => readTicket(job.data));
    const bytes = ticket && (await fetchJob(redis, ticket));
    if (!ticket || !bytes) {
      line.stale++;
      return;
    }
    const { networks, plan } = asked(() => readJob(bytes));
    const pool = await poolFor(ticket);
    const began = performance.now();
    const outcome = await pool.evaluateTogether(networks, plan);
    const message = writeAnswer({ outcome, ms: performance.now() - began, worker: id });
    while (!(await answered(ticket, message))) await sleep(RETRY_MS);
    line.jobs++;
    line.rollouts += outcome.returns.length;
  }

  /** Hands an answer in; false where Redis has gone, or refuses. */
  async function answered(ticket: Ticket, message: Buffer): Promise<boolean> {
    try {
      await answer(redis, ticket, message);
      return true;
    } catch (error) {
      if (!isRedisTrouble(error) || redis.status === "end") throw error;
      refusal = said(error);
      return false;
    }
  }

  /** Takes no jobs for a while. */
  function pause(): void {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++);
    void worker.pause(true).then(() => setTimeout(() => void worker.resume(), pauseMs).unref());
  }

  async function poolFor({ task, images }: Ticket): Promise<Pool> {
    if ((task.kind === "images") !== (images !== undefined)) {
      throw new MalformedJob(`images: not what ${"hash" in task ? printable(task.file) : task.name} needs`);
    }
    const key = `${"hash" in task ? task.hash : task.name} ${images}`;
    const pool = pools.get(key) ?? opened(task, images);
    pools.set(key, pool);
    // What is missing now may be there the next time.
    pool.catch(() => pools.delete(key));
    return pool;
  }

  async function opened(task: Task | OwnTicket, images: string | undefined): Promise<Pool> {
    if ("hash" in task) return createPool(await given(task), threads, undefined, undefined, limitMs);
    return startPool(task, threads, images, data);
  }

  async function given(task: OwnTicket): Promise<Task> {
    return own.taskOf(task).catch((error) => {
      if (error instanceof RangeError) throw new MalformedJob(error.message);
      throw error instanceof UserError ? new SetUpError(error.message) : error;
    });
  }

  const idle = new Waiting(notice);
  const troubled = new Waiting(notice);
  /** What Redis has refused since the last beat. */
  let refusal: string | undefined;
  let beaten = performance.now();
  let counted = 0;
  async function beat(): Promise<void> {
    const now = performance.now();
    if (now > beaten) line.rate += RATE_WEIGHT * (((line.rollouts - counted) / (now - beaten)) * 1000 - line.rate);
    [beaten, counted] = [now, line.rollouts];
    const runs = await requireFellows(redis, wasm);
    const word = await asideWord(redis, id);
    if (word !== undefined) throw new UserError(`this worker is ${word}`);
    await writeLine(redis, "worker", id, line);
    idle.look(runs === 0 ? "no run is there: waiting for one" : undefined);
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
    name: workerName(hostname(), id),
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
    const refused = redisLine(error);
    if (refused !== undefined) refusal = refused;
  });
  const beats = setInterval(() => {
    if (redis.status !== "ready") return;
    troubled.look(refusal && `${shown}: ${refusal}; trying again`);
    refusal = undefined;
    beat().catch((error) => {
      if (error instanceof UserError) refuse(error);
      else refusal = said(error);
    });
  }, BEAT_MS);

  return {
    line,
    refused,
    async close(now = false) {
      clearInterval(beats);
      const away = redis.status !== "ready";
      await closeAll(
        redis,
        () => dropLine(redis, "worker", id),
        () => worker.close(now || away),
      );
      await Promise.allSettled(Array.from(pools.values(), async (pool) => (await pool).close()));
      own.close();
    },
  };
}

/** What is said of a job that no worker could take as it is. */
class MalformedJob extends RangeError {}

/** What this worker lacks for the runs that are there. */
class SetUpError extends Error {}

/** What `read` reads; what is not to be read is malformed. */
function asked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new MalformedJob((error as Error).message);
  }
}

function malformed({ message }: MalformedJob): Failure {
  return { kind: "malformed", message };
}

function isEmpty(data: unknown): boolean {
  return typeof data === "object" && data !== null && Object.keys(data).length === 0;
}

/** How many runs are there. Throws a UserError where there are some, and all of them have another wasm. */
async function requireFellows(redis: Redis, wasm: string): Promise<number> {
  const coordinators = await readLines(redis, "coordinator");
  const [stranger] = coordinators;
  if (!stranger || coordinators.some((one) => one.wasm === wasm)) return coordinators.length;
  throw new UserError(
    `this worker's wasm is ${wasm.slice(0, 16)}, that of the run on ${stranger.host} ${stranger.wasm.slice(0, 16)}: ` +
      "expected the same build of wann on both",
  );
}

/** A job's bytes, or undefined where nobody waits for it any more. Throws a MalformedJob where there are too many. */
async function fetchJob(redis: Redis, { run, name }: Ticket): Promise<Buffer | undefined> {
  const size = await redis.hstrlen(jobsKey(run), name);
  if (size > MAX_JOB_BYTES) throw new MalformedJob(`a job of ${size} bytes: expected at most ${MAX_JOB_BYTES}`);
  return (await redis.hgetBuffer(jobsKey(run), name)) ?? undefined;
}

async function answer(redis: Redis, { run, name }: Ticket, bytes: Buffer): Promise<void> {
  if ((await redis.hexists(jobsKey(run), name)) === 0) return;
  const replies = await redis.multi().hset(answersKey(run), name, bytes).pexpire(answersKey(run), ANSWER_MS).exec();
  for (const [error] of replies ?? []) if (error) throw error;
}

/** Throws a SetUpError where the task's images are missing or others than the run's. */
async function startPool(task: Task, threads: number, expected?: string, data?: string): Promise<Pool> {
  const images = imagesHere(task, data);
  if (!images) return createPool(task, threads);
  const hash = imagesHash(images);
  if (hash === expected) return createPool(task, threads, images);
  throw new SetUpError(`this worker's images of ${task.name} have hash ${hash.slice(0, 16)}: expected the run's`);
}

function imagesHere(task: Task, data: string | undefined): Images | undefined {
  try {
    return imagesOf(task, data);
  } catch (error) {
    throw error instanceof UserError ? new SetUpError(error.message) : error;
  }
}
