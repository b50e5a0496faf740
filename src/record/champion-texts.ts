/** The champion.json of a run, wherever it runs. */

import { writeChampion } from "../formats/champion-json.js";
import type { Champion } from "../genome/champion.js";
import type { Tally } from "../journey.js";
import { withWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import type { OptimizerConfig, TunedWeights } from "../optimize/optimizer.js";
import type { ConfirmedChampion, SearchConfig } from "../search/search.js";
import type { Task } from "../tasks/task.js";
import { VERSION } from "../version.js";

/** How far a run has come when its champion is written. */
export type Effort = Pick<Tally, "rollouts" | "steps">;

/**
 * The text of the champion.json of a search as it stands.
 * @param more what is known of the champion beyond that.
 */
export function searchChampionText(
  champion: ConfirmedChampion,
  { rollouts, steps }: Effort,
  { task, config, seed }: { readonly task: Task; readonly config: SearchConfig; readonly seed: number },
  more: Partial<Champion> = {},
): string {
  const { genome, fingerprint, generation, mean, compact } = champion;
  const provenance = {
    program: `wann ${VERSION}`,
    seed,
    generation,
    confirmedMean: mean,
    rollouts,
    steps,
    config,
    ...more.provenance,
  };
  return writeChampion(
    { task: task.name, genome, fingerprint, ...(compact && { compact }), ...more, provenance },
    task,
  );
}

/** The text of the champion.json of a tuning as it stands: the network it began with, with weights of its own or a shared one. */
export function tuningChampionText(
  start: Champion,
  champion: TunedWeights,
  { rollouts, steps }: Effort,
  { task, config, seed }: { readonly task: Task; readonly config: OptimizerConfig; readonly seed: number },
  more: Readonly<Record<string, unknown>> = {},
): string {
  const provenance = {
    program: `wann ${VERSION}`,
    seed,
    generation: champion.generation,
    confirmedMean: champion.mean,
    confirmedSd: champion.sd,
    rollouts,
    steps,
    tune: config,
    start: start.provenance,
    ...more,
  };
  return writeChampion({ ...tunedChampion(start, champion.weights), provenance }, task);
}

/** The network that a tuning began with, with what it has found: a weight for each connection, or one that all of them share. */
export function tunedChampion(start: Champion, weights: readonly number[]): Champion {
  if (weights.length !== pack(start.genome).order.length) return { ...start, tunedSharedWeight: weights[0] };
  return { ...start, genome: withWeights(start.genome, weights) };
}
