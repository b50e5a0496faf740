/** Functions of node:fs that a test takes the place of: for the built host, too, which Node itself loads. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, vi } from "vitest";

type Name = "copyFileSync" | "fsyncSync" | "linkSync" | "renameSync" | "writeFileSync";

/** Makes mocks of them, which do what the functions do unless told otherwise, for a file's tests. Call it outside of hooks and tests. */
export function mockFs(...names: readonly Name[]): void {
  const originals = Object.fromEntries(names.map((name) => [name, fs[name]]));
  const mocks = Object.fromEntries(names.map((name) => [name, vi.fn(fs[name] as () => void)]));
  const replace = (functions: object) => {
    Object.assign(fs, functions);
    syncBuiltinESMExports();
  };
  replace(mocks);
  afterAll(() => replace(originals));
}
