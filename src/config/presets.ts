/** Named configurations. Those called after a task are what works best; those called TASK-paper hold the paper's values. */
import { ACTIVATIONS } from "../genome/activation.js";
import { suggestion } from "../suggestion.js";
import { UserError } from "../user-error.js";
import { type Config, checkConfig, DEFAULTS } from "./config.js";

const SWINGUP_PAPER = {
  ...DEFAULTS,
  task: "swingup",
  population: 192,
  generations: 1024,
  episodesPerWeight: 3,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.5,
  eliteRatio: 0.2,
  tournamentSize: 8,
} satisfies Config;

const SWINGUP = {
  ...SWINGUP_PAPER,
  islands: 8,
  halveIslandsEvery: 150,
  generations: 1536,
  sampledWeights: 16,
  episodesPerWeight: 1,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Config;

const BIPED_PAPER = {
  ...DEFAULTS,
  task: "biped",
  population: 480,
  generations: 2048,
  episodesPerWeight: 4,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.25,
  eliteRatio: 0.2,
  tournamentSize: 16,
} satisfies Config;

/**
 * What the swing-up study found, on the walker: to make it walk at some weight, which is where every walker we have seen
 * began.
 */
const BIPED = {
  ...BIPED_PAPER,
  population: 192,
  tournamentSize: 8,
  generations: 240,
  complexityProbability: 0.4,
  patience: 100,
  sampledWeights: 16,
  episodesPerWeight: 1,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Config;

/**
 * To make of it one that walks at many weights and does not fall. Within 100 steps a walker that has come to stand may still
 * sink or topple, and its forecast is wrong; within 200 it is right.
 */
const BIPED_STEADY = {
  ...BIPED,
  generations: 2048,
  complexityProbability: 0.2,
  patience: 200,
  forecast: true,
  fallPenaltyFrom: 0,
  finalists: 32,
  finalRounds: 3,
} satisfies Config;

/**
 * To go on from walkers whose outputs were made bang-bang. What has no scale of its own, a step most of all, does the same at
 * every weight; and no sign of a weight is to mean anything. Most children are broken, which few episodes show.
 */
const BIPED_EVEN = {
  ...BIPED_STEADY,
  squared: "positive",
  sampledWeights: 8,
  finalists: 24,
  finalRounds: 6,
  complexityProbability: 0.12,
  disableConnection: 0.2,
  hiddenActivations: ["linear", "step", "inverse", "absolute", "relu"],
} satisfies Config;

const CAR_RACING_PAPER = {
  ...DEFAULTS,
  task: "car-racing",
  population: 64,
  generations: 1024,
  episodesPerWeight: 2,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.5,
  eliteRatio: 0.2,
  tournamentSize: 8,
} satisfies Config;

/** With the same additions; a car that has found no tile for two seconds finds none in the rest, as a rule. */
const CAR_RACING = {
  ...CAR_RACING_PAPER,
  patience: 100,
  forecast: true,
  sampledWeights: 8,
  episodesPerWeight: 1,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Config;

const MNIST_PAPER = {
  ...DEFAULTS,
  task: "mnist",
  population: 960,
  generations: 4096,
  episodesPerWeight: 1,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.05,
  eliteRatio: 0.2,
  tournamentSize: 32,
  hiddenActivations: ACTIVATIONS.filter((name) => name !== "step"),
} satisfies Config;

const MNIST = {
  ...MNIST_PAPER,
  population: 480,
  tournamentSize: 16,
  sampledWeights: 6,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Config;

/** To go on from it with what digits want most: connections. */
const MNIST_GROWTH = {
  ...MNIST,
  complexityProbability: 0.2,
  changeActivation: 0.2,
  addConnection: 0.6,
} satisfies Config;

/** To go on from that: most of what could be connected does harm by now. */
const MNIST_GUIDED = {
  ...MNIST_GROWTH,
  complexityProbability: 0.05,
  guidedAdditions: 128,
} satisfies Config;

/** The presets by name. */
export const PRESETS: Readonly<Record<string, Config>> = {
  /** The paper's swing-up search with what our study added to it: the paper's champion, and better ones. */
  swingup: SWINGUP,
  /** The paper's swing-up search. */
  "swingup-paper": SWINGUP_PAPER,
  /** The original code's smaller swing-up search. */
  "swingup-laptop": { ...SWINGUP_PAPER, population: 64, confirmEpisodes: 16, eliteRatio: 0.05, tournamentSize: 4 },
  /** `swingup` for fewer generations: about a minute on two cores. */
  quick: { ...SWINGUP, halveIslandsEvery: 60, generations: 600 },
  /** The paper's walker search with those additions but islands, and episodes that end where nothing more is earned. */
  biped: BIPED,
  /** Its second stage, to be started from a population that walks: falls cost, and the best are run again. */
  "biped-steady": BIPED_STEADY,
  /** Its third, for the second's population made bang-bang: indifferent to the weight's sign, and nearly so to its size. */
  "biped-even": BIPED_EVEN,
  /** The paper's walker search. */
  "biped-paper": BIPED_PAPER,
  /** Both of the walker's searches among stumps, pits and stairs. */
  "biped-hardcore": { ...BIPED, task: "biped-hardcore" },
  "biped-hardcore-paper": { ...BIPED_PAPER, task: "biped-hardcore" },
  /** The paper's search for a driver with those additions but islands, and episodes that end where nothing more is earned. */
  "car-racing": CAR_RACING,
  /** The paper's search for a driver. */
  "car-racing-paper": CAR_RACING_PAPER,
  /** The paper's search for digits with those additions but islands, and half as many networks. */
  mnist: MNIST,
  /** Its second stage: more connections, sooner. */
  "mnist-growth": MNIST_GROWTH,
  /** Its third, in which gradients say what may be connected. */
  "mnist-guided": MNIST_GUIDED,
  /** The paper's search for digits. */
  "mnist-paper": MNIST_PAPER,
};

/** A part of a task's search, which starts from the population of the part before. */
interface Stage {
  readonly preset: string;
  /** Whether each network of that population is made bang-bang first. */
  readonly bangBang?: boolean;
}

const STAGES: Readonly<Record<string, readonly Stage[]>> = {
  biped: [{ preset: "biped" }, { preset: "biped-steady" }, { preset: "biped-even", bangBang: true }],
  mnist: [{ preset: "mnist" }, { preset: "mnist-growth" }, { preset: "mnist-guided" }],
};

/** The stages of a task's search. */
export function stagesOf(task: string): readonly Stage[] {
  return STAGES[task] ?? [{ preset: task }];
}

/** The preset called `name`. Throws a UserError that suggests a near name. */
export function presetNamed(name: string): Config {
  if (Object.hasOwn(PRESETS, name)) return PRESETS[name];
  const names = Object.keys(PRESETS);
  throw new UserError(`--preset: unknown preset "${name}"${suggestion(name, names)} (presets: ${names.join(", ")})`);
}

/**
 * A complete configuration from a preset and what is laid over it, later layers over earlier ones. Each layer names its
 * origin for error lines. Throws a UserError as `checkConfig` does.
 *
 * @example
 * import { presetNamed, resolveConfig } from "wann";
 * const values = { population: 64, generations: 100 };
 * const config = resolveConfig(presetNamed("swingup"), [{ origin: "my settings", values }]);
 */
export function resolveConfig(preset: Config, layers: readonly { origin: string; values: object }[]): Config {
  let config = preset;
  for (const { origin, values } of layers) config = checkConfig({ ...config, ...values }, origin);
  return config;
}
