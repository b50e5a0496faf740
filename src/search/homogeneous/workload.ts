/** The work of a search `homogeneous`, generation by generation. */
import { afterHalving } from "../islands.js";
import type { Workload } from "../search.js";
import { INITIAL_AGAIN } from "./beginning.js";
import { configAt, finalEpisodes, finalistsIn, type HomogeneousConfig } from "./settings.js";
import type { HomogeneousState } from "./state.js";
import { CONFIRM_WEIGHTS } from "./weights.js";

/** The generations that are left after `state`. */
export function workload(config: HomogeneousConfig, state?: HomogeneousState): Workload[] {
  const { population, halveIslandsEvery, fewestIslands } = config;
  const done = state?.generation ?? 0;
  const begun = state !== undefined && state.population.length > 0;
  let islands = begun ? state.population.length / population : (config.islands ?? 1);
  return Array.from({ length: Math.max(config.generations - done, 0) }, (_, i) => {
    const generation = done + i;
    const now = configAt(config, generation);
    const { episodes } = now;
    const initial = i === 0 && !begun ? initialNetworks(config) : 0;
    const networks = islands * (initial + population);
    const finals = finalEpisodes(now).map((count, round) => islands * finalistsIn(now, round) * count);
    const ofBest = finals.reduce((sum, count) => sum + count, CONFIRM_WEIGHTS * now.confirmEpisodes);
    const work = {
      generation,
      networks,
      rollouts: networks * episodes + ofBest,
      bestNetworks: finals.length > 0 ? islands * finalistsIn(now, 0) : 1,
      ofBest,
    };
    if (halveIslandsEvery !== null && (generation + 1) % halveIslandsEvery === 0) {
      islands = afterHalving(islands, fewestIslands ?? 1);
    }
    return work;
  });
}

/** How many networks are run for an island before its population is. */
function initialNetworks({ initialNetworks: count, population }: HomogeneousConfig): number {
  return count === null ? 0 : count + Math.min(count, INITIAL_AGAIN * population);
}
