/** Files with all of an exception: each Python has one, which it removes where there was none. */
import { readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = `wann-gym-${process.pid}-`;

/** Where a Python writes. */
export function reportPath(): string {
  return join(tmpdir(), `${PREFIX}${Math.random().toString(36).slice(2, 10)}.txt`);
}

/** What a fault's line ends with: of a step that hung, where it did is in the report, too. */
export function withReport(line: string, report: string): string {
  return `${line}; all of it: ${report}`;
}

/** Removes the report of a Python that has been ended, where nothing stands in it. */
export function dropEmpty(report: string): void {
  if (statSync(report, { throwIfNoEntry: false })?.size === 0) rmSync(report, { force: true });
}

/** The same of all that this process has started. */
export function dropAllEmpty(): void {
  for (const name of readdirSync(tmpdir())) if (name.startsWith(PREFIX)) dropEmpty(join(tmpdir(), name));
}
