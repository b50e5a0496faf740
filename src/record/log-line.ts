/** The lines of a run's log.jsonl, one a generation: of a search or of a tuning. */
import * as z from "zod";
import { enabledConnections } from "../genome/genome.js";
import type { Progress } from "../journey.js";
import type { Ranking } from "../search/search.js";

const number = z.number("expected a number");
/** Not in the logs of every version, and no curve needs it. */
const lateNumber = number.optional();

export const searchLogLine = z.object({
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

export const tuneLogLine = z.object({
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

export type LogLine = Readonly<z.infer<typeof searchLogLine>>;
export type TuneLogLine = Readonly<z.infer<typeof tuneLogLine>>;

/**
 * What a search's log says of a generation.
 * @param residentMb what the process has of memory, in megabytes, where that is known.
 */
export function searchLine(
  { outcome, tally, nonFinite, evaluateMs, learnMs }: Progress<Ranking>,
  residentMb?: number,
): LogLine {
  const { champion, best } = outcome;
  return {
    generation: outcome.generation,
    bestMean: best.mean,
    bestWeight: best.bestWeight,
    bestConnections: enabledConnections(best.genome),
    medianMean: outcome.medianMean,
    medianConnections: outcome.medianConnections,
    championMean: champion?.mean,
    championConnections: champion && enabledConnections(champion.genome),
    rollouts: tally.rollouts,
    steps: tally.steps,
    nonFinite,
    evaluateMs: Math.round(evaluateMs * 1000) / 1000,
    searchMs: Math.round(learnMs * 1000) / 1000,
    residentMb,
  };
}
