/** Champions from the text of our JSON or of the original's .out, checked to fit their task. */
import { type Task, taskNamed } from "../config/tasks.js";
import { type Champion, readChampion } from "../network/champion.js";
import { readOut } from "../network/out-format.js";
import { UserError } from "../user-error.js";

/** A champion, and the task that it names. */
export interface LoadedChampion {
  readonly champion: Champion;
  readonly task: Task;
}

/**
 * Reads a champion's file. Throws a UserError that names the file, the key, the value and what was expected.
 * @param text what is in it: the JSON of a champion.json, or the matrix of a .out file.
 * @param file its name, which tells the two apart.
 * @param taskName names the task of a .out file; a champion.json names its own, and must agree.
 *
 * @example
 * import { readFileSync } from "node:fs";
 * import { championFrom } from "wann";
 * const { task, champion } = championFrom(readFileSync("runs/first/champion.json", "utf8"), "champion.json");
 * console.log(task.name, champion.fingerprint);
 */
export function championFrom(text: string, file: string, taskName?: string): LoadedChampion {
  if (file.endsWith(".out")) {
    if (!taskName) throw new UserError(`${file}: a .out file does not name its task: expected --task`);
    const task = taskNamed(taskName);
    const genome = readOut(text, task.inputs, task.outputs, file);
    return { task, champion: { task: task.name, genome, fingerprint: [], provenance: { file } } };
  }
  const champion = readChampion(text, file);
  const task = agreed(taskNamed(champion.task), file, taskName);
  const { inputs, outputs } = champion.genome;
  if (inputs !== task.inputs || outputs !== task.outputs) {
    throw new UserError(
      `${file}: the network has ${inputs} inputs and ${outputs} outputs: expected ${task.inputs} inputs ` +
        `and ${task.outputs} outputs for ${task.name}`,
    );
  }
  return { task, champion };
}

/** `task`. Throws a UserError where `taskName` says otherwise. */
export function agreed(task: Task, origin: string, taskName?: string): Task {
  if (!taskName || taskNamed(taskName).name === task.name) return task;
  throw new UserError(`${origin}: task: "${task.name}": expected "${taskName}" as --task says`);
}
