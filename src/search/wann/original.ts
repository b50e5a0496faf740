/**
 * The original WANN code's parameter files, and those of prettyNEAT that ask for nothing but this search: their key names, in our terms.
 * What each means is in the original's p/hypkey.txt.
 */
import { PAPER_WEIGHTS } from "../../genome/paper-weights.js";
import { shown } from "../../schema-problem.js";
import { suggestion } from "../../suggestion.js";
import { taskNamed } from "../../tasks/registry.js";
import { UserError } from "../../user-error.js";
import type { WannConfig } from "./settings.js";

/** What a number of a file may be. */
interface Range {
  readonly whole: boolean;
  readonly low: number;
  readonly high: number;
  /** Whether it must be below `high`. */
  readonly below?: boolean;
}

const MOST = 1_000_000;
const count = (low = 1, high = MOST): Range => ({ whole: true, low, high });
const share: Range = { whole: false, low: 0, high: 1 };

/** The original's keys that say the same as one of ours. */
const SAME: Readonly<Record<string, readonly [key: keyof WannConfig, range: Range]>> = {
  maxGen: ["generations", count()],
  popSize: ["population", count(2)],
  alg_nReps: ["episodesPerWeight", count()],
  alg_probMoo: ["complexityProbability", share],
  bestReps: ["confirmEpisodes", count()],
  prob_initEnable: ["initialConnectionProbability", share],
  prob_mutAct: ["changeActivation", share],
  prob_addNode: ["insertNode", share],
  prob_addConn: ["addConnection", share],
  prob_enable: ["enableConnection", share],
  select_cullRatio: ["cullRatio", { ...share, below: true }],
  select_eliteRatio: ["eliteRatio", share],
  select_tournSize: ["tournamentSize", count()],
};

/** Keys that may have one value alone, and why. */
const ONLY: Readonly<Record<string, readonly [value: unknown, why: string]>> = {
  prob_crossover: [0, "this search has no crossover"],
  prob_mutConn: [0, "this search sets no weights"],
  alg_act: [0, "this search draws from all activations"],
  alg_speciate: ["none", "this search has no species"],
};

/** Keys with no meaning here: read, and said to be ignored where that could surprise. */
const IGNORED: Readonly<Record<string, string | undefined>> = {
  alg_nMean: "the original's code never reads it",
  save_mod: undefined,
};

const WEIGHT_COUNT = count(2, 1000);
/** How many weights the original tries where a file does not say. */
const USUAL_WEIGHTS = PAPER_WEIGHTS.length;

/** All of them. */
const KEYS = ["task", "alg_wDist", "alg_nVals", ...[SAME, ONLY, IGNORED].flatMap(Object.keys)];

export function isOriginal(values: object): boolean {
  return (
    "maxGen" in values || "popSize" in values || Object.keys(values).some((key) => /^(alg|prob|select|spec)_/.test(key))
  );
}

/**
 * The settings of an original parameter file in our terms, with warnings for what is ignored. Throws a UserError that names the key, the
 * value and what was expected, or a key that the original does not have either.
 */
export function fromOriginal(
  values: Record<string, unknown>,
  origin: string,
): { values: Record<string, unknown>; warnings: string[] } {
  const result: Record<string, unknown> = {};
  const warnings: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const refuse = (expected: string): never => {
      throw new UserError(`${origin}: ${key}: ${shown(value)}: expected ${expected}`);
    };
    if (Object.hasOwn(SAME, key)) {
      const [name, range] = SAME[key];
      result[name] = within(range, value) ? value : refuse(inWords(range));
    } else if (Object.hasOwn(ONLY, key)) {
      const [expected, why] = ONLY[key];
      if (value !== expected) refuse(`${JSON.stringify(expected)}: ${why}`);
    } else if (Object.hasOwn(IGNORED, key)) {
      if (IGNORED[key]) warnings.push(`${origin}: ${key} is ignored: ${IGNORED[key]}`);
    } else if (key === "task") {
      result.task = typeof value === "string" ? taskNamed(value, `${origin}: task`).name : refuse("a task's name");
    } else if (key === "alg_wDist") {
      if (typeof value !== "string") refuse('"standard", or another text for weights spread evenly');
    } else if (key === "alg_nVals") {
      if (!within(WEIGHT_COUNT, value)) refuse(inWords(WEIGHT_COUNT));
    } else {
      const near = suggestion(key, KEYS);
      throw new UserError(`${origin}: unknown key ${shown(key)} in a parameter file of the original code${near}`);
    }
  }
  const { alg_wDist: distribution, alg_nVals: weights } = values;
  if (distribution !== undefined || weights !== undefined) {
    result.sharedWeights = sharedWeights(distribution ?? "standard", (weights as number | undefined) ?? USUAL_WEIGHTS);
    result.sampledWeights = null;
  }
  return { values: { search: "wann", ...result }, warnings };
}

/** As the original's task.py has it: the paper's six are "standard", six of them; all else is spread evenly over [−2, 2]. */
function sharedWeights(distribution: unknown, weights: number): readonly number[] {
  if (distribution === "standard" && weights === USUAL_WEIGHTS) return PAPER_WEIGHTS;
  return Array.from({ length: weights }, (_, i) => -2 + (4 * i) / (weights - 1));
}

function within({ whole, low, high, below }: Range, value: unknown): boolean {
  if (typeof value !== "number" || (whole && !Number.isInteger(value))) return false;
  return value >= low && (below ? value < high : value <= high);
}

function inWords({ whole, low, high, below }: Range): string {
  return `a ${whole ? "whole " : ""}number from ${low}${below ? ", below" : " to"} ${high}`;
}
