/** Champions by name: from our JSON or the original's .out, checked to fit their task; or the paper's fixed topologies. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Task, taskNamed } from "../config/tasks.js";
import { fixedTopology } from "../genome/fixed-topology.js";
import { type Champion, readChampion } from "../network/champion.js";
import { readOut } from "../network/out-format.js";
import { UserError } from "../user-error.js";

export interface LoadedChampion {
  readonly champion: Champion;
  readonly task: Task;
}

/**
 * @param path a champion.json, a .out file, a run's folder, or `fixed:` and a task's name.
 * @param taskName names the task of a .out file; for others, which name their own, it must agree.
 */
export function loadChampionFile(path: string, taskName?: string): LoadedChampion {
  const fixed = /^fixed:(.*)$/.exec(path)?.[1];
  if (fixed !== undefined) return fixedChampion(agreed(taskNamed(fixed, path), path, taskName));
  const file = isFolder(path) ? join(path, "champion.json") : path;
  const text = read(file);
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

const COMMITTED = new URL("../../champions/", import.meta.url);

/**
 * The champion that comes with the program, if there is one: the task's weight agnostic network or its fixed topology, with
 * tuned weights.
 */
export function committedChampion(task: Task, network: "wann" | "fixed"): Champion | undefined {
  const name = network === "wann" ? task.name : `${task.name}-fixed`;
  const path = fileURLToPath(new URL(`${name}.json`, COMMITTED));
  return existsSync(path) ? loadChampionFile(path, task.name).champion : undefined;
}

/** `task`. Throws a UserError where `taskName` says otherwise. */
function agreed(task: Task, origin: string, taskName?: string): Task {
  if (!taskName || taskNamed(taskName).name === task.name) return task;
  throw new UserError(`${origin}: task: "${task.name}": expected "${taskName}" as --task says`);
}

function fixedChampion(task: Task): LoadedChampion {
  const { inputs, outputs, outputActivation, fixedLayers } = task;
  const genome = fixedTopology(inputs, fixedLayers, outputs, outputActivation);
  const provenance = { topology: `fully connected ${[inputs, ...fixedLayers, outputs].join("-")}` };
  return { task, champion: { task: task.name, genome, fingerprint: [], provenance } };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}): expected a champion file`);
  }
}
