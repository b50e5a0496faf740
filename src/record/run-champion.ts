/** The champion.json of a search, wherever it runs. */
import type { Config } from "../config/config.js";
import { taskNamed } from "../config/tasks.js";
import { writeChampion } from "../formats/champion-json.js";
import type { Champion } from "../genome/champion.js";
import type { RunState } from "../train.js";
import { VERSION } from "../version.js";

/** What a champion.json tells of its run. */
export type RunSoFar = Pick<RunState, "champion" | "rollouts" | "steps">;

/**
 * The text of the champion.json of a run as it stands. Throws an Error where the run has no champion yet.
 * @param more what is known of the champion beyond the state.
 */
export function runChampion(state: RunSoFar, config: Config, seed: number, more: Partial<Champion> = {}): string {
  if (!state.champion) throw new Error("the run has no champion yet");
  const { genome, fingerprint, generation, mean } = state.champion;
  const task = taskNamed(config.task);
  const provenance = {
    program: `wann ${VERSION}`,
    seed,
    generation,
    confirmedMean: mean,
    rollouts: state.rollouts,
    steps: state.steps,
    config,
    ...more.provenance,
  };
  return writeChampion({ task: task.name, genome, fingerprint, ...more, provenance }, task);
}
