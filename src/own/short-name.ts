/** Names of tasks of a user's own: files, and Gymnasium's environments. */
import { environmentOf, isGymName } from "../gym/name.js";

/** What such files are called. */
const EXTENSION = /\.(?:ts|mts|js|mjs|wasm)$/;

/** Whether a name is that of a task that is opened when it is asked for. */
export function isOwnName(name: string): boolean {
  return isTaskFile(name) || isGymName(name);
}

/** Whether a name is that of a file with a task. */
export function isTaskFile(name: string): boolean {
  return EXTENSION.test(name);
}

/** A task's name without folders and extension: for names of folders and titles. */
export function shortName(task: string): string {
  if (isGymName(task)) return environmentOf(task).replace(/[^\w.-]+/g, "-");
  return isTaskFile(task) ? task.replace(EXTENSION, "").replace(/^.*[\\/]/, "") : task;
}
