/** Gymnasium's BipedalWalker (Gaier & Ha 2019, section 4.1). */
import { publishedReturns } from "../published.js";
import type { TaskDefinition } from "../task.js";
import { WALKER } from "../walker/walker.js";
import { PRESETS } from "./presets.js";

export const BIPED: TaskDefinition = {
  ...WALKER,
  name: "biped",
  aliases: ["BipedalWalker-v3"],
  presets: PRESETS,
  // A fully connected walker has to learn to walk before it learns not to fall, and then goes in ever smaller steps.
  tuningStages: {
    fixed: [
      {
        stepSize: 0.2,
        population: 256,
        episodes: 1,
        confirmEpisodes: 32,
        patience: 100,
        fallPenalty: null,
        generations: 380,
      },
      { stepSize: 0.08, population: 128, episodes: 4, confirmEpisodes: 128, generations: 77 },
      { stepSize: 0.03, population: 512, episodes: 1, confirmEpisodes: 64, generations: 200 },
    ],
  },
  published: publishedReturns(
    [
      [-46, 54],
      [51, 108],
      [261, 58],
      [332, 1],
    ],
    [
      [-129, 28],
      [-107, 12],
      [-35, 23],
      [347, 1],
    ],
  ),
  page: {
    title: "Walker",
    claim: "it walks",
    gallery: [
      {
        name: "homogeneous",
        title: "weight agnostic by construction",
        file: "champions/biped-homogeneous.json",
      },
      { name: "minimal", title: "36 connections", file: "champions/biped-minimal.json" },
    ],
    attempt: { did: "walked ten metres", enough: 40, seconds: 8 },
    controls: [
      { text: "left hip Q", key: "q", action: [1, 0, 0, 0] },
      { text: "back A", key: "a", action: [-1, 0, 0, 0] },
      { text: "left knee W", key: "w", action: [0, 1, 0, 0] },
      { text: "back S", key: "s", action: [0, -1, 0, 0] },
      { text: "right hip O", key: "o", action: [0, 0, 1, 0] },
      { text: "back K", key: "k", action: [0, 0, -1, 0] },
      { text: "right knee P", key: "p", action: [0, 0, 0, 1] },
      { text: "back L", key: "l", action: [0, 0, 0, -1] },
    ],
    sweep: { weights: 41, episodes: 4 },
    search: { preset: "biped-homogeneous", values: { islands: null, initialNetworks: 512 } },
  },
};
