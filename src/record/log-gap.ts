/** What a run's log lacks, for those who show it while the run may go on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatOf, readDocument } from "../document.js";
import { UserError } from "../user-error.js";
import { type Checkpoint, SEARCH_CHECKPOINT, TUNING_CHECKPOINT } from "./checkpoint.js";
import { RunLog } from "./run-log.js";

const LINE_BREAK = 10;

/**
 * What is not as it should be with the log of a run's folder, in a line: lines that its last checkpoint knows are missing or others,
 * or the last line is not whole. Undefined where all is well, or where there is no sound checkpoint to tell.
 */
export function logGap(folder: string): string | undefined {
  const path = join(folder, "log.jsonl");
  // A run writes the log first: what is read after the checkpoint has the lines that it knows.
  const position = positionIn(join(folder, "checkpoint"));
  try {
    if (position) RunLog.check(path, position);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return readFileSync(path).at(-1) === LINE_BREAK ? undefined : `${path}: the last line is not whole: left out`;
}

function positionIn(path: string): Checkpoint["log"] | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const kind = [SEARCH_CHECKPOINT, TUNING_CHECKPOINT].find(({ format }) => format === formatOf(text));
    return kind && readDocument(kind, text, path).log;
  } catch {
    return undefined;
  }
}
