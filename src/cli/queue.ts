/** `wann queue status`: who has joined a queue, and where its jobs are. */
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import type { QueueStatus } from "../evaluate/queue/status.js";
import { plural } from "./progress.js";
import { QUEUE_OPTION, queueUrl } from "./queue-url.js";

interface Options {
  readonly queue?: string | boolean;
  readonly json?: boolean;
}

const statusCommand = new Command("status")
  .description("show workers, cores, rates, and jobs waiting, in flight and lost")
  .option(...QUEUE_OPTION)
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann queue status --queue redis://coordinator.local:6379")
  .action(async ({ queue, json }: Options) => {
    const url = queueUrl(queue);
    const { queueStatus } = await import("../evaluate/queue/status.js");
    const status = await queueStatus(url);
    console.log(json ? JSON.stringify(status) : statusText(status));
  });

export const queueCommand = new Command("queue")
  .addCommand(statusCommand)
  .addHelpText("after", "\nExample:\n  wann queue status --queue redis://coordinator.local:6379");

function statusText({ workers, runs, waiting, inFlight, lost, late }: QueueStatus): string {
  const cores = workers.reduce((sum, worker) => sum + worker.cores, 0);
  const rate = workers.reduce((sum, worker) => sum + worker.rate, 0);
  const machines = workers.map(({ host, wasm, cores, rate, jobs }) => {
    return [host, wasm.slice(0, 8), String(cores), rate.toFixed(0), String(jobs)];
  });
  const searches = runs.map(({ host, wasm, task, jobs, out }) => {
    return [host, wasm.slice(0, 8), task, String(jobs), String(out)];
  });
  const align = ["l", "l", "r", "r", "r"];
  return [
    markdownTable([["worker", "wasm", "cores", "rollouts/s", "jobs done"], ...machines], { align }),
    "",
    markdownTable([["run", "wasm", "task", "jobs done", "jobs out"], ...searches], { align }),
    "",
    `${plural(workers.length, "worker")}, ${plural(cores, "core")}, ${rate.toFixed(0)} rollouts/s`,
    `${plural(waiting, "job")} waiting, ${inFlight} in flight, ${lost} lost and ${late} late, given again`,
  ].join("\n");
}
