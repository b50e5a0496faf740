/**
 * The resolved configuration of a run: with the seed, it determines every bit of it. Partial in, complete out; unknown
 * keys are refused.
 */
import * as z from "zod";
import { ACTIVATIONS, type ActivationName } from "../genome/activation.js";
import { suggestion } from "../suggestion.js";
import { UserError } from "../user-error.js";
import { taskNamed } from "./tasks.js";

const probability = z.number().min(0).max(1);
const odds = z.number().min(0);
const count = z.int().min(1).max(1_000_000);

/** What a search is to do: with its seed, it determines every bit of a run. Presets hold good values. */
export interface Config {
  /** The task's name. */
  readonly task: string;
  /** Networks a generation, on each island. */
  readonly population: number;
  /** Populations that evolve apart. */
  readonly islands: number;
  /** Generations after each of which only the better half of the islands lives on, until one is left. */
  readonly halveIslandsEvery: number;
  /** Generations the search runs to. */
  readonly generations: number;
  /** The shared weights each network is run with. */
  readonly sharedWeights: readonly number[];
  /** Where above 0, that many equal parts of (−2, 2) each give one uniformly drawn weight a generation instead. */
  readonly sampledWeights: number;
  /** Episodes for each shared weight. */
  readonly episodesPerWeight: number;
  /** A new champion is confirmed over this many times `episodesPerWeight` episodes for each weight. */
  readonly confirmEpisodes: number;
  /** Whether a surviving network's returns are averaged over all generations it has lived, not only the present one. */
  readonly averageReturns: boolean;
  /** How many of each island's best are run again, on fresh weights and episodes, before the generation is ranked. */
  readonly finalists: number;
  /** How often they are. */
  readonly finalRounds: number;
  /** Whether networks that behave exactly as another of the generation are ranked behind all others. */
  readonly duplicatesLast: boolean;
  /** Chance that each connection of an initial network is enabled. */
  readonly initialConnectionProbability: number;
  /** Chance that a generation's second objective is fewer connections; otherwise it is the best single weight. */
  readonly complexityProbability: number;
  /** Share of the ranked population that is dropped before breeding. */
  readonly cullRatio: number;
  /** Share of what is left that lives on unchanged. */
  readonly eliteRatio: number;
  /** Networks drawn for a tournament; a parent is the best of two tournaments. */
  readonly tournamentSize: number;
  /** Odds that a child's one mutation gives a hidden node another activation; as the next four, against those possible. */
  readonly changeActivation: number;
  /** Odds that it puts a node into a connection. */
  readonly insertNode: number;
  /** Odds that it connects two nodes. */
  readonly addConnection: number;
  /**
   * Where above 0, and the task has gradients, nodes are connected by the best network's: drawn from so many connections that would
   * lower its loss most.
   */
  readonly guidedAdditions: number;
  /** Odds that it enables a disabled connection. */
  readonly enableConnection: number;
  /** Odds that it disables an enabled one, and all that then lead to no output. The paper's search has none. */
  readonly disableConnection: number;
  /** What a hidden node's activation is drawn from. */
  readonly hiddenActivations: readonly ActivationName[];
  /**
   * Where set, each network is run, counted and kept as the one that gives at a shared weight w what it gave at w² (positive) or
   * −w² (negative), so that no weight's sign means anything; mutations go by the simpler one.
   */
  readonly squared: "positive" | "negative" | null;
  /** Where above 0, the search cuts off an episode that has earned no new high for this many steps; reports never do. */
  readonly patience: number;
  /** Whether such an episode is taken to go on to its full length as it went last: standing has its price. */
  readonly forecast: boolean;
  /** The generation from which on the search, too, has a walker pay for a fall, or null; reported figures always do. */
  readonly fallPenaltyFrom: number | null;
}

