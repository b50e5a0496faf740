/** MNIST's digits, 16 × 16 pixels (Gaier & Ha 2019, section 4.2). */
import { figures } from "../published.js";
import type { TaskDefinition } from "../task.js";
import { MNIST_FILES } from "./files.js";
import { PRESETS } from "./presets.js";

export const MNIST: TaskDefinition = {
  name: "mnist",
  aliases: ["mnist256"],
  kind: "images",
  inputLabels: Array.from({ length: 256 }, (_, i) => `pixel ${(i >> 4) + 1},${(i & 15) + 1}`),
  outputLabels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  outputActivation: "linear",
  fixedLayers: [],
  imageFiles: MNIST_FILES,
  presets: PRESETS,
  published: {
    accuracy: true,
    columns: ["random shared weight", "ensemble of weights", "tuned shared weight", "trained weights"],
    networks: [
      {
        network: "wann",
        figures: figures([
          [0.82, 0.187],
          [0.916, 0],
          [0.919, 0],
          [0.942, 0],
        ]),
      },
    ],
  },
  page: {
    title: "Digits",
    claim: "it reads",
    gallery: [
      {
        name: "homogeneous",
        title: "weight agnostic by construction",
        file: "champions/mnist-homogeneous.json",
      },
      { name: "best", title: "by the search of the paper", file: "champions/mnist.json" },
    ],
    search: {
      preset: "mnist-homogeneous",
      values: { generations: 60 },
      beginning: "From random numbers: gradients say which of 8,512 connections a network has.",
    },
  },
};
