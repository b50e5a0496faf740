/** The lines of a run's log.jsonl, one a generation: of a search or of a tuning. */
import { readFileSync } from "node:fs";
import { UserError } from "../user-error.js";

export interface LogLine {
  readonly generation: number;
  /** Of the generation's best network: its mean return over all shared weights, and that of its best weight. */
  readonly bestMean: number;
  readonly bestWeight: number;
  readonly bestConnections: number;
  readonly medianMean: number;
  readonly medianConnections: number;
  /** The confirmed mean of the champion so far. */
  readonly championMean?: number | undefined;
  readonly championConnections?: number | undefined;
  /** Rollouts and simulated steps since the run began. */
  readonly rollouts: number;
  readonly steps: number;
  /** Episodes that scored the worst return because something in them was no finite number. */
  readonly broken: number;
  readonly evaluateMs: number;
  readonly searchMs: number;
  readonly residentMb: number;
}

export interface TuneLogLine {
  readonly generation: number;
  /** Over the generation's episodes: of the search's mean, and of the best candidate. */
  readonly mean: number;
  readonly best: number;
  readonly stepSize: number;
  /** Over the champion's confirming episodes. */
  readonly champion: number;
  readonly championSd: number;
  /** Rollouts and simulated steps since the run began. */
  readonly rollouts: number;
  readonly steps: number;
}

export type Log =
  | { readonly kind: "search"; readonly lines: readonly LogLine[] }
  | { readonly kind: "tuning"; readonly lines: readonly TuneLogLine[] };

/** What a reader of the curves cannot do without. */
const NUMBERS = {
  search: ["generation", "bestMean", "bestWeight", "bestConnections", "medianMean", "medianConnections", "rollouts"],
  tuning: ["generation", "mean", "best", "stepSize", "champion", "rollouts"],
};

/** Reads a log.jsonl. Throws a UserError where the file cannot be read or a line is none of a log's. */
export function readLog(path: string): Log {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UserError(`${path}: cannot be read: expected the log of a run`);
  }
  const lines = text.split("\n").filter((line) => line !== "");
  if (lines.length === 0) throw new UserError(`${path}: empty: expected a line for each generation of a run`);
  let kind: Log["kind"] = "search";
  const values = lines.map((line, i) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new UserError(`${path}: line ${i + 1}: not JSON, or cut short`);
    }
    const given = Object(value) as Record<string, unknown>;
    if (i === 0 && "stepSize" in given) kind = "tuning";
    const wrong = NUMBERS[kind].find((key) => typeof given[key] !== "number");
    if (wrong) {
      throw new UserError(
        `${path}: line ${i + 1}: ${wrong}: ${JSON.stringify(given[wrong]) ?? "missing"}: expected a number`,
      );
    }
    return given;
  });
  return { kind, lines: values } as unknown as Log;
}
