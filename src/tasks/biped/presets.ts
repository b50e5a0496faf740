import type { TaskPreset } from "../task.js";
import { HOMOGENEOUS, PAPER, WALKER } from "../walker/presets.js";

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
  { name: "biped-paper", search: "wann", values: PAPER, paper: true, title: "the paper's walker search" },
];
