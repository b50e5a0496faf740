/** Champions from texts of any format, checked to fit their task. */
import { type Task, taskNamed } from "../config/tasks.js";
import type { Format } from "../formats/format.js";
import { readerFor } from "../formats/registry.js";
import type { Champion } from "../genome/champion.js";
import type { Registry } from "../registry.js";
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
  { taskFrom, formats }: LoadOptions = {},
): LoadedChampion {
  const given = taskName === undefined ? undefined : taskNamed(taskName, taskFrom);
  const champion = readerFor(text, file, formats).read(text, file, {
    task() {
      if (given) return given;
      throw new UserError(`${file}: names no task: expected ${taskFrom ?? "the task's name"} with it`);
    },
  });
  const task = agreed(taskNamed(champion.task, `${file}: task`), file, taskName, taskFrom);
  const { inputs, outputs } = champion.genome;
  if (inputs !== task.inputs || outputs !== task.outputs) {
    throw new UserError(
      `${file}: the network has ${inputs} inputs and ${outputs} outputs: expected ${task.inputs} inputs ` +
        `and ${task.outputs} outputs for ${task.name}`,
    );
  }
  return { task, champion };
}

/** `task`. Throws a UserError where `taskName` says otherwise; it is from `taskFrom`. */
export function agreed(task: Task, origin: string, taskName?: string, taskFrom?: string): Task {
  if (taskName === undefined || taskNamed(taskName, taskFrom).name === task.name) return task;
  const source = taskFrom === undefined ? "" : ` as ${taskFrom} says`;
  throw new UserError(`${origin}: task: "${task.name}": expected "${taskName}"${source}`);
}
