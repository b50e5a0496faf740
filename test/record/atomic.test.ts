import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeAtomic } from "../../src/record/atomic.js";
import { UserError } from "../../src/user-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

/** A path in a folder of its own. */
function fresh(name: string): { parent: string; path: string } {
  const parent = join(folder, name);
  mkdirSync(parent);
  return { parent, path: join(parent, "file") };
}

describe("writeAtomic", () => {
  it("writes the whole text in the old one's place and leaves nothing else", () => {
    const { parent, path } = fresh("written");
    const long = "ẋ θ̇ → ".repeat(500_000);
    writeAtomic(path, "a longer text than the next");
    writeAtomic(path, "short");
    expect(readFileSync(path, "utf8")).toBe("short");
    writeAtomic(path, long);
    expect(readFileSync(path, "utf8") === long).toBe(true);
    expect(readdirSync(parent)).toEqual(["file"]);
  });

  it("leaves the old file where the new one cannot be opened", () => {
    const { path } = fresh("opened");
    writeFileSync(path, "old");
    mkdirSync(`${path}.tmp`);
    expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (EISDIR)`));
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it.skipIf(!existsSync("/dev/full"))("leaves the old file, and no other, where the disk is full", () => {
    const { parent, path } = fresh("full");
    writeFileSync(path, "old");
    symlinkSync("/dev/full", `${path}.tmp`);
    expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (ENOSPC)`));
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(parent)).toEqual(["file"]);
  });

  it("leaves what stands in its place, and no other file, where it cannot be moved there", () => {
    const { parent, path } = fresh("moved");
    mkdirSync(path);
    expect(() => writeAtomic(path, "new")).toThrow(UserError);
    expect(readdirSync(parent)).toEqual(["file"]);
  });

  it("says so where there is no such folder", () => {
    const path = join(folder, "missing", "file");
    expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (ENOENT)`));
  });
});
