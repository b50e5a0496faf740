/** What both bipedal walkers have in common. */
import { flag, setting } from "../../config/settings.js";
import type { TaskDefinition } from "../task.js";

export const WALKER = {
  kind: "control",
  course: "ground",
  inputLabels: [
    "hull angle",
    "hull spin",
    "speed x",
    "speed y",
    "left hip",
    "left hip speed",
    "left knee",
    "left knee speed",
    "left foot",
    "right hip",
    "right hip speed",
    "right knee",
    "right knee speed",
    "right foot",
    ...Array.from({ length: 10 }, (_, i) => `lidar ${i + 1}`),
  ],
  outputLabels: ["left hip", "left knee", "right hip", "right knee"],
  outputActivation: "linear",
  zooBias: -1.87,
  fixedLayers: [40, 40],
  options: {
    fallPenalty: setting(flag(), {
      meaning: "A fall costs 100, as in Gymnasium; reported figures always have it.",
      default: null,
      reported: true,
    }),
  },
} satisfies Omit<TaskDefinition, "name">;
