/** Champions by name: from files and runs' folders, from those that come with the program, or the paper's fixed topologies. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Champion } from "../genome/champion.js";
import { fixedTopology } from "../genome/fixed-topology.js";
import { enabledConnections } from "../genome/genome.js";
import { SEARCHES } from "../search/registry.js";
import type { Network } from "../tasks/network.js";
import { TASKS } from "../tasks/registry.js";
import type { Task } from "../tasks/task.js";
import { agreed, championFrom, type LoadedChampion, type LoadOptions } from "./champion-text.js";
import { isFolder } from "./folder.js";
import { readText } from "./text-file.js";

/**
 * A champion by name. Throws a UserError where there is none.
 * @param path a champion.json, a .out file, a run's folder, or `fixed:` and a task's name.
 * @param taskName names the task of a .out file; for others, which name their own, it must agree.
 */
export function loadChampionFile(path: string, taskName?: string, options: LoadOptions = {}): LoadedChampion {
  const fixed = /^fixed:(.*)$/.exec(path)?.[1];
  if (fixed !== undefined) return fixedChampion(taskGiven(fixed, path, taskName, options));
  const file = isFolder(path) ? join(path, "champion.json") : path;
  return championFrom(readText(file, "a champion file"), file, taskName, options);
}

const COMMITTED = new URL("../../champions/", import.meta.url);

/**
 * The champion that comes with the program, if there is one: the task's weight agnostic network, that by construction, or its fixed
 * topology, with tuned weights where there are some.
 */
export function committedChampion(task: Task, network: Network): Champion | undefined {
  const name = network === "wann" ? task.name : `${task.name}-${network}`;
  const path = join(fileURLToPath(COMMITTED), `${name}.json`);
  return existsSync(path) ? loadChampionFile(path, task.name).champion : undefined;
}

/** Of the networks for `task` that come with the program, in files named after it, and a search has found, the one with the most connections. */
export function largestCommitted(task: Task, search: string): Champion | undefined {
  return readdirSync(COMMITTED)
    .filter((name) => name.startsWith(task.name) && name.endsWith(".json") && !name.endsWith("-fixed.json"))
    .map((name) => loadChampionFile(fileURLToPath(new URL(name, COMMITTED))).champion)
    .filter((champion) => champion.task === task.name && searchOf(champion.provenance) === search)
    .sort((a, b) => enabledConnections(b.genome) - enabledConnections(a.genome))[0];
}

/** The search that found a champion, of whatever it was tuned from. Before there were several, files named none: it was the first. */
function searchOf(provenance: Champion["provenance"]): string {
  const { start, config } = provenance as { start?: Champion["provenance"]; config?: { search?: string } };
  return start ? searchOf(start) : (config?.search ?? SEARCHES.all[0].name);
}

function taskGiven(name: string, path: string, taskName: string | undefined, options: LoadOptions): Task {
  const { taskFrom, tasks = TASKS } = options;
  const given = taskName === undefined ? undefined : tasks.named(taskName, taskFrom);
  return agreed(tasks.named(name, path), path, given, taskFrom);
}

function fixedChampion(task: Task): LoadedChampion {
  const { inputs, outputs, outputActivation, fixedLayers } = task;
  const genome = fixedTopology(inputs, fixedLayers, outputs, outputActivation);
  const provenance = { topology: `fully connected ${[inputs, ...fixedLayers, outputs].join("-")}` };
  return { task, champion: { task: task.name, genome, fingerprint: [], provenance } };
}
