/**
 * Two builds' profiles against each other, each row with its noise. Machines drift by tens of percent within minutes; pairs that
 * were taken in turn, each before beside its after, tell a change from that. A build beside itself has no change.
 */
import { meanAndSd, type Spread, spread } from "../statistics.js";
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
  /** Whether noise explains it: see `verdict`. */
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
  return { row, before, after, ratio, verdict: verdict(befores, afters, ratio) };
}

/** What one pair cannot tell from the machine's drift between its two profiles. */
const DRIFT = 1.25;
/** A change that is less than that is none, however sure. */
const LEAST = 1.01;
/** Student's t at 99.9%, two-sided, by degrees of freedom from 1 on: many rows are looked at at once. */
const T = [636.6, 31.6, 12.92, 8.61, 6.87, 5.96, 5.41, 5.04, 4.78, 4.59, 4.44, 4.32, 4.22, 4.14, 4.07];
const T_MANY = 3.9;

/**
 * Of one pair: a change where the quartiles lie further apart than machines drift. Of several: where the mean of the ratios' logarithms is
 * further from 0 than its standard error allows.
 */
function verdict(befores: readonly Spread[], afters: readonly Spread[], ratio: Spread | null): Change["verdict"] {
  const told = (change: number, noise: number) =>
    change > noise ? "slower" : change < 1 / noise ? "faster" : "no change";
  if (ratio === null) return befores[0].median <= 0 && afters[0].low > befores[0].high ? "slower" : "no change";
  if (befores.length === 1) return told(ratio.low > 1 ? ratio.low : Math.min(ratio.high, 1), DRIFT);
  const logs = befores.map(({ median }, i) => Math.log(afters[i].median / median));
  const { mean, sd } = meanAndSd(logs);
  const error = sd / Math.sqrt(logs.length - 1);
  return told(Math.exp(mean), Math.max(LEAST, Math.exp((T[logs.length - 2] ?? T_MANY) * error)));
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
