import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isFolder, requireFree } from "../../src/record/folder.js";
import { UserError } from "../../src/user-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

describe("the place for a run's folder", () => {
  it("is free where there is nothing, or an empty folder", () => {
    mkdirSync(path("empty"));
    requireFree(path("empty"));
    requireFree(path("missing"));
  });

  it("is refused where it has no name, which would be the current folder", () => {
    expect(() => requireFree("")).toThrow(new UserError('"": expected the name of a folder'));
  });

  it("is refused where there is a file or a folder in use", () => {
    mkdirSync(path("used"));
    writeFileSync(path("used/file"), "");
    expect(() => requireFree(path("used/file"))).toThrow(
      new UserError(`${path("used/file")}: not a folder: expected a new or empty one`),
    );
    expect(() => requireFree(path("used"))).toThrow(
      new UserError(`${path("used")}: the folder is in use: expected a new or empty one`),
    );
  });

  // Whoever may do everything may read every folder.
  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")("is refused where it cannot be read", () => {
    mkdirSync(path("closed"), { mode: 0o300 });
    expect(() => requireFree(path("closed"))).toThrow(
      new UserError(
        `${path("closed")}: the folder cannot be read (EACCES, no permission): expected a new or empty one`,
      ),
    );
  });
});

it("a loop of links is no folder", () => {
  symlinkSync("loop", path("loop"));
  expect(isFolder(path("loop"))).toBe(false);
  expect(isFolder(folder)).toBe(true);
});
