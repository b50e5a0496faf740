/**
 * The best single shared weight in (−2, 2): a fine sweep over few episodes, then its best weights over many. All episodes
 * come from the search's range of seeds, never from those that figures are reported on.
 */
import { THOROUGH } from "../config/tuning.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import type { Genome } from "../genome/genome.js";
import { Purpose } from "../random/stream.js";
import { episodeSeeds } from "../search/wann.js";
import { bestPoint, sweep, weightGrid } from "./sweep.js";

/** The tuned shared weight of `genome`; a function of the genome, the task, `seed` and `effort`. */
export async function tuneSharedWeight(
  evaluator: Evaluator,
  genome: Genome,
  seed: number,
  effort = THOROUGH,
): Promise<number> {
  const { grid, gridEpisodes, finalists: kept, finalEpisodes } = effort;
  const seeds = (round: number, count: number) => episodeSeeds(seed, Purpose.tuneSharedWeight, round, count);
  const inside = weightGrid(grid).slice(1, -1);
  const coarse = await sweep(evaluator, genome, inside, seeds(0, gridEpisodes));
  const finalists = [...coarse]
    .sort((a, b) => b.mean - a.mean || a.weight - b.weight)
    .slice(0, kept)
    .map(({ weight }) => weight);
  return bestPoint(await sweep(evaluator, genome, finalists, seeds(1, finalEpisodes))).weight;
}
