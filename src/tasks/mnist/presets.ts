/** Presets of the digits: `mnist-paper` holds the paper's values, the others what works best. */
import type { Values } from "../../config/settings.js";
import { ACTIVATIONS } from "../../genome/activation.js";
import type { TaskPreset } from "../task.js";

const PAPER = {
  population: 960,
  generations: 4096,
  episodesPerWeight: 1,
  confirmEpisodes: 20,
  initialConnectionProbability: 0.05,
  eliteRatio: 0.2,
  tournamentSize: 32,
  hiddenActivations: ACTIVATIONS.filter((name) => name !== "step"),
} satisfies Values;

/** Networks want connections most, and most of what could be connected does harm: gradients say what does not. */
const MNIST = {
  ...PAPER,
  population: 480,
  generations: 2000,
  tournamentSize: 16,
  sampledWeights: 6,
  averageReturns: true,
  duplicatesLast: true,
  complexityProbability: 0.05,
  changeActivation: 0.2,
  addConnection: 0.6,
  guidedAdditions: 128,
} satisfies Values;

/** No more connections than the network of the paper's figures: its best 1,849. */
const HOMOGENEOUS = { generations: 600, maxConnections: 1849 } satisfies Values;

export const PRESETS: readonly TaskPreset[] = [
  {
    name: "mnist-homogeneous",
    search: "homogeneous-gradient",
    values: HOMOGENEOUS,
    title: "digits, weight agnostic by construction",
  },
  {
    name: "mnist",
    search: "wann",
    values: MNIST,
    title: "digits: sampled weights, half as many networks, and gradients that say what may be connected",
  },
  { name: "mnist-paper", search: "wann", values: PAPER, paper: true, title: "the paper's search for digits" },
];
