/** The lines of a run's log.jsonl, one a generation. */
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

/** What a reader of the curves cannot do without. */
const NUMBERS = [
  "generation",
  "bestMean",
  "bestWeight",
  "bestConnections",
  "medianMean",
  "medianConnections",
  "rollouts",
];

/** Reads a log.jsonl. Throws a UserError where the file cannot be read or a line is none of a log's. */
export function readLog(path: string): LogLine[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UserError(`${path}: cannot be read: expected the log of a run`);
  }
  const lines = text.split("\n").filter((line) => line !== "");
  if (lines.length === 0) throw new UserError(`${path}: empty: expected a line for each generation of a run`);
  return lines.map((line, i) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new UserError(`${path}: line ${i + 1}: not JSON, or cut short`);
    }
    const given = Object(value) as Record<string, unknown>;
    const wrong = NUMBERS.find((key) => typeof given[key] !== "number");
    if (wrong) {
      throw new UserError(
        `${path}: line ${i + 1}: ${wrong}: ${JSON.stringify(given[wrong]) ?? "missing"}: expected a number`,
      );
    }
    return given as unknown as LogLine;
  });
}
