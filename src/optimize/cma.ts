/** The optimizer `cma`: CMA-ES (cma-tuning.ts) over every weight. */
import { enabledConnections } from "../genome/genome.js";
import { defaultPopulation } from "./cma-es.js";
import { CMA_SETTINGS, type CmaConfig, CmaTuning, type CmaTuningState, cmaState } from "./cma-tuning.js";
import type { OptimizerKind } from "./optimizer.js";

export const CMA: OptimizerKind<CmaConfig> = {
  name: "cma",
  title: "CMA-ES (Hansen 2016), or its diagonal for many weights (Ros & Hansen 2008)",
  settings: CMA_SETTINGS,
  setsOptions: true,
  suits: () => true,
  preset: (weights) => ({ generations: 500, population: defaultPopulation(weights) }),
  state(genome) {
    const weights = enabledConnections(genome);
    return cmaState(weights, weights);
  },
  open: (context, state) => {
    return new CmaTuning(context, { start: context.start, weightsOf: (each) => each }, state as CmaTuningState);
  },
};
