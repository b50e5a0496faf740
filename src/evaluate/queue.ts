/**
 * The evaluator over the machines that have joined a queue. A call is cut into jobs of about a second; whatever becomes of
 * them on the way, outcomes are placed by index.
 */
import { createHash, randomBytes } from "node:crypto";
import { availableParallelism, hostname } from "node:os";
import { Queue } from "bullmq";
import { type Images, imagesHash } from "../images/image-set.js";
import type { Task } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { copyInto, cut, type Evaluator, emptyOutcome, type Plan, type Share } from "./evaluator.js";
import { Conduct } from "./queue/conduct.js";
import { closeAll, connect, shownUrl } from "./queue/connection.js";
import { EventStream } from "./queue/event-stream.js";
import { Handouts } from "./queue/handouts.js";
import { openHere } from "./queue/here.js";
import { MAX_JOB_ROLLOUTS, printable } from "./queue/messages.js";
import { keepWasm, ownRunOf, putWasm } from "./queue/own-tasks.js";
import { CHECKED_SHARE, Recheck } from "./queue/recheck.js";
import { isRedisTrouble, redisLine } from "./queue/redis-errors.js";
import { dropLine, type Line, PREFIX, queueName, readLines, wasmHash, writeLine } from "./queue/roster.js";
import { Waiting } from "./queue/waiting.js";

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
  /** Threads of this machine for what does not go over the queue: as many as it has cores, unless set. */
  readonly threads?: number;
  /** The share of answers that this machine computes itself, and compares: 0 to 1, 0.005 unless set. */
  readonly checkedShare?: number;
  /** What the run is known by: jobs that an earlier process left of it are discarded. */
  readonly run?: string;
  /** Is told in a line what a person might want to know. */
  readonly notice: (line: string) => void;
  /** For tests and benchmarks; in milliseconds: what a job is to take, and how often and how soon jobs are looked after. */
  readonly jobMs?: number;
  readonly tickMs?: number;
  readonly checkMs?: number;
  readonly lateMs?: number;
  /** For tests: when a connection without an answer is dead, and what a step of a user's task may take here; in milliseconds. */
  readonly heartbeatMs?: number;
  readonly limitMs?: number;
}

export interface Coordinator extends Evaluator {
  /** What it tells of itself in the roster. */
  readonly line: Line<"coordinator">;
  /** Machines that have joined, and the cores they give. */
  readonly crew: { readonly machines: number; readonly cores: number };
  /** Answers that have been computed here, too. */
  readonly checked: number;
  /** This machine alone: what it says is not taken on trust. */
  readonly here: Evaluator;
}

/** How many jobs are made of work of `ms` milliseconds for so many cores: few enough, but some for each core. */
export function jobsFor(ms: number, cores: number, jobMs = JOB_MS): number {
  return Math.max(1, ms / jobMs, Math.min(cores * JOBS_PER_CORE, ms / Math.min(LEAST_JOB_MS, jobMs)));
}

