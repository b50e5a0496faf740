/** Reads a run's log.jsonl. */
import { schemaProblem } from "../schema-problem.js";
import { UserError } from "../user-error.js";
import { checkChain, logVersion, wholeLines } from "./log-chain.js";
import { type LogLine, searchLogLine, type TuneLogLine, tuneLogLine } from "./log-line.js";
import { readLogBytes } from "./text-file.js";

export type Log =
  | { readonly kind: "search"; readonly lines: readonly LogLine[] }
  | { readonly kind: "tuning"; readonly lines: readonly TuneLogLine[] };

/**
 * Reads a log.jsonl; a last line that is not whole, as of a run that is just writing it, is left out. Throws a UserError where the file
 * cannot be read, is damaged, or a line is none of a log's.
 */
export function readLog(path: string): Log {
  const lines = wholeLines(readLogBytes(path));
  if (lines.length === 0) throw new UserError(`${path}: empty: expected a line for each generation of a run`);
  const values = checkChain(lines, logVersion(lines, path), path).map(({ value }) => value);
  const kind = "stepSize" in values[0] ? "tuning" : "search";
  const schema = kind === "tuning" ? tuneLogLine : searchLogLine;
  for (const [i, value] of values.entries()) {
    const { error } = schema.safeParse(value);
    if (error) throw new UserError(`${path}: line ${i + 1}: ${schemaProblem(error, value, "a line of a log")}`);
  }
  return { kind, lines: values } as unknown as Log;
}
