/** The search `wann`: the paper's, with what its settings add. */
import { undo } from "../../genome/change.js";
import { unflatten } from "../../genome/flat.js";
import { enabledConnections } from "../../genome/genome.js";
import { genomesOf } from "../descent.js";
import { type Odds, oddsProblem } from "../mutation.js";
import type { SearchKind, Workload } from "../search.js";
import { grownState, stateOf } from "./grown.js";
import { configFromFallPenalty, configWithoutSquared } from "./migrations.js";
import { MUTATIONS } from "./mutations/index.js";
import type { Mutation } from "./mutations/mutation.js";
import { WannSearch } from "./search.js";
import { type WannConfig, wannSettings } from "./settings.js";
import { type WannAncestry, type WannState, wannAncestry, wannState } from "./state.js";
import { confirmWeights, weightCount } from "./weights.js";

/** The search with these mutations. */
export function wannWith(mutations: readonly Mutation[], name = "wann"): SearchKind<WannConfig> {
  return {
    name,
    title:
      "the paper's search: one mutation a child, ranked by return over shared weights and by size (Gaier & Ha 2019)",
    settings: wannSettings(mutations),
    state: wannState,
    ancestry: wannAncestry,
    migrations: { 2: configFromFallPenalty, 3: configWithoutSquared },
    problem: (config) => oddsProblem(mutations, config as unknown as Odds),
    open: (context, state) => new WannSearch(context, mutations, state as WannState | undefined),
    workload: (config, state) => workload(config, state as WannState | undefined),
    withNetworks(config, networks, exactly) {
      const population = exactly ? networks : Math.min(config.population, networks);
      return { ...config, population, islands: null, halveIslandsEvery: null };
    },
    grown(context, like) {
      return new WannSearch(context, mutations, grownState(context, mutations, like?.genome));
    },
    adopt(context, networks) {
      const { maxConnections } = context.config;
      const largest = networks.map(enabledConnections).reduce((most, each) => Math.max(most, each));
      if (maxConnections !== null && largest > maxConnections) {
        throw new RangeError(`a network of ${largest} connections: expected at most ${maxConnections}, maxConnections`);
      }
      return stateOf(context, networks);
    },
    ancestors(ancestry, { inputs, outputs }) {
      const { genome, line } = ancestry as WannAncestry;
      return genomesOf({ genome: unflatten(genome, inputs, outputs), line }, undo);
    },
    networksOf(state, { config, shape: { inputs, outputs } }) {
      const { population } = state as WannState;
      const islands = population.length / config.population;
      return population.map((_, i) => {
        const [place, island] = [Math.floor(i / islands), i % islands];
        return unflatten(population[island * config.population + place], inputs, outputs);
      });
    },
  };
}

export const WANN = wannWith(MUTATIONS);

function workload(config: WannConfig, state?: WannState): Workload[] {
  const perNetwork = weightCount(config) * config.episodesPerWeight;
  const confirming = confirmWeights(config).length * config.confirmEpisodes * config.episodesPerWeight;
  const again = Math.min(config.finalists ?? 0, config.population) * (config.finalRounds ?? 0);
  const generation = state?.generation ?? 0;
  let islands = state ? state.population.length / config.population : (config.islands ?? 1);
  return Array.from({ length: Math.max(config.generations - generation, 0) }, (_, i) => {
    const index = generation + i;
    const networks = islands * config.population;
    const bestNetworks = islands * Math.min(config.finalists ?? 1, config.population);
    const ofBest = islands * again * perNetwork + confirming;
    const rollouts = networks * perNetwork + ofBest;
    if (config.halveIslandsEvery !== null && (index + 1) % config.halveIslandsEvery === 0) {
      islands = Math.ceil(islands / 2);
    }
    return { generation: index, networks, rollouts, bestNetworks, ofBest };
  });
}
