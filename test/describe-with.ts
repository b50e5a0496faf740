/** Tests that need a program which not every machine has. */
import { describe, it } from "vitest";
import { findProgram, type Program } from "./programs.js";

/**
 * A describe whose tests need `program`. Without it they fail where CI=true, and elsewhere are skipped, under a title that says how
 * to get it.
 */
export function describeWith(program: Program, title: string, tests: () => void): void {
  if (findProgram(program)) describe(title, tests);
  else if (process.env.CI === "true") {
    it(title, () => {
      throw new Error(program.missing);
    });
  } else describe.skip(`${title} (skipped, ${program.missing})`, tests);
}
