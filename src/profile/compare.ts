/**
 * Two builds' profiles against each other, each row with its noise. Machines drift by tens of percent within minutes; pairs that
 * were taken in turn, each before beside its after, tell a change from that.
 */
import { type Spread, spread } from "../statistics.js";
import type { Profile } from "./profile.js";
import type { Row } from "./steps.js";

/** Profiles taken one right after the other. */
export interface Pair {
  readonly before: Profile;
  readonly after: Profile;
}

export interface Change {
  readonly row: string;
  /** Nanoseconds a lane-step before and after, over rounds or over pairs; a row that one profile lacks is null there. */
  readonly before: Spread | null;
  readonly after: Spread | null;
  /** After over before: between the quartiles of the one pair, or over pairs. */
  readonly ratio: Spread | null;
  /** Whether one is within the ratio's quartiles: else noise does not explain it. */
  readonly verdict: "no change" | "faster" | "slower" | "new" | "gone";
}

/** The release build's whole time, then every row of any profile. */
export function compareProfiles(pairs: readonly Pair[]): Change[] {
  return [
    change("lane-step, all told", pairs, ({ step }) => step.release),
    ...changes(pairs, ({ step }) => step.rows),
    ...changes(pairs, ({ around }) => around.rows),
  ];
}

function changes(pairs: readonly Pair[], rowsOf: (profile: Profile) => readonly Row[]): Change[] {
  const names = new Set(
    pairs.flatMap(({ before, after }) => [...rowsOf(before), ...rowsOf(after)]).map(({ row }) => row),
  );
  return [...names].map((name) => {
    return change(name, pairs, (profile) => rowsOf(profile).find(({ row }) => row === name)?.ns ?? null);
  });
}

function change(row: string, pairs: readonly Pair[], nsOf: (profile: Profile) => Spread | null): Change {
  const befores = pairs.map(({ before }) => nsOf(before)).filter((ns) => ns !== null);
  const afters = pairs.map(({ after }) => nsOf(after)).filter((ns) => ns !== null);
  const [before, after] = [overall(befores), overall(afters)];
  if (!before || !after) return { row, before, after, ratio: null, verdict: before ? "gone" : "new" };
  const ratio = pairs.length === befores.length && pairs.length === afters.length ? ratioOf(befores, afters) : null;
  const slower = ratio ? ratio.low > 1 : after.low > before.high;
  return { row, before, after, ratio, verdict: slower ? "slower" : ratio && ratio.high < 1 ? "faster" : "no change" };
}

/** The one profile's rounds, or the medians of several. */
function overall(profiles: readonly Spread[]): Spread | null {
  if (profiles.length <= 1) return profiles[0] ?? null;
  return spread(profiles.map(({ median }) => median));
}

/** Null where there was nothing before. */
function ratioOf(befores: readonly Spread[], afters: readonly Spread[]): Spread | null {
  if (befores.some(({ low }) => low <= 0)) return null;
  if (befores.length > 1) return spread(befores.map(({ median }, i) => afters[i].median / median));
  const [[before], [after]] = [befores, afters];
  return { median: after.median / before.median, low: after.low / before.high, high: after.high / before.low };
}
