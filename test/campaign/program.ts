/** A copy of the built program: its own files may be damaged, and nothing that is built meanwhile reaches it. */
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { captured, type Outcome, started } from "../cli/outcome.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const NOT_RUN = /[\\/]dist[\\/](page|docs|screenshots)$|\.(map|wat)$/;

export interface Program {
  /** The weights of car racing's encoder. */
  readonly encoder: string;
  /** The file of a champion that comes with it. */
  champion(name: string): string;
  /** Runs a command in this process. */
  run(args: readonly string[], cwd: string): Promise<Outcome>;
  /** Starts a command as a process. */
  start(args: readonly string[], cwd: string, longestMs: number): ReturnType<typeof started>;
}

/** Copies the program into `folder`, which is there. */
export async function copyProgram(folder: string): Promise<Program> {
  const dist = join(folder, "dist");
  cpSync(join(ROOT, "dist"), dist, { recursive: true, filter: (path) => !NOT_RUN.test(path) });
  for (const name of ["node_modules", "package.json", "champions"]) symlinkSync(join(ROOT, name), join(folder, name));
  const { runCommand } = (await import(pathToFileURL(join(dist, "cli", "program.js")).href)) as {
    runCommand(args: readonly string[]): Promise<number>;
  };
  return {
    encoder: join(dist, "wasm", "car-racing-encoder.bin"),
    champion: (name) => join(ROOT, "champions", `${name}.json`),
    run: (args, cwd) => captured(() => runCommand(args), cwd),
    start: (args, cwd, longestMs) => started(join(dist, "cli", "index.js"), args, cwd, longestMs),
  };
}
