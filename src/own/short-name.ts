/** Names of tasks that are files. */

/** What such files are called. */
const EXTENSION = /\.(?:ts|mts|js|mjs|wasm)$/;

/** Whether a name is that of a file with a task. */
export function isTaskFile(name: string): boolean {
  return EXTENSION.test(name);
}

/** A task's name without folders and extension: for names of folders and titles. */
export function shortName(task: string): string {
  return isTaskFile(task) ? task.replace(EXTENSION, "").replace(/^.*[\\/]/, "") : task;
}
