/** Whether a user's task is one that a search can count on: what is wrong with it, before hours are spent. */
import { Worker } from "node:worker_threads";
import { UserError } from "../user-error.js";
import { beatsMemory, ENDED, LONGEST_STEP_MS, stuckText, watchBeats } from "./beats.js";
import type { Checking, CheckReply, Finding } from "./check-thread.js";

export type { Finding } from "./check-thread.js";

const THREAD = new URL("../../dist/own/check-thread.js", import.meta.url);

/**
 * Runs a task in a file of TypeScript, JavaScript or WebAssembly with random actions, in a thread of its own, and says what it found, in
 * order. Throws a UserError where the file is no task at all.
 * @param limitMs what a reset or a step may take.
 */
export async function checkTask(file: string, limitMs = LONGEST_STEP_MS): Promise<readonly Finding[]> {
  const beats = beatsMemory();
  const thread = new Worker(THREAD, { workerData: { file, beats, limitMs } satisfies Checking });
  const findings: Finding[] = [];
  let leave = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      thread.on("error", reject);
      thread.on("exit", () => reject(new UserError(`${file}: ${ENDED}`)));
      thread.on("message", (reply: CheckReply) => {
        if ("finding" in reply) findings.push(reply.finding);
        else if ("fault" in reply) reject(new UserError(reply.fault));
        else resolve();
      });
      leave = watchBeats(beats, limitMs, () => {
        findings.push({ subject: "steps", found: stuckText(limitMs), verdict: "problem" });
        resolve();
      });
    });
  } finally {
    leave();
    await thread.terminate();
  }
  return findings;
}
