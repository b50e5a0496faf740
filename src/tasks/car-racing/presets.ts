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

/**
 * What a car earns differs more from track to track than from car to car: once one island is left, the best of a generation run some
 * sixty episodes. At the end whole ones, and champions are confirmed over five hundred: one that was lucky would keep out its betters.
 */
const HOMOGENEOUS = {
  population: 64,
  generations: 84,
  confirmEpisodes: 16,
  islands: 6,
  halveIslandsEvery: 6,
  initialNetworks: 512,
  episodes: 2,
  finalists: 8,
  finalRounds: 2,
  complexityProbability: 0.3,
  recombination: 0.3,
  patience: 120,
  forecast: true,
  stages: [
    { from: 20, finalists: 16, finalHalvings: 3, duplicatesLast: true },
    { from: 64, patience: null, confirmEpisodes: 64 },
  ],
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
  { name: "car-racing-paper", search: "wann", values: PAPER, paper: true, title: "the paper's search for a driver" },
];
