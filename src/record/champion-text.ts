/** Champions from texts of any format, checked to fit their task. */

import type { Format } from "../formats/format.js";
import { FORMATS, readerFor } from "../formats/registry.js";
import type { Champion } from "../genome/champion.js";
import { isGymName } from "../gym/name.js";
import { Registry } from "../registry.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";

/** A champion, and the task that it names. */
export interface LoadedChampion {
  readonly champion: Champion;
  readonly task: Task;
}

/** Weights without a topology stand in the order of these files' connections. */
const TOPOLOGIES = new Registry<Format>(
  "format",
  FORMATS.all.filter(({ ordersWeights }) => ordersWeights),
);

/** How a champion is read. */
export interface LoadOptions {
  /** Where the caller has the task's name from, for error lines: "--task". */
  readonly taskFrom?: string;
  /** The tasks that there are, where not the program's own. */
  readonly tasks?: typeof TASKS;
  /** The formats a file may be in; if not given, those that come with the program. */
  readonly formats?: Registry<Format>;
  /** Of weights without a topology: the file that has it. */
  readonly topology?: { readonly text: string; readonly file: string };
  /** Where the caller has the topology from, for error lines: "--topology". */
  readonly topologyFrom?: string;
}

/**
 * Reads a champion's file. Throws a UserError that names the file, the key, the value and what was expected.
 * @param text what is in it. It tells which format it is in: a champion.json, the matrix of a .out file, or the weights of a .wann.json.
 * @param file its name, for error lines.
 * @param taskName names the task of the original's files; a champion.json names its own, and must agree.
 *
 * @example
 * import { readFileSync } from "node:fs";
 * import { championFrom } from "wann";
 * const { task, champion } = championFrom(readFileSync("runs/first/champion.json", "utf8"), "champion.json");
 * console.log(task.name, champion.fingerprint);
 */
export function championFrom(text: string, file: string, taskName?: string, options: LoadOptions = {}): LoadedChampion {
  const { taskFrom, formats, topology, topologyFrom, tasks = TASKS } = options;
  const given = taskName === undefined ? undefined : tasks.named(taskName, taskFrom);
  const champion = readerFor(text, file, formats).read(text, file, {
    task() {
      if (given) return given;
      throw new UserError(`${file}: names no task: expected ${taskFrom ?? "the task's name"} with it`);
    },
    tasks: tasks.all,
    topology() {
      if (!topology) {
        throw new UserError(
          `${file}: weights without a topology: expected ${topologyFrom ?? "a topology's file"} with it`,
        );
      }
      const { topology: _, ...others } = { ...options, formats: TOPOLOGIES };
      const { champion } = championFrom(topology.text, topology.file, taskName, others);
      return { genome: champion.genome, file: topology.file };
    },
  });
  if (isGymName(champion.task) && !tasks.has(champion.task)) {
    throw new UserError(
      `${file}: task: "${champion.task}" runs in Python, which a page cannot: expected the command wann evaluate for it`,
    );
  }
  const task = agreed(tasks.named(champion.task, `${file}: task`), file, given, taskFrom);
  const { inputs, outputs } = champion.genome;
  if (topology && champion.provenance.topology !== topology.file) {
    throw new UserError(`${topologyFrom ?? "topology"} ${topology.file}: has no effect: ${file} has one of its own`);
  }
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
