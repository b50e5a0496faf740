import type { TaskPreset } from "../task.js";
import { EVEN, HOMOGENEOUS, PAPER, STEADY, WALKER } from "../walker/presets.js";

export const PRESETS: readonly TaskPreset[] = [
  {
    name: "biped-homogeneous",
    search: "homogeneous",
    values: HOMOGENEOUS,
    title: "a walker, weight agnostic by construction; falls cost at the end",
  },
  {
    name: "biped",
    search: "wann",
    values: WALKER,
    title: "the walker: sampled weights, and episodes that end where the return stands still",
  },
  {
    name: "biped-steady",
    search: "wann",
    values: STEADY,
    title: "to go on from a population that walks: falls cost, the best run again",
  },
  {
    name: "biped-even",
    search: "wann",
    values: EVEN,
    title: "to go on from that, made bang-bang: indifferent to the weight's sign",
  },
  { name: "biped-paper", search: "wann", values: PAPER, title: "the paper's walker search" },
];
