/** The search `homogeneous`: networks that are weight agnostic by construction. */
import { express } from "../../genome/compact/express.js";
import { unflattenCompact } from "../../genome/compact/genome.js";
import { genomesOf } from "../descent.js";
import { type Odds, oddsProblem } from "../mutation.js";
import type { SearchKind } from "../search.js";
import { undoCompact } from "./change.js";
import { grownState } from "./grown.js";
import { fewestConnections } from "./initial.js";
import { configFromStages } from "./migrations.js";
import { MUTATIONS } from "./mutations/index.js";
import { HomogeneousSearch } from "./search.js";
import { configAt, finalsProblem, HOMOGENEOUS_SETTINGS, type HomogeneousConfig, stagesProblem } from "./settings.js";
import { type HomogeneousAncestry, type HomogeneousState, homogeneousAncestry, homogeneousState } from "./state.js";
import { workload } from "./workload.js";

export const HOMOGENEOUS: SearchKind<HomogeneousConfig> = {
  name: "homogeneous",
  title: "networks that are weight agnostic by construction: units with step, small whole numbers built of relays",
  byConstruction: true,
  settings: HOMOGENEOUS_SETTINGS,
  state: homogeneousState,
  ancestry: homogeneousAncestry,
  migrations: { 2: configFromStages },
  problem(config, task) {
    const { initialNetworks, population } = config;
    if (task.kind === "images") {
      return `task: ${task.name}: its outputs are compared with each other: expected a task whose outputs are clipped`;
    }
    if (initialNetworks !== null && initialNetworks < population) {
      return `initialNetworks: ${initialNetworks}: expected ${population} or more, the population, or null`;
    }
    const fewest = fewestConnections(config.gain);
    if (config.maxConnections !== null && config.maxConnections < fewest) {
      return `maxConnections: ${config.maxConnections}: expected ${fewest} or more, the smallest network of that gain, or null`;
    }
    return oddsProblem(MUTATIONS, config as unknown as Odds) ?? stagesProblem(config, task) ?? finalsProblem(config);
  },
  open: (context, state) => new HomogeneousSearch(context, state as HomogeneousState | undefined),
  workload: (config, state) => workload(config, state as HomogeneousState | undefined),
  withNetworks(config, networks, exactly) {
    const population = exactly ? networks : Math.min(config.population, networks);
    return {
      ...config,
      population,
      islands: null,
      halveIslandsEvery: null,
      fewestIslands: null,
      initialNetworks: null,
    };
  },
  grown(context, like) {
    const late = { ...context, config: { ...configAt(context.config, context.config.generations), stages: null } };
    return new HomogeneousSearch(late, grownState(late, like));
  },
  ancestors(ancestry, shape) {
    const { genome, line } = ancestry as HomogeneousAncestry;
    const genomes = genomesOf({ genome: unflattenCompact(genome.connections, shape), line }, undoCompact);
    return genomes.map((each) => express(each, genome.gain, shape.outputActivation));
  },
};
