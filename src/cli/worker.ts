/** `wann worker`: gives this machine's cores to the runs of a queue. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import type { QueueWorker } from "../evaluate/queue/worker.js";
import { openTask } from "../own/open.js";
import { during } from "./interruption.js";
import { collect, whole } from "./options.js";
import { notice, plural } from "./progress.js";
import { QUEUE_OPTION, queueUrl } from "./queue-url.js";

interface Options {
  readonly queue?: string | boolean;
  readonly workers: number;
  readonly data?: string;
  readonly task?: readonly string[];
  readonly json?: boolean;
}

export const workerCommand = new Command("worker")
  .option(...QUEUE_OPTION)
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(
    "--task <file>",
    "a task in TypeScript or JavaScript, or of Gymnasium's, whose runs are helped, the same as theirs; may be given several times",
    collect,
  )
  .option("--json", "print one JSON object at the end")
  .addHelpText("after", "\nExample:\n  wann worker --queue redis://coordinator.local:6379")
  .action(async ({ queue, workers, data, task = [], json }: Options) => {
    const url = queueUrl(queue);
    const tasks = await Promise.all(task.map((file) => openTask(file)));
    const { joinQueue } = await import("../evaluate/queue/worker.js");
    const { shownUrl } = await import("../evaluate/queue/connection.js");
    const leaving = new AbortController();
    const { signal } = leaving;
    const phase = { where: "in the midst of jobs, which others take over", gently: leaving, after: "the jobs in hand" };
    const work = async (): Promise<QueueWorker["line"]> => {
      const worker = await joinQueue(url, { threads: workers, data, tasks, notice });
      process.stderr.write(`${plural(workers, "worker")} for ${shownUrl(url)}\n`);
      try {
        const interrupted = new Promise((done) => signal.addEventListener("abort", done));
        if (!signal.aborted) await Promise.race([worker.refused, interrupted]);
      } finally {
        await worker.close(!signal.aborted);
      }
      return worker.line;
    };
    const { jobs, rollouts, rejected, stale } = await during(phase, work);
    const left = `left after ${plural(jobs, "job")}, ${plural(rollouts, "rollout")}; ${plural(rejected, "job")} rejected, ${stale} passed over`;
    console.log(json ? JSON.stringify({ jobs, rollouts, rejected, stale }) : left);
  });
