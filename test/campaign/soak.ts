/**
 * One small search after another over a queue, by one coordinator, while two workers are killed and started again at random, and Redis is
 * started again every ten minutes. Each search is to end with the undisturbed digest, and memory is to stay flat.
 */
import { readFileSync } from "node:fs";
import { coordinate } from "../../src/evaluate/queue.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { median } from "../../src/statistics.js";
import type { RedisServer } from "../queue/redis.js";
import { BRISK, digest, LOCK_MS, TASK } from "../queue/small-run.js";
import { startWorker, type WorkerProcess } from "../queue/workers.js";

const WORKERS = 2;
/** A worker is killed after at least so long, and up to so much longer, in milliseconds. */
const KILL_MS = 5000;
const KILL_LONGER_MS = 15_000;
const RESTART_MS = 600_000;
const SAMPLE_MS = 10_000;
const MIB = 2 ** 20;

export interface Soaked {
  readonly minutes: number;
  readonly searches: number;
  readonly workersKilled: number;
  readonly redisRestarts: number;
  /** Medians of the first quarter after the first minute, and of the last, in MiB. */
  readonly coordinatorMib: readonly [first: number, last: number];
  readonly redisMib: readonly [first: number, last: number];
  readonly faults: readonly string[];
}

export async function soak(
  server: RedisServer,
  undisturbed: string,
  seed: number,
  minutes: number,
  progress?: (faults: number) => void,
): Promise<Soaked> {
  await server.redis.flushall();
  const faults: string[] = [];
  const stream = new Stream(seed, Purpose.vary, 0, 1);
  const until = performance.now() + minutes * 60_000;
  const on = () => performance.now() < until;
  const coordinator = await coordinate(server.url, TASK, { ...BRISK, notice: () => {} });
  const workers: WorkerProcess[] = [];
  for (let i = 0; i < WORKERS; i++) workers.push(await startWorker(server.url, { lockMs: LOCK_MS }));
  let [workersKilled, redisRestarts, searches] = [0, 0, 0];
  const samples: [coordinator: number, redis: number][] = [];

  const timers = new Set<NodeJS.Timeout>();
  /** Does `work` again and again, each time after so many milliseconds. */
  function every(ms: () => number, work: () => Promise<void>): void {
    const timer = setTimeout(async () => {
      timers.delete(timer);
      await work().catch((error: Error) => faults.push(error.message));
      if (on()) every(ms, work);
    }, ms());
    timers.add(timer);
  }
  every(
    () => KILL_MS + stream.integer(KILL_LONGER_MS),
    async () => {
      const place = stream.integer(WORKERS);
      await workers[place].kill();
      workers[place] = await startWorker(server.url, { lockMs: LOCK_MS });
      workersKilled++;
    },
  );
  every(
    () => Math.min(RESTART_MS, (minutes * 60_000) / 2),
    async () => {
      await server.restart(redisRestarts++ % 2 === 0 ? "with its data" : "without its data");
    },
  );
  every(
    () => SAMPLE_MS,
    async () => {
      const memory = /used_memory:(\d+)/.exec(await server.redis.info("memory"))?.[1];
      samples.push([residentMib(), Number(memory) / MIB]);
    },
  );

  while (on()) {
    const came = await digest(coordinator).catch((error: Error) => error.message);
    if (came !== undisturbed) faults.push(`search ${searches}: ${came}`);
    searches++;
    progress?.(faults.length);
  }
  for (const timer of timers) clearTimeout(timer);
  await coordinator.close();
  await Promise.all(workers.map((worker) => worker.kill()));
  const settled = samples.slice(Math.min(6, samples.length >> 2));
  const quarter = Math.max(1, settled.length >> 2);
  const ends = (of: (sample: [number, number]) => number): [number, number] => {
    const some = (part: [number, number][]) => Number(median(part.map(of)).toFixed(1));
    return [some(settled.slice(0, quarter)), some(settled.slice(-quarter))];
  };
  return {
    minutes,
    searches,
    workersKilled,
    redisRestarts,
    coordinatorMib: ends(([own]) => own),
    redisMib: ends(([, redis]) => redis),
    faults,
  };
}

/** What this process has of memory. */
function residentMib(): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;
  } catch {
    return process.memoryUsage().rss / MIB;
  }
}
