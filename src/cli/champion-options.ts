/** The options of commands that read a champion, and the files that a task is run with. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { loadChampionFile } from "../record/champion-file.js";
import { championFrom, type LoadedChampion } from "../record/champion-text.js";
import { type Task, withAsset } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { refuse } from "./options.js";
import { readIn, STANDARD_STREAM, standardInput } from "./streams.js";

/** The options of a command that reads a champion. */
export interface ChampionOptions {
  readonly task?: string;
  readonly topology?: string;
}

export const TASK_OPTION = ["--task <name>", "the task of a file of the original code"] as const;
export const TOPOLOGY_OPTION = [
  "--topology <file>",
  "of a .wann.json of the original's zoo, which holds weights alone: the .out file of its network",
] as const;

/** The champion that a command is given, by name or - for standard input, with its options. Throws a UserError where there is none. */
export function championOf(path: string, { task, topology }: ChampionOptions): LoadedChampion {
  if (path === STANDARD_STREAM && topology === STANDARD_STREAM) {
    throw new UserError("--topology -: standard input is the champion's: expected a file");
  }
  const options = {
    taskFrom: "--task",
    topologyFrom: "--topology",
    ...(topology !== undefined && { topology: { text: readIn(topology, "a .out file"), file: topology } }),
  };
  if (path !== STANDARD_STREAM) return loadChampionFile(path, task, options);
  return championFrom(standardInput(), "standard input", task, options);
}

export const ENCODER_OPTION = [
  "--encoder <file>",
  "of a task that is seen through an encoder: one of your own, as wann train-vae writes it (default: the task's)",
] as const;

/** The task with the encoder that a person gave. Refuses --data where it has no images, and --encoder where it sees through none. */
export function takeFiles(command: Command, task: Task): Task {
  if (task.kind !== "images") refuse(command, ["data"], `has no effect: ${task.name} has no images`);
  if (!task.assets.some(({ name }) => name === "encoder")) {
    refuse(command, ["encoder"], `has no effect: ${task.name} is not seen through an encoder`);
  }
  const encoder: string | undefined = command.getOptionValue("encoder");
  if (encoder === undefined) return task;
  if (!existsSync(encoder)) throw new UserError(`--encoder ${encoder}: there is no such file`);
  return withAsset(task, "encoder", pathToFileURL(encoder));
}
