/** Files of earlier versions of the program, which are kept: test/golden/old-files/README.txt. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ends from "../golden/old-files/ends.json" with { type: "json" };

const FOLDER = fileURLToPath(new URL("../golden/old-files", import.meta.url));

/** What the program of that time comes to when it goes on with the run of that name. */
export const ENDS = ends;

export function oldFile(...path: string[]): string {
  return readFileSync(join(FOLDER, ...path), "utf8");
}

/** Copies a run's folder of that time to `to`. */
export function copyOldRun(name: string, to: string): string {
  cpSync(join(FOLDER, name), to, { recursive: true });
  return to;
}
