/** Presets of the swing-up: `swingup-paper` holds the paper's values, the others what works best. */
import type { Values } from "../../config/settings.js";
import type { TaskPreset } from "../task.js";

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

/** Networks that are weight agnostic by construction: docs/by-construction.md. */
const HOMOGENEOUS = {
  population: 192,
  gain: 36,
  confirmEpisodes: 32,
  initialNetworks: 1024,
  episodes: 6,
  finalists: 24,
  finalRounds: 2,
  patience: 100,
} satisfies Values;

export const PRESETS: readonly TaskPreset[] = [
  {
    name: "swingup-homogeneous",
    search: "homogeneous",
    values: {
      ...HOMOGENEOUS,
      generations: 480,
      // What a population settles on decides how soon it swings up.
      islands: 8,
      halveIslandsEvery: 60,
      // The best of late generations differ by a few returns: it takes many episodes to tell which is best.
      stages: [{ from: 400, finalHalvings: 3, duplicatesLast: true }],
    },
    title: "swing-up, weight agnostic by construction",
  },
  {
    name: "quick-homogeneous",
    search: "homogeneous",
    values: { ...HOMOGENEOUS, generations: 200, stages: [{ from: 150, finalRounds: 8 }] },
    title: "the same for fewer generations: about a minute on two cores",
  },
  {
    name: "swingup",
    search: "wann",
    values: SWINGUP,
    title: "the paper's swing-up search with islands, sampled weights and averaged returns",
  },
  { name: "swingup-paper", search: "wann", values: SWINGUP_PAPER, paper: true, title: "the paper's swing-up search" },
  {
    name: "swingup-laptop",
    search: "wann",
    values: { ...SWINGUP_PAPER, population: 64, confirmEpisodes: 16, eliteRatio: 0.05, tournamentSize: 4 },
    title: "the original code's smaller swing-up search",
  },
  {
    name: "quick",
    search: "wann",
    values: { ...SWINGUP, halveIslandsEvery: 60, generations: 600 },
    title: "swingup for fewer generations: about a minute on two cores",
  },
];