const schema = z.object({
  task: z.string(),
  population: z.int().min(2).max(1_000_000),
  islands: z.int().min(1).max(1000),
  halveIslandsEvery: count,
  generations: count,
  sharedWeights: z.array(z.number()).min(1),
  sampledWeights: z.int().min(0).max(1000),
  episodesPerWeight: count,
  confirmEpisodes: count,
  averageReturns: z.boolean(),
  finalists: z.int().min(0).max(1_000_000),
  finalRounds: z.int().min(1).max(1000),
  duplicatesLast: z.boolean(),
  initialConnectionProbability: probability,
  complexityProbability: probability,
  cullRatio: z.number().min(0).lt(1),
  eliteRatio: probability,
  tournamentSize: count,
  changeActivation: odds,
  insertNode: odds,
  addConnection: odds,
  enableConnection: odds,
  // Runs of before these three were there have none.
  guidedAdditions: z.int().min(0).max(1_000_000).default(0),
  disableConnection: odds.default(0),
  hiddenActivations: z.array(z.enum(ACTIVATIONS)).min(1),
  squared: z.enum(["positive", "negative"]).nullable().default(null),
  patience: z.int().min(0).max(1_000_000),
  forecast: z.boolean(),
  fallPenaltyFrom: z.int().min(0).nullable(),
} satisfies { [Key in keyof Config]: z.ZodType<Config[Key]> });

/** What the paper's presets share. */
export const DEFAULTS = {
  islands: 1,
  halveIslandsEvery: 1,
  sharedWeights: [-2, -1, -0.5, 0.5, 1, 2],
  sampledWeights: 0,
  averageReturns: false,
  finalists: 0,
  finalRounds: 1,
  duplicatesLast: false,
  complexityProbability: 0.8,
  cullRatio: 0.2,
  changeActivation: 0.5,
  insertNode: 0.25,
  addConnection: 0.2,
  guidedAdditions: 0,
  enableConnection: 0.05,
  disableConnection: 0,
  hiddenActivations: [...ACTIVATIONS],
  squared: null,
  patience: 0,
  forecast: false,
  fallPenaltyFrom: null,
} satisfies Partial<Config>;

/** Odds of the mutations. */
const ODDS = ["changeActivation", "insertNode", "addConnection", "enableConnection", "disableConnection"] as const;

const KEYS = Object.keys(schema.shape);

/**
 * Checks that `given` is a complete configuration. Throws a UserError that names origin, key, value and what was expected.
 * @param origin where it came from, for the error line.
 */
export function checkConfig(given: object, origin: string): Config {
  for (const key of Object.keys(given)) {
    if (KEYS.includes(key)) continue;
    throw new UserError(`${origin}: unknown key "${key}"${suggestion(key, KEYS) || ` (keys: ${KEYS.join(", ")})`}`);
  }
  const result = schema.safeParse(given);
  if (!result.success) throw new UserError(`${origin}: ${describe(result.error.issues[0], given)}`);
  const config = { ...result.data, task: taskNamed(result.data.task, `${origin}: task`).name };
  if (ODDS.every((key) => config[key] === 0)) {
    throw new UserError(`${origin}: ${ODDS.join(", ")}: expected one above 0`);
  }
  if (config.guidedAdditions > 0 && !taskNamed(config.task).classifies) {
    throw new UserError(
      `${origin}: guidedAdditions: ${config.guidedAdditions}: expected 0: ${config.task} has no gradients`,
    );
  }
  return config;
}

/** The text of a `--set` value: JSON where it is JSON, else a string. */
export function parseSetting(setting: string): Record<string, unknown> {
  const equals = setting.indexOf("=");
  if (equals < 1) throw new UserError(`--set ${setting}: expected key=value`);
  const text = setting.slice(equals + 1);
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {}
  return { [setting.slice(0, equals)]: value };
}

function describe(issue: z.core.$ZodIssue | undefined, given: object): string {
  if (!issue) return "not a configuration";
  const key = issue.path.map(String).join(".");
  const value = issue.path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)?.[step], given);
  const shown = value === undefined ? "missing" : JSON.stringify(value);
  return `${key}: ${shown}: ${issue.message.replace(/^.*expected/, "expected")}`;
}
