/** Gymnasium's BipedalWalkerHardcore. */
import type { TaskDefinition } from "../task.js";
import { WALKER } from "../walker/walker.js";
import { PRESETS } from "./presets.js";

export const BIPED_HARDCORE: TaskDefinition = {
  ...WALKER,
  name: "biped-hardcore",
  aliases: ["bipedhard", "BipedalWalkerHardcore-v3"],
  presets: PRESETS,
};
