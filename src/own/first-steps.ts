/** A thread that evaluates a user's module and takes its first steps: what does not end there ends with the thread. */
import { parentPort, threadId, workerData } from "node:worker_threads";
import { UserError } from "../user-error.js";
import { Beat } from "./beats.js";
import { evaluateModule } from "./environments.js";
import { factsOf, requireOwnTask } from "./facts.js";
import { printToStandardError } from "./prints.js";
import { type Opened, openedOf } from "./rows.js";

export interface FirstSteps {
  readonly code: string;
  /** For error lines. */
  readonly file: string;
  readonly beats: SharedArrayBuffer;
}

export type FirstStepsReply = { readonly opened: Opened } | { readonly fault: string };

printToStandardError();
const { code, file, beats } = workerData as FirstSteps;
const beat = Beat.claim(beats, threadId);

async function open(): Promise<Opened> {
  const value = await evaluateModule(code).catch((error: Error) => {
    throw new UserError(`${file}: ${error.message}`);
  });
  const task = requireOwnTask(value, file);
  return openedOf(task, factsOf(task, file, beat?.tick));
}

beat?.begin(1);
open().then(
  (opened) => parentPort?.postMessage({ opened } satisfies FirstStepsReply),
  (error) => {
    if (!(error instanceof UserError)) throw error;
    parentPort?.postMessage({ fault: error.message } satisfies FirstStepsReply);
  },
);
