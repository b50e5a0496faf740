/** The presets of all tasks. */
import type { Preset } from "../config/preset.js";
import { Registry } from "../registry.js";
import { UserError } from "../user-error.js";
import { TASKS } from "./registry.js";

/** The presets of `tasks`, by name. */
export function presetsOf(tasks = TASKS): Registry<Preset> {
  return new Registry<Preset>(
    "preset",
    tasks.all.flatMap(({ presets }) => presets),
  );
}

/** The presets. A task's usual one comes first of its own, and so does a search's for a task. */
export const PRESETS = presetsOf();

/** The preset of a task where none is named: of a search, where that is given. */
export function usualPreset(task: string, search?: string, tasks = TASKS): Preset {
  const found = tasks.named(task).presets.find((each) => search === undefined || each.search === search);
  if (!found) throw new UserError(`${task}: there is no preset of it${search ? ` for the search ${search}` : ""}`);
  return found;
}
