/** Users' tasks that what a person types names: by their file, or through a champion or a run of them. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { MOST_FILE_BYTES } from "../document.js";
import { type Opening, openTask } from "./open.js";
import { isOwnName } from "./short-name.js";

/** Files that say what a folder's task is. */
const NAMING = ["config.json", "champion.json", "batch.json"];

/**
 * Opens the tasks that words name; others are left to whoever takes them. Returns the names. Throws a UserError where a task cannot be opened.
 */
export async function openTasksOf(words: readonly string[], opening: Opening): Promise<string[]> {
  const isFolder = (name: string) => statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const names = new Set(
    words
      .map((word) => word.replace(/^fixed:/, ""))
      .flatMap((name) => (isOwnName(name) && !isFolder(name) ? name : tasksIn(name))),
  );
  for (const name of names) await openTask(name, opening);
  return [...names];
}

/** The tasks that a file, or a folder's files, say they are of. What cannot be read is refused elsewhere. */
function tasksIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  const files = found.isDirectory() ? NAMING.map((name) => join(path, name)).filter(existsSync) : [path];
  const names = files
    .filter((file) => file.endsWith(".json") && statSync(file).size <= MOST_FILE_BYTES)
    .flatMap((file) => {
      // One key is all that is wanted: no file is checked here.
      const [, task] = /"task":\s*"((?:[^"\\]|\\.)*)"/.exec(readFileSync(file, "utf8")) ?? [];
      return task !== undefined && isOwnName(task) ? [task] : [];
    });
  return [...new Set(names)];
}
