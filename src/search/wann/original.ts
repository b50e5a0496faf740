/** The original WANN code's parameter files: its key names, in our terms. */

import { suggestion } from "../../suggestion.js";
import { taskNamed } from "../../tasks/registry.js";
import { UserError } from "../../user-error.js";
import type { WannConfig } from "./settings.js";

/** What it calls the standard distribution: the paper's six. */
const STANDARD_WEIGHTS = [-2, -1, -0.5, 0.5, 1, 2];

/** The original's keys that say the same as one of ours. */
const SAME: Readonly<Record<string, keyof WannConfig>> = {
  maxGen: "generations",
  popSize: "population",
  alg_nReps: "episodesPerWeight",
  alg_probMoo: "complexityProbability",
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

/** Keys whose value has to be translated or checked. */
const TRANSLATED = ["task", "alg_wDist", "prob_crossover"];

export function isOriginal(values: object): boolean {
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
    if (Object.hasOwn(SAME, key)) result[SAME[key]] = value;
    else if (key === "task") result.task = taskNamed(String(value), `${origin}: task`).name;
    else if (key === "alg_wDist") {
      result.sharedWeights = sharedWeights(value, values.alg_nVals, origin);
      result.sampledWeights = null;
    } else if (key === "prob_crossover") {
      const line = `${origin}: prob_crossover: ${value}: expected 0, this search has no crossover`;
      if (value !== 0) throw new UserError(line);
    } else if (Object.hasOwn(IGNORED, key)) {
      if (IGNORED[key]) warnings.push(`${origin}: ${key} is ignored: ${IGNORED[key]}`);
    } else {
      const near = suggestion(key, [...Object.keys(SAME), ...Object.keys(IGNORED), ...TRANSLATED]);
      throw new UserError(`${origin}: unknown key "${key}" in a parameter file of the original code${near}`);
    }
  }
  return { values: result, warnings };
}

/** "standard" is the paper's six; anything else spreads `count` values evenly over [−2, 2]. */
function sharedWeights(distribution: unknown, count: unknown, origin: string): number[] {
  if (distribution === "standard") return STANDARD_WEIGHTS;
  if (!(Number.isInteger(count) && (count as number) >= 2)) {
    throw new UserError(
      `${origin}: alg_nVals: ${JSON.stringify(count) ?? "missing"}: expected a whole number of at least 2`,
    );
  }
  const values = count as number;
  return Array.from({ length: values }, (_, i) => -2 + (4 * i) / (values - 1));
}