/** Opens the queue at `url` for a run of `task`. Throws a UserError where it cannot be reached, or the task's wasm is too large for it. */
export async function coordinate(url: string, task: Task, options: QueueOptions): Promise<Coordinator> {
  const { images, notice, threads = availableParallelism(), checkedShare = CHECKED_SHARE } = options;
  const { jobMs = JOB_MS, tickMs = TICK_MS, checkMs = CHECK_MS, lateMs = LATE_MS } = options;
  const shown = shownUrl(url);
  const redis = await connect(url, notice, options.heartbeatMs);
  const [wasm, own] = [await wasmHash(), await ownRunOf(task)];
  const run = createHash("sha256")
    .update(options.run ?? randomBytes(16))
    .digest("hex")
    .slice(0, 32);
  const queue = new Queue(queueName(wasm), { connection: redis, prefix: PREFIX, skipVersionCheck: true });
  // The connection tells of itself.
  queue.on("error", () => {});
  const here = openHere(task, threads, images, options.limitMs);
  const conduct = new Conduct(redis, notice);
  const recheck = new Recheck(({ networks, plan }) => here.alone(networks, plan), checkedShare);
  /** What Redis has refused since it was last looked. */
  let refusal: string | undefined;
  const handouts = new Handouts(redis, queue, {
    run,
    attempt: randomBytes(4).toString("hex"),
    task: own?.ticket ?? task.name,
    images: images && imagesHash(images),
    checkMs,
    lateMs,
    conduct,
    recheck,
    notice,
    mend: async () => own && putWasm(redis, own),
    trouble: (error) => {
      refusal = redisLine(error);
    },
  });
  const key = queue.toKey("events");
  // It hears of all that happens from here on, even of what does before it has connected.
  const [latest] = await redis.xrevrange(key, "+", "-", "COUNT", 1);
  const heed = handouts.heed.bind(handouts);
  const events = new EventStream(
    redis,
    key,
    latest?.[0],
    heed,
    (error) => redisLine(error) ?? printable(error.message),
  );
  let crew = { machines: 0, cores: 0 };
  const waits = Array.from({ length: 3 }, () => new Waiting(notice));

  const line = () => ({ host: hostname(), wasm, task: task.name, out: handouts.size, ...handouts.counts });

  async function look(): Promise<void> {
    const workers = (await readLines(redis, "worker")).filter((worker) => worker.wasm === wasm);
    for (const { id, host } of workers) conduct.meet(id, host);
    const cores = workers.reduce((sum, worker) => sum + worker.cores, 0);
    crew = { machines: new Set(workers.map(({ host }) => host)).size, cores };
    if (own) await keepWasm(redis, own);
    await writeLine(redis, "coordinator", run, line());
    await handouts.look(events.lost !== undefined);
    const alone = cores === 0 && handouts.size > 0;
    const lost = events.lost;
    const [refused, unheard, waited] = waits;
    refused.look(refusal && `${shown}: ${refusal}; trying again`);
    unheard.look(lost && `${shown}: what happens to jobs is not heard (${lost}): looking for them instead`);
    waited.look(alone ? "no worker has joined: waiting for one" : await handouts.waitsFor());
    refusal = undefined;
  }

  function shares(networks: readonly Uint32Array[], plan: Plan): Share[] {
    const episodes = plan.seeds.length;
    const rollouts = networks.length * episodes;
    const ms = rollouts * handouts.rolloutMs;
    const jobs = Math.max(jobsFor(ms, crew.cores, jobMs), rollouts / MAX_JOB_ROLLOUTS);
    const perJob = Math.max(1, Math.floor(rollouts / jobs));
    return cut(networks, plan, Math.max(1, Math.floor(perJob / episodes)), perJob);
  }

  try {
    await handouts.discard();
    await look();
  } catch (error) {
    events.close();
    redis.disconnect();
    throw isRedisTrouble(error) ? new UserError(`the queue ${shown}: ${redisLine(error) ?? error.message}`) : error;
  }
  let looking = false;
  const ticks = setInterval(async () => {
    if (looking || redis.status !== "ready") return;
    looking = true;
    await look().catch((error) => {
      const said = redisLine(error) ?? printable(error.message);
      waits[0].look(`${shown}: ${said}; trying again`);
    });
    looking = false;
  }, tickMs);

  return {
    here: here.evaluator,
    get line() {
      return line();
    },
    get crew() {
      return crew;
    },
    get checked() {
      return recheck.counts.checked;
    },
    async evaluate(networks, plan, observe) {
      const outcome = emptyOutcome(networks.length * plan.seeds.length);
      await handouts.run(shares(networks, plan), ({ start }, part) => {
        copyInto(outcome, start, part);
        observe?.(part.returns.length);
      });
      return outcome;
    },
    ...(here.evaluator.gradients && { gradients: here.evaluator.gradients }),
    async close() {
      clearInterval(ticks);
      events.close();
      const leave = () => Promise.all([handouts.discard(), dropLine(redis, "coordinator", run)]);
      await closeAll(redis, leave, () => queue.close());
      await here.close();
    },
  };
}
