/** The champion.json of a run, wherever it runs. */

import { writeChampion } from "../formats/champion-json.js";
import type { Champion } from "../genome/champion.js";
import type { Tally } from "../journey.js";
import { type OptimizerConfig, type TunedWeights, tunedNetwork } from "../optimize/optimizer.js";
import { OPTIMIZERS } from "../optimize/registry.js";
import type { ConfirmedChampion, SearchConfig } from "../search/search.js";
import type { Task } from "../tasks/task.js";
import { VERSION } from "../version.js";

/** How far a run has come when its champion is written. */
export type Effort = Pick<Tally, "rollouts" | "steps">;

/** What a search's champion was bred in. */
export interface BredIn {
  readonly task: Task;
  readonly config: SearchConfig;
  readonly seed: number;
  /** SHA-256 of the encoder that it sees through, where it does. */
  readonly encoder?: string | null;
}

/** The user's task as one module, for pages, and to see what a run was bred in; undefined where it is none. */
export function taskModule({ own }: Task): string | undefined {
  return own && "code" in own ? own.code : undefined;
}

/**
 * The text of the champion.json of a search as it stands.
 * @param more what is known of the champion beyond that.
 */
export function searchChampionText(
  champion: ConfirmedChampion,
  { rollouts, steps }: Effort,
  { task, config, seed, encoder }: BredIn,
  more: Partial<Champion> = {},
): string {
  const { genome, fingerprint, generation, mean, compact } = champion;
  const seen = { ...(encoder && { encoder }), ...(task.own && { scales: task.own.facts.scales }) };
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
    { task: task.name, genome, fingerprint, ...(compact && { compact }), ...seen, ...more, provenance },
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
  optimizers = OPTIMIZERS,
): string {
  const kind = optimizers.named(config.optimizer);
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
  return writeChampion({ ...start, ...tunedNetwork(kind, start.genome, champion.weights), provenance }, task);
}
