/** Configurations and states of this search as earlier versions of the files had them. */

import { shown } from "../../schema-problem.js";
import { taskNamed } from "../../tasks/registry.js";
import { UserError } from "../../user-error.js";
import { birthRows, founder } from "../descent.js";

type Json = Record<string, unknown>;

/** Keys of a run's first config.json whose value 0, false or 1 meant off. */
const OFF: Readonly<Record<string, unknown>> = {
  sampledWeights: 0,
  finalists: 0,
  guidedAdditions: 0,
  patience: 0,
  averageReturns: false,
  duplicatesLast: false,
  forecast: false,
  islands: 1,
  changeActivation: 0,
  insertNode: 0,
  addConnection: 0,
  enableConnection: 0,
  disableConnection: 0,
};

/** What the first configurations of all did not have yet. */
const ADDED = { guidedAdditions: null, disableConnection: null, squared: null };

/** A configuration in which what is off is null, of one with zeros. */
export function configFromZeros(old: Json): Json {
  const values: Json = { ...ADDED };
  for (const [key, value] of Object.entries(old))
    values[key] = Object.hasOwn(OFF, key) && OFF[key] === value ? null : value;
  if (values.islands === null) values.halveIslandsEvery = null;
  if (values.sampledWeights !== null) values.sharedWeights = null;
  if (values.finalists === null) values.finalRounds = null;
  const task = taskNamed(values.task as string);
  const ofImages = task.kind === "images";
  if (ofImages) values.patience = null;
  if (values.patience === null) values.forecast = null;
  if (!("fallPenalty" in task.options)) values.fallPenaltyFrom = null;
  if (!ofImages || values.addConnection === null) values.guidedAdditions = null;
  return { search: "wann", untilReturn: null, maxRollouts: null, maxConnections: null, ...values };
}

/** A configuration with the task's options, of one with the generation from which on falls cost. */
export function configFromFallPenalty({ fallPenaltyFrom: from, ...values }: Json): Json {
  if (!("fallPenalty" in taskNamed(values.task as string).options)) return values;
  return {
    ...values,
    fallPenalty: typeof from === "number" && from > 0 ? [{ from, value: true }] : from === 0 || null,
  };
}

/**
 * A configuration without the setting `squared`, which had each network run as one that gives at w what it gave at w² or −w². Throws a
 * UserError where it is on.
 */
export function configWithoutSquared({ squared, ...config }: Json): Json {
  if (squared === null || squared === undefined) return config;
  throw new UserError(`squared: ${shown(squared)}: expected null: this version has no such networks`);
}

/** A state of one that names the champion's network as it was bred, which was another one where `squared` was on. */
export function stateWithoutBred({ champion, ...state }: Json): Json {
  const { bred, ...rest } = (champion ?? {}) as Json;
  if (bred) throw new UserError("state.champion.bred: expected null: this version has no such networks");
  return { ...state, champion: champion ? rest : champion };
}

/** A state with lines of descent, all of which begin here, of one without. */
export function stateFromPopulation(old: Json): Json {
  const population = old.population as unknown[];
  const champion = old.champion as Json | undefined;
  const births = population.map(() => founder(old.generation as number));
  const last = founder((champion?.generation as number | undefined) ?? 0);
  const { rows, places } = birthRows(champion ? [...births, last] : births);
  return {
    generation: old.generation,
    inputs: old.inputs,
    outputs: old.outputs,
    population,
    returns: old.earnings,
    births: rows,
    lines: places.slice(0, population.length),
    champion: champion ? { ...champion, line: places[population.length] } : null,
  };
}
