/** The middle of several runs' learning curves. */
import { spread } from "../statistics.js";
import type { LearningCurve } from "./learning-svg.js";

/** A generation of a run, as its log has it. */
interface Line {
  readonly rollouts: number;
  readonly championMean?: number | undefined;
  readonly championConnections?: number | undefined;
}

/** Places at which the runs are compared. */
const PLACES = 200;

/**
 * At rollouts spread evenly from where all runs have a champion to where the shortest ends: the median and the quartiles of the champions
 * that they had then.
 * @param runs the lines of one or more searches' logs.
 */
export function medianCurve(runs: readonly (readonly Line[])[]): Required<Omit<LearningCurve, "label">> {
  const champions = runs.map((lines) => lines.filter(({ championMean }) => championMean !== undefined));
  const from = Math.max(...champions.map(([first]) => first?.rollouts ?? Number.POSITIVE_INFINITY));
  const to = Math.min(...runs.map((lines) => lines[lines.length - 1].rollouts));
  const rollouts = from > to ? [] : Array.from({ length: PLACES }, (_, i) => from + ((to - from) * i) / (PLACES - 1));
  const at = (spent: number, value: (line: Line) => number) =>
    spread(champions.map((lines) => value(lines.findLast((line) => line.rollouts <= spent) ?? lines[0])));
  const means = rollouts.map((spent) => at(spent, ({ championMean = 0 }) => championMean));
  return {
    rollouts,
    returns: means.map(({ median }) => median),
    band: { low: means.map(({ low }) => low), high: means.map(({ high }) => high) },
    connections: rollouts.map((spent) => at(spent, ({ championConnections = 0 }) => championConnections).median),
  };
}
