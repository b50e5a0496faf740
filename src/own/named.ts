/** Users' tasks that what a person types names: by their file, or through a champion or a run of them. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openTask } from "./open.js";
import { isTaskFile } from "./short-name.js";

/** Files that say what a folder's task is. */
const NAMING = ["config.json", "champion.json", "batch.json"];

/** Opens the tasks that words name; others are left to whoever takes them. Throws a UserError where a task cannot be opened. */
export async function openTasksOf(words: readonly string[]): Promise<void> {
  for (const word of words) {
    const name = word.replace(/^fixed:/, "");
    const folder = statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isTaskFile(name) && !folder) await openTask(name);
    else for (const task of tasksIn(name)) await openTask(task);
  }
}

/** The tasks that a file, or a folder's files, say they are of. What cannot be read is refused elsewhere. */
function tasksIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  const files = found.isDirectory() ? NAMING.map((name) => join(path, name)).filter(existsSync) : [path];
  const names = files
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      // One key is all that is wanted: no file is checked here.
      const [, task] = /"task":\s*"((?:[^"\\]|\\.)*)"/.exec(readFileSync(file, "utf8")) ?? [];
      return task !== undefined && isTaskFile(task) ? [task] : [];
    });
  return [...new Set(names)];
}
