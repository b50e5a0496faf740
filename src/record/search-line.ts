/** What a search's log says of a generation. */
import { enabledConnections } from "../genome/genome.js";
import type { Progress } from "../journey.js";
import type { Ranking } from "../search/search.js";
import type { LogLine } from "./log.js";

/** @param residentMb what the process has of memory, in megabytes, where that is known. */
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
