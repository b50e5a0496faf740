/** Two profiles against each other, each row with its noise. */
import type { Spread } from "../statistics.js";
import type { Profile } from "./profile.js";
import type { Row } from "./steps.js";

export interface Change {
  readonly row: string;
  /** Nanoseconds a lane-step before and after; a row that one profile lacks is null there. */
  readonly before: Spread | null;
  readonly after: Spread | null;
  /** After over before. */
  readonly ratio: number | null;
  /** Whether their quartiles do not overlap: a change that noise does not explain. */
  readonly verdict: "no change" | "faster" | "slower" | "new" | "gone";
}

/** The release build's whole time, then every row of either profile. */
export function compareProfiles(before: Profile, after: Profile): Change[] {
  return [
    change("lane-step, all told", before.step.release, after.step.release),
    ...changes(before.step.rows, after.step.rows),
    ...changes(before.around.rows, after.around.rows),
  ];
}

function changes(before: readonly Row[], after: readonly Row[]): Change[] {
  const of = (rows: readonly Row[], name: string) => rows.find(({ row }) => row === name)?.ns ?? null;
  const names = new Set([...before, ...after].map(({ row }) => row));
  return [...names].map((name) => change(name, of(before, name), of(after, name)));
}

function change(row: string, before: Spread | null, after: Spread | null): Change {
  if (!before || !after) return { row, before, after, ratio: null, verdict: before ? "gone" : "new" };
  const verdict = after.high < before.low ? "faster" : after.low > before.high ? "slower" : "no change";
  return { row, before, after, ratio: before.median > 0 ? after.median / before.median : null, verdict };
}
