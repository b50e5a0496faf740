/** Presets of car racing: `car-racing-paper` holds the paper's values, the others what works best. */
import type { Values } from "../../config/settings.js";
import type { TaskPreset } from "../task.js";

const PAPER = {
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
  ...PAPER,
  patience: 100,
  forecast: true,
  sampledWeights: 8,
  episodesPerWeight: 1,
  averageReturns: true,
  duplicatesLast: true,
} satisfies Values;

const HOMOGENEOUS = {
  population: 64,
  generations: 160,
  islands: 6,
  halveIslandsEvery: 6,
  initialNetworks: 512,
  episodes: 2,
  finalists: 8,
  finalRounds: 2,
  complexityProbability: 0.3,
  patience: 120,
  stages: [{ from: 50, finalRounds: 4 }],
} satisfies Values;

export const PRESETS: readonly TaskPreset[] = [
  {
    name: "car-racing-homogeneous",
    search: "homogeneous",
    values: HOMOGENEOUS,
    title: "a driver, weight agnostic by construction",
  },
  {
    name: "car-racing",
    search: "wann",
    values: CAR_RACING,
    title: "a driver: sampled weights, and episodes that end where it stands still",
  },
  { name: "car-racing-paper", search: "wann", values: PAPER, title: "the paper's search for a driver" },
];
