/** Workers of a queue as processes of their own, for tests that stop and kill them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { PREFIX, queueName, wasmHash } from "../../src/evaluate/queue/roster.js";
import type { WorkerOptions } from "../../src/evaluate/queue/worker.js";
import type { RedisServer } from "./redis.js";

const LOOK_AGAIN_MS = 2;

const PROGRAM = `
  import { joinQueue } from ${JSON.stringify(new URL("../../dist/evaluate/queue/worker.js", import.meta.url).href)};
  const [url, options] = process.argv.slice(1);
  const notice = (line) => console.log(line);
  const worker = await joinQueue(url, { ...JSON.parse(options), notice });
  worker.refused.catch(async ({ message }) => {
    console.log(message);
    await worker.close(true);
    process.exit(2);
  });
  console.log("joined");`;

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it has said. */
  readonly lines: string[];
  /** When it has ended. */
  readonly left: Promise<unknown>;
  kill(): Promise<void>;
}

/**
 * Starts a worker and waits until it has joined.
 * @param limitKb KiB of addresses that the process may have.
 */
export async function startWorker(
  url: string,
  options: Partial<WorkerOptions> = {},
  limitKb: number | "unlimited" = "unlimited",
): Promise<WorkerProcess> {
  const given = JSON.stringify({ threads: 1, ...options });
  const command = [process.execPath, "--input-type=module", "-e", PROGRAM, url, given];
  const child = spawn("sh", ["-c", `ulimit -v ${limitKb} && exec "$@"`, "sh", ...command], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  const exited = once(child, "exit");
  await until(() => lines.includes("joined") || child.exitCode !== null);
  return {
    child,
    lines,
    left: exited,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Waits until `condition` holds: as long as the test may. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(LOOK_AGAIN_MS);
}

/** BullMQ's side of the queue. */
export async function ticketsOf({ redis }: RedisServer): Promise<Queue> {
  return new Queue(queueName(await wasmHash()), { connection: redis, prefix: PREFIX }).on("error", () => {});
}

/** Stops the only worker of the queue while it has a job, with others waiting. */
export async function freeze(worker: ChildProcess, tickets: Queue): Promise<void> {
  const midway = async () => {
    const { active, wait } = await tickets.getJobCounts("active", "wait");
    return active > 0 && wait > 0;
  };
  for (;;) {
    await until(midway);
    worker.kill("SIGSTOP");
    // What it had sent by then has come by the second time.
    if ((await midway()) && (await midway())) return;
    worker.kill("SIGCONT");
  }
}
