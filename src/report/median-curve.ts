/** The middle of several runs' learning curves. */
import { spread } from "../statistics.js";
import type { LearningCurve } from "./learning-svg.js";

/** A generation of a run, as its log has it, and what had been spent then. */
interface Line {
  readonly spent: number;
  readonly championMean?: number | undefined;
  readonly championConnections?: number | undefined;
}

/** Places at which the runs are compared. */
const PLACES = 200;

/**
 * At so much spent, spread evenly from where all runs have a champion to where the shortest ends: the median and the quartiles of the champions
 * that they had then.
 * @param runs the lines of one or more searches' logs.
 */
export function medianCurve(runs: readonly (readonly Line[])[]): Required<Omit<LearningCurve, "label">> {
  const champions = runs.map((lines) => lines.filter(({ championMean }) => championMean !== undefined));
  const from = Math.max(...champions.map(([first]) => first?.spent ?? Number.POSITIVE_INFINITY));
  const to = Math.min(...runs.map((lines) => lines[lines.length - 1].spent));
  const spent = from > to ? [] : Array.from({ length: PLACES }, (_, i) => from + ((to - from) * i) / (PLACES - 1));
  const at = (place: number, value: (line: Line) => number) =>
    spread(champions.map((lines) => value(lines.findLast((line) => line.spent <= place) ?? lines[0])));
  const means = spent.map((place) => at(place, ({ championMean = 0 }) => championMean));
  return {
    spent,
    returns: means.map(({ median }) => median),
    band: { low: means.map(({ low }) => low), high: means.map(({ high }) => high) },
    connections: spent.map((place) => at(place, ({ championConnections = 0 }) => championConnections).median),
  };
}
