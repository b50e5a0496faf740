/**
 * Named settings. Those called after a task are what works best; those called TASK-paper hold the paper's values. What a preset does
 * not name has its usual value.
 */
import { ACTIVATIONS } from "../genome/activation.js";
import { Registry } from "../registry.js";
import type { Values } from "./settings.js";

const SWINGUP_PAPER = {
  population: 192,
  generations: 1024,
  episodesPerWeight: 3,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.5,
  eliteRatio: 0.2,
  tournamentSize: 8,
} satisfies Values;

const SWINGUP = {
  ...SWINGUP_PAPER,
  islands: 8,
  halveIslandsEvery: 150,
  generations: 1536,
  sampledWeights: 16,
  episodesPerWeight: 1,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Values;

const BIPED_PAPER = {
  population: 480,
  generations: 2048,
  episodesPerWeight: 4,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.25,
  eliteRatio: 0.2,
  tournamentSize: 16,
} satisfies Values;

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
} satisfies Values;

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
} satisfies Values;

/**
 * To go on from walkers whose outputs were made bang-bang. What has no scale of its own, a step most of all, does the same at
 * every weight; and no sign of a weight is to mean anything. Most children fall, which few episodes show.
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
} satisfies Values;

const CAR_RACING_PAPER = {
  population: 64,
  generations: 1024,
  episodesPerWeight: 2,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.5,
  eliteRatio: 0.2,
  tournamentSize: 8,
} satisfies Values;

/** With the same additions; a car that has found no tile for two seconds finds none in the rest, as a rule. */
const CAR_RACING = {
  ...CAR_RACING_PAPER,
  patience: 100,
  forecast: true,
  sampledWeights: 8,
  episodesPerWeight: 1,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Values;

const MNIST_PAPER = {
  population: 960,
  generations: 4096,
  episodesPerWeight: 1,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.05,
  eliteRatio: 0.2,
  tournamentSize: 32,
  hiddenActivations: ACTIVATIONS.filter((name) => name !== "step"),
} satisfies Values;

const MNIST = {
  ...MNIST_PAPER,
  population: 480,
  tournamentSize: 16,
  sampledWeights: 6,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Values;

/** To go on from it with what digits want most: connections. */
const MNIST_GROWTH = {
  ...MNIST,
  complexityProbability: 0.2,
  changeActivation: 0.2,
  addConnection: 0.6,
} satisfies Values;

/** To go on from that: most of what could be connected does harm by now. */
const MNIST_GUIDED = {
  ...MNIST_GROWTH,
  complexityProbability: 0.05,
  guidedAdditions: 128,
} satisfies Values;

/** Networks that are weight agnostic by construction: docs/by-construction.md. About three minutes on two cores. */
const SWINGUP_HOMOGENEOUS = {
  population: 192,
  generations: 600,
  gain: 36,
  confirmEpisodes: 32,
  // The best of late generations differ by a few returns: it takes many episodes to tell which is best.
  stages: [{ from: 400, finalRounds: 8 }],
  initialNetworks: 4096,
  episodes: 6,
  finalists: 24,
  finalRounds: 2,
  patience: 100,
} satisfies Values;

/** Most early populations settle on a lunge: of twelve, some walk. What falls costs them no more than what comes after it, at first. About half an hour on two cores. */
const BIPED_HOMOGENEOUS = {
  population: 192,
  generations: 240,
  maxConnections: 300,
  confirmEpisodes: 16,
  islands: 12,
  halveIslandsEvery: 6,
  initialNetworks: 1024,
  episodes: 3,
  finalists: 24,
  finalRounds: 2,
  patience: 120,
  stages: [
    { from: 45, fallPenalty: true },
    { from: 180, finalRounds: 4 },
  ],
} satisfies Values;

const CAR_RACING_HOMOGENEOUS = {
  population: 64,
  generations: 100,
  islands: 6,
  halveIslandsEvery: 6,
  initialNetworks: 512,
  episodes: 2,
  finalists: 8,
  finalRounds: 2,
  complexityProbability: 0.3,
  patience: 120,
} satisfies Values;

/** A preset: whose settings, for which task. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly task: string;
  readonly search: string;
  readonly values: Values;
}

/** A preset of the search `wann`. */
function wann(name: string, task: string, values: Values, title: string): Preset {
  return { name, title, task, search: "wann", values };
}

/** A preset of the search `homogeneous`. */
function homogeneous(task: string, values: Values, title: string, name = `${task}-homogeneous`): Preset {
  return { name, title, task, search: "homogeneous", values };
}

/** The presets. A task's usual one comes first of its own, and so does a search's for a task. */
export const PRESETS = new Registry<Preset>("preset", [
  homogeneous("swingup", SWINGUP_HOMOGENEOUS, "swing-up, weight agnostic by construction"),
  homogeneous(
    "swingup",
    { ...SWINGUP_HOMOGENEOUS, initialNetworks: 1024, generations: 200, stages: [{ from: 150, finalRounds: 8 }] },
    "the same for fewer generations: about a minute on two cores",
    "quick-homogeneous",
  ),
  wann("swingup", "swingup", SWINGUP, "the paper's swing-up search with islands, sampled weights and averaged returns"),
  wann("swingup-paper", "swingup", SWINGUP_PAPER, "the paper's swing-up search"),
  wann(
    "swingup-laptop",
    "swingup",
    { ...SWINGUP_PAPER, population: 64, confirmEpisodes: 16, eliteRatio: 0.05, tournamentSize: 4 },
    "the original code's smaller swing-up search",
  ),
  wann(
    "quick",
    "swingup",
    { ...SWINGUP, halveIslandsEvery: 60, generations: 600 },
    "swingup for fewer generations: about a minute on two cores",
  ),
  homogeneous("biped", BIPED_HOMOGENEOUS, "a walker, weight agnostic by construction; falls cost at the end"),
  wann("biped", "biped", BIPED, "the walker: sampled weights, and episodes that end where the return stands still"),
  wann("biped-steady", "biped", BIPED_STEADY, "to go on from a population that walks: falls cost, the best run again"),
  wann("biped-even", "biped", BIPED_EVEN, "to go on from that, made bang-bang: indifferent to the weight's sign"),
  wann("biped-paper", "biped", BIPED_PAPER, "the paper's walker search"),
  wann("biped-hardcore", "biped-hardcore", BIPED, "the walker among stumps, pits and stairs"),
  wann("biped-hardcore-paper", "biped-hardcore", BIPED_PAPER, "the same with the paper's values"),
  homogeneous("car-racing", CAR_RACING_HOMOGENEOUS, "a driver, weight agnostic by construction"),
  wann(
    "car-racing",
    "car-racing",
    CAR_RACING,
    "a driver: sampled weights, and episodes that end where it stands still",
  ),
  wann("car-racing-paper", "car-racing", CAR_RACING_PAPER, "the paper's search for a driver"),
  wann("mnist", "mnist", MNIST, "digits: sampled weights, and half as many networks"),
  wann("mnist-growth", "mnist", MNIST_GROWTH, "to go on from that: more connections, sooner"),
  wann("mnist-guided", "mnist", MNIST_GUIDED, "to go on from that: gradients say what may be connected"),
  wann("mnist-paper", "mnist", MNIST_PAPER, "the paper's search for digits"),
]);

/** The preset of a task where none is named: of a search, where that is given. */
export function usualPreset(task: string, search?: string): Preset {
  const found = PRESETS.all.find((each) => each.task === task && (search === undefined || each.search === search));
  if (!found) throw new Error(`there is no preset for ${task}${search ? ` and the search ${search}` : ""}`);
  return found;
}

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
