/** What commands that may run for hours have in common. */
import type { Budget } from "../config/run-settings.js";
import { spentPart } from "../journey.js";
import type { ScoreRow } from "../score/score.js";
import type { Learner } from "../search/search.js";
import { interruptedCode } from "./interruption.js";
import { headline, notice } from "./progress.js";

export const REPORT_SEED = 0;

/** What every run comes to, as `--json` prints it. */
export interface RunResult {
  readonly digest: string;
  /** The champion's file, and the run's folder. */
  readonly champion: string;
  readonly run: string;
  readonly generations: number;
  readonly rollouts: number;
  readonly seconds: number;
  readonly rows: readonly ReportRow[];
}

/** A line of a closing report. */
export type ReportRow = Omit<ScoreRow, "returns">;

export function reportRows(rows: readonly ScoreRow[]): ReportRow[] {
  return rows.map(({ returns: _, ...row }) => row);
}

/** Says of a run that is resumed at its end that it goes no further, and why. */
export function noticeEnd(path: string, budget: Budget, learner: Learner<unknown>, rollouts: number): void {
  const part = spentPart(budget, learner, rollouts);
  if (part === undefined) return;
  const reached = { generations: learner.generation, maxRollouts: rollouts, untilReturn: learner.championMean };
  notice(`${path}: goes no further: ${part}: ${budget[part]}: the run has come to ${reached[part]}`);
}

/** Ends the process of an interrupted run with the line that says how to go on. */
export function endInterrupted(resume: string, done: number, total: number): never {
  headline(`stopped after generation ${done} of ${total}; go on with: ${resume}`);
  process.exit(interruptedCode());
}

/** What to type to go on with a run. */
export function resumption(command: string, folder: string): string {
  return `wann ${command} --resume ${folder}`;
}
