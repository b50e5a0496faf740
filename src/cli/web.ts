/** `wann web`: the page, on this machine. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { writeChampion } from "../formats/champion-json.js";
import { isGymName } from "../gym/name.js";
import { isTaskFile } from "../own/short-name.js";
import type { LoadedChampion } from "../record/champion-text.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { type ChampionOptions, championOf, TOPOLOGY_OPTION } from "./champion-options.js";
import { during } from "./interruption.js";
import { refuse, whole } from "./options.js";
import { type GivenFiles, servePage } from "./page-server.js";

interface Options {
  readonly task?: string;
  readonly topology?: string;
  readonly host: string;
  readonly port: number;
  readonly json?: boolean;
}

const LOCAL = "127.0.0.1";
const DEFAULT_PORT = 8080;

export const webCommand = new Command("web")
  .argument("[champion]", "what to open on it: champion.json, a run's folder, or a .out file of the original code")
  .option(
    "--task <name>",
    "the task of a file of the original code; without a champion, the task to open: a name, or a file such as ./my-task.wasm",
    taskOfPage,
  )
  .option(...TOPOLOGY_OPTION)
  .option("--host <address>", "where to listen: 0.0.0.0 for everybody in the network", LOCAL)
  .option("--port <n>", "the port; 0 for any that is free", whole("--port", 0, 65_535), DEFAULT_PORT)
  .option("--json", "print one JSON object")
  .addHelpText("after", "\nExample:\n  wann web runs/swingup-quick-seed1")
  .action(async (path: string | undefined, { host, port, json, ...options }: Options, command: Command) => {
    if (path === undefined) refuse(command, ["topology"], "has no effect without a champion");
    const given = givenFiles(path, options);
    const { server, url } = await servePage(given, host, port);
    console.log(json ? JSON.stringify({ url }) : url);
    const leaving = new AbortController();
    const stopped = new Promise<void>((resolve) => leaving.signal.addEventListener("abort", () => resolve()));
    await during({ where: "", gently: leaving, after: "the files in hand" }, () => stopped);
    server.close();
    server.closeAllConnections();
  });

const inPython = (name: string) => `${name} runs in Python, which a page cannot`;

/** The task that is named, if a page can have it: no Python is started for one that it cannot. */
function taskOfPage(name: string): string {
  if (isGymName(name)) throw new UserError(`--task: ${inPython(name)}`);
  return name;
}

/** The champion that was asked for, or of a task alone its fixed network, and the task's own file. */
function givenFiles(path: string | undefined, options: ChampionOptions): GivenFiles {
  const { task: taskName } = options;
  if (path === undefined && taskName === undefined) return new Map();
  const { champion, task }: LoadedChampion =
    path === undefined ? championOf(`fixed:${taskName}`, {}) : championOf(path, options);
  if (isGymName(task.name)) throw new UserError(`${path}: ${inPython(task.name)}`);
  const name = path === undefined ? "fully connected" : basename(path).replace(/\.[^.]*$/, "");
  return new Map([[`${name}.json`, writeChampion(champion, task)], ...fileOf(task)]);
}

/** A user's task as a page takes it. */
function fileOf({ name, own, wasm }: Task): [string, string | Uint8Array][] {
  if (!isTaskFile(name)) return [];
  if (own && "code" in own) return [["task.js", own.code]];
  return [[basename(name), readFileSync(fileURLToPath(wasm))]];
}
