/** Gymnasium, as tests find it, and the environments that are registered for them. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, GYMNASIUM } from "../programs.js";

/** The folder of the module `wann_test_envs`. */
export const MODULES = fileURLToPath(new URL("modules", import.meta.url));

const PATHS = [MODULES, process.env.WANN_TEST_PYTHONPATH, process.env.PYTHONPATH].filter(Boolean);

let program: string | undefined;

/** The program with Gymnasium; the Pythons that tests start find both. */
export function showPython(): string {
  process.env.PYTHONPATH = [...new Set(PATHS)].join(":");
  // No folder is to have files of theirs, and none is to compile Gymnasium again.
  process.env.PYTHONPYCACHEPREFIX = join(process.env.WANN_CACHE as string, "python");
  delete process.env.PYTHONDONTWRITEBYTECODE;
  program ??= findProgram(GYMNASIUM) as string;
  return program;
}

/** Runs a Python file with something on its standard input, and reads the JSON that it prints. */
export function python<T>(file: string, args: readonly string[], input: unknown): T {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const options = { input: JSON.stringify(input), encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  return JSON.parse(execFileSync(showPython(), [path, ...args], options));
}
