/** Cart-pole swing-up (Gaier & Ha 2019, section 4.1). */
import { publishedReturns } from "../published.js";
import type { TaskDefinition } from "../task.js";
import { PRESETS } from "./presets.js";

export const SWINGUP: TaskDefinition = {
  name: "swingup",
  aliases: ["cartpole_swingup"],
  kind: "control",
  inputLabels: ["x", "ẋ", "cos θ", "sin θ", "θ̇"],
  outputLabels: ["force"],
  outputActivation: "tanh",
  zooBias: -1.5,
  reportEpisodes: 50,
  fixedLayers: [5, 5],
  presets: PRESETS,
  tuningStages: {
    wann: [{ episodes: 64, confirmEpisodes: 1000 }],
    fixed: [{ stepSize: 1, population: 48, episodes: 16, confirmEpisodes: 1000, generations: 600 }],
  },
  published: publishedReturns(
    [
      [57, 121],
      [515, 58],
      [723, 16],
      [932, 6],
    ],
    [
      [21, 43],
      [7, 2],
      [8, 1],
      [918, 7],
    ],
  ),
  page: {
    title: "Swing-up",
    claim: "it stands up",
    gallery: [
      { name: "homogeneous", title: "weight agnostic by construction", file: "champions/swingup-homogeneous.json" },
      { name: "small", title: "44 connections", file: "docs/quick.json" },
      { name: "best", title: "75 connections", file: "champions/swingup.json" },
      { name: "fixed", title: "fully connected: not weight agnostic", file: "champions/swingup-fixed.json" },
    ],
    attempt: { did: "stood up", enough: 300, seconds: 6 },
    controls: [
      { text: "←", key: "arrowleft", action: [-1] },
      { text: "→", key: "arrowright", action: [1] },
    ],
    sweep: { weights: 81, episodes: 16 },
    search: { preset: "quick-homogeneous", values: { initialNetworks: 256 } },
  },
};
