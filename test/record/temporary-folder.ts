import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A new folder for a file's or a describe's tests, removed after the last of them. Call it outside of hooks and tests. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "wann-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
