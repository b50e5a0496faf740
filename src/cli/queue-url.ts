/** Where the queue is: `--queue URL`, or `--queue` alone and the environment. */
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { Coordinator } from "../evaluate/queue.js";
import { imagesOf } from "../tasks/images.js";
import type { Task } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import { notice } from "./progress.js";

const VARIABLE = "WANN_QUEUE";

/** Commander's flags and description of the option. */
export const QUEUE_OPTION = [
  "--queue [url]",
  `the queue's Redis, redis:// or rediss:// (default: ${VARIABLE})`,
] as const;

/** The URL of an option that may have been given without one. Throws a UserError where the environment has none either. */
export function queueUrl(option: string | boolean | undefined): string {
  const url = typeof option === "string" ? option : process.env[VARIABLE];
  if (!url) throw new UserError(`--queue: no URL: expected one, or the variable ${VARIABLE}`);
  return url;
}

/** Throws a UserError where there is no queue. */
export async function requireQueue(url: string): Promise<void> {
  const { connect } = await import("../evaluate/queue/connection.js");
  (await connect(url, notice)).disconnect();
}

/**
 * The evaluator of a run over the queue.
 * @param folder the run's: what an earlier process left in the queue of the run there is discarded.
 */
export async function queueEvaluator(
  url: string,
  task: Task,
  folder: string,
  { data, checkedShare }: { readonly data?: string | undefined; readonly checkedShare?: number | undefined },
): Promise<Coordinator> {
  const { coordinate } = await import("../evaluate/queue.js");
  const run = `${hostname()}:${resolve(folder)}`;
  return coordinate(url, task, {
    images: imagesOf(task, data),
    run,
    notice,
    ...(checkedShare !== undefined && { checkedShare }),
  });
}
