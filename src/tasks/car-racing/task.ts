/** Gymnasium's CarRacing, observed through an encoder (Gaier & Ha 2019, section 4.1). */
import { publishedReturns } from "../published.js";
import type { TaskDefinition } from "../task.js";
import { PRESETS } from "./presets.js";

export const CAR_RACING: TaskDefinition = {
  name: "car-racing",
  aliases: ["vae_racing", "CarRacing-v3"],
  kind: "control",
  course: "track",
  inputLabels: Array.from({ length: 16 }, (_, i) => `latent ${i + 1}`),
  outputLabels: ["steering", "gas", "brake"],
  outputActivation: "linear",
  zooBias: -0.7,
  fixedLayers: [10],
  presets: PRESETS,
  // A rollout takes a core a quarter of a second: steps of 0.05.
  tunings: {
    "shared-weight": { grid: 41, gridEpisodes: 4, finalists: 4, finalEpisodes: 60, patience: 100, forecast: true },
  },
  published: publishedReturns(
    [
      [-69, 31],
      [375, 177],
      [608, 161],
      [893, 74],
    ],
    [
      [-82, 13],
      [-85, 27],
      [-37, 36],
      [906, 21],
    ],
  ),
  page: {
    title: "Racing",
    claim: "it drives",
    gallery: [
      {
        name: "homogeneous",
        title: "weight agnostic by construction",
        file: "champions/car-racing-homogeneous.json",
      },
      { name: "best", title: "32 connections", file: "champions/car-racing.json" },
    ],
    attempt: { did: "kept to the road", enough: 100, seconds: 8 },
    search: { preset: "car-racing-homogeneous", values: { islands: null, population: 32, initialNetworks: 64 } },
    camera: { follow: "body", width: 90 },
    palette: {
      sky: "#68b56a",
      ground: "#5d5e66",
      mark: "#7b7c86",
      sensor: "transparent",
      joint: "#1d1d22",
      body: "#cc2f2f",
    },
    controls: [
      { text: "←", key: "arrowleft", action: [-1, 0, 0] },
      { text: "→", key: "arrowright", action: [1, 0, 0] },
      { text: "gas ↑", key: "arrowup", action: [0, 1, 0] },
      { text: "brake ↓", key: "arrowdown", action: [0, 0, 0.8] },
    ],
    sweep: { weights: 21, episodes: 2 },
  },
};
