/** Champions from texts of any format, checked to fit their task. */

import type { Format } from "../formats/format.js";
import { readerFor } from "../formats/registry.js";
import type { Champion } from "../genome/champion.js";
import type { Registry } from "../registry.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";

/** A champion, and the task that it names. */
export interface LoadedChampion {
  readonly champion: Champion;
  readonly task: Task;
}

/** How a champion is read. */
export interface LoadOptions {
  /** Where the caller has the task's name from, for error lines: "--task". */
  readonly taskFrom?: string;
  /** The tasks that there are, where not the program's own. */
  readonly tasks?: typeof TASKS;
  /** The formats a file may be in; if not given, those that come with the program. */
  readonly formats?: Registry<Format>;
}

/**
 * Reads a champion's file. Throws a UserError that names the file, the key, the value and what was expected.
 * @param text what is in it. It tells which format it is in: a champion.json, or the matrix of a .out file.
 * @param file its name, for error lines.
 * @param taskName names the task of a .out file; a champion.json names its own, and must agree.
 *
 * @example
 * import { readFileSync } from "node:fs";
 * import { championFrom } from "wann";
 * const { task, champion } = championFrom(readFileSync("runs/first/champion.json", "utf8"), "champion.json");
 * console.log(task.name, champion.fingerprint);
 */
export function championFrom(
  text: string,
  file: string,
  taskName?: string,
  { taskFrom, formats, tasks = TASKS }: LoadOptions = {},
): LoadedChampion {
  const given = taskName === undefined ? undefined : tasks.named(taskName, taskFrom);
  const champion = readerFor(text, file, formats).read(text, file, {
    task() {
      if (given) return given;
      throw new UserError(`${file}: names no task: expected ${taskFrom ?? "the task's name"} with it`);
    },
  });
  const task = agreed(tasks.named(champion.task, `${file}: task`), file, given, taskFrom);
  const { inputs, outputs } = champion.genome;
  if (inputs !== task.inputs || outputs !== task.outputs) {
    throw new UserError(
      `${file}: the network has ${inputs} inputs and ${outputs} outputs: expected ${task.inputs} inputs ` +
        `and ${task.outputs} outputs for ${task.name}`,
    );
  }
  return { task, champion };
}

/** `task`. Throws a UserError where another one is `given`, by `taskFrom`. */
export function agreed(task: Task, origin: string, given?: Task, taskFrom?: string): Task {
  if (given === undefined || given === task) return task;
  const source = taskFrom === undefined ? "" : ` as ${taskFrom} says`;
  throw new UserError(`${origin}: task: "${task.name}": expected "${given.name}"${source}`);
}
