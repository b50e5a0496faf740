/** Programs of this machine that some tests need. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export interface Program {
  /** Its tests, for people. */
  readonly tests: string;
  readonly names: readonly string[];
  /** Where set, an environment variable that names its file. */
  readonly variable?: string;
  readonly missing: string;
}

export const CHROMIUM: Program = {
  tests: "tests in a browser",
  names: ["chromium", "chromium-browser", "google-chrome"],
  variable: "CHROMIUM_PATH",
  missing: "there is no Chromium: apt-get install chromium, or set CHROMIUM_PATH",
};

export const REDIS: Program = {
  tests: "tests of the queue",
  names: ["redis-server"],
  missing: "there is no redis-server: apt-get install redis-server",
};

export const C_COMPILER: Program = {
  tests: "tests of the export to C",
  names: ["cc", "gcc", "clang"],
  variable: "CC",
  missing: "there is no C compiler: apt-get install gcc libc6-dev, or set CC",
};

/** The file that the program's variable names, or the first of its names in PATH. */
export function findProgram({ names, variable }: Program): string | undefined {
  const named = variable && process.env[variable];
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
