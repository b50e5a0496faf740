/** Values of presets for the walkers: the paper's, and what works best. */
import type { Values } from "../../config/settings.js";

export const PAPER = {
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
export const WALKER = {
  ...PAPER,
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
 * Most early populations settle on a lunge: of twelve, some walk. Which of these will walk best shows late, so three live on. What falls
 * costs them no more than what comes after it, at first. Then networks differ less than their luck: the best of a generation run some
 * sixty episodes, and what does the same as another does not count. Whole episodes at the end: a fall can follow a long stumble.
 */
export const HOMOGENEOUS = {
  population: 192,
  generations: 110,
  maxConnections: 300,
  confirmEpisodes: 16,
  islands: 12,
  halveIslandsEvery: 6,
  fewestIslands: 3,
  initialNetworks: 1024,
  episodes: 3,
  finalists: 24,
  finalRounds: 2,
  recombination: 0.3,
  patience: 120,
  fallPenalty: [{ from: 45, value: true }],
  stages: [
    { from: 50, episodes: 2, finalHalvings: 3, duplicatesLast: true, complexityProbability: 0.2 },
    { from: 65, patience: null },
  ],
} satisfies Values;
