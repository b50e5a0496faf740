import type { TaskPreset } from "../task.js";
import { HOMOGENEOUS, PAPER, WALKER } from "../walker/presets.js";

export const PRESETS: readonly TaskPreset[] = [
  {
    name: "biped-hardcore-homogeneous",
    search: "homogeneous",
    values: HOMOGENEOUS,
    title: "the walker among stumps, pits and stairs, weight agnostic by construction",
  },
  { name: "biped-hardcore", search: "wann", values: WALKER, title: "the walker among stumps, pits and stairs" },
  {
    name: "biped-hardcore-paper",
    search: "wann",
    values: PAPER,
    paper: true,
    title: "the same with the paper's values",
  },
];
