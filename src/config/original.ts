/** The original WANN code's parameter files: its key names, in our terms. */
import { UserError } from "../user-error.js";
import { type Config, DEFAULTS } from "./config.js";
import { taskNamed } from "./tasks.js";

/** The original's keys that say the same as one of ours. */
const SAME: Readonly<Record<string, keyof Config>> = {
  maxGen: "generations",
  popSize: "population",
  alg_nReps: "episodesPerWeight",
  bestReps: "confirmEpisodes",
  prob_initEnable: "initialConnectionProbability",
  prob_mutAct: "changeActivation",
  prob_addNode: "insertNode",
  prob_addConn: "addConnection",
  prob_enable: "enableConnection",
  select_cullRatio: "cullRatio",
  select_eliteRatio: "eliteRatio",
  select_tournSize: "tournamentSize",
};

/** Keys with no meaning here: read, and said to be ignored where that could surprise. */
const IGNORED: Readonly<Record<string, string | undefined>> = {
  alg_nMean: "the original's code never reads it",
  save_mod: undefined,
  alg_nVals: undefined,
};

export function isOriginal(values: Record<string, unknown>): boolean {
  return (
    "maxGen" in values || "popSize" in values || Object.keys(values).some((key) => /^(alg|prob|select)_/.test(key))
  );
}

/**
 * The settings of an original parameter file in our terms, with warnings for what is ignored. Throws a UserError for a key
 * that the original does not have either.
 */
export function fromOriginal(
  values: Record<string, unknown>,
  origin: string,
): { values: Record<string, unknown>; warnings: string[] } {
  const result: Record<string, unknown> = {};
  const warnings: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const same = SAME[key];
    if (same) result[same] = value;
    else if (key === "task") result.task = taskNamed(String(value)).name;
    else if (key === "alg_probMoo") result.complexityProbability = value;
    else if (key === "alg_wDist") result.sharedWeights = sharedWeights(value, values.alg_nVals, origin);
    else if (key === "prob_crossover") {
      if (value !== 0)
        throw new UserError(`${origin}: prob_crossover: ${value}: expected 0, this search has no crossover`);
    } else if (key in IGNORED) {
      const reason = IGNORED[key];
      if (reason) warnings.push(`${origin}: ${key} is ignored: ${reason}`);
    } else throw new UserError(`${origin}: unknown key "${key}" in a parameter file of the original code`);
  }
  return { values: result, warnings };
}

/** "standard" is the paper's six; anything else spreads `count` values evenly over [−2, 2]. */
function sharedWeights(distribution: unknown, count: unknown, origin: string): number[] {
  if (distribution === "standard") return DEFAULTS.sharedWeights;
  if (!(Number.isInteger(count) && (count as number) >= 2)) {
    throw new UserError(`${origin}: alg_nVals: ${JSON.stringify(count)}: expected a whole number of at least 2`);
  }
  const values = count as number;
  return Array.from({ length: values }, (_, i) => -2 + (4 * i) / (values - 1));
}
