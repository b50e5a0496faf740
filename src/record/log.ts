/** The lines of a run's log.jsonl, one a generation: of a search or of a tuning. */

import * as z from "zod";
import { schemaProblem } from "../schema-problem.js";
import { UserError } from "../user-error.js";
import { checkChain, logVersion, wholeLines } from "./log-chain.js";
import { readLogBytes } from "./text-file.js";

const number = z.number("expected a number");
/** Not in the logs of every version, and no curve needs it. */
const lateNumber = number.optional();

const searchLine = z.object({
  generation: number,
  /** Of the generation's best network: its mean return over all shared weights, and that of its best weight. */
  bestMean: number,
  bestWeight: number,
  bestConnections: number,
  medianMean: number,
  medianConnections: number,
  /** The confirmed mean of the champion so far. */
  championMean: number.optional(),
  championConnections: number.optional(),
  /** Rollouts and simulated steps since the run began. */
  rollouts: number,
  steps: lateNumber,
  /** Episodes that scored the worst return because something in them was no finite number. */
  nonFinite: lateNumber,
  evaluateMs: lateNumber,
  searchMs: lateNumber,
  residentMb: lateNumber,
});

const tuneLine = z.object({
  generation: number,
  /** Over the generation's episodes: of the search's mean, and of the best candidate. */
  mean: number,
  best: number,
  stepSize: number,
  /** Over the champion's confirming episodes. */
  champion: number,
  championSd: lateNumber,
  /** Rollouts and simulated steps since the run began. */
  rollouts: number,
  steps: lateNumber,
});

export type LogLine = Readonly<z.infer<typeof searchLine>>;
export type TuneLogLine = Readonly<z.infer<typeof tuneLine>>;

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
  const schema = kind === "tuning" ? tuneLine : searchLine;
  for (const [i, value] of values.entries()) {
    const { error } = schema.safeParse(value);
    if (error) throw new UserError(`${path}: line ${i + 1}: ${schemaProblem(error, value, "a line of a log")}`);
  }
  return { kind, lines: values } as unknown as Log;
}
