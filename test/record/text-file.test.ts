import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appendLine, readText } from "../../src/record/text-file.js";
import { UserError } from "../../src/user-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

/** A file's path, with bytes in it. */
function file(name: string, ...bytes: number[]): string {
  const path = join(folder, name);
  writeFileSync(path, Uint8Array.from(bytes));
  return path;
}

describe("readText", () => {
  it("reads UTF-8, without a byte order mark", () => {
    const path = join(folder, "text");
    writeFileSync(path, "\uFEFFẋ\r\n");
    expect(readText(path, "a text")).toBe("ẋ\r\n");
    expect(readText(file("empty"), "a text")).toBe("");
  });

  it("refuses a file that is too large before it reads it", () => {
    const path = file("large");
    truncateSync(path, 2 ** 28 + 1);
    expect(() => readText(path, "a text")).toThrow(
      new UserError(`${path}: 268435457 bytes: expected a text, at most 268435456 bytes`),
    );
  });

  it.each<[string, () => string, string]>([
    ["is missing", () => join(folder, "missing"), "cannot be read (ENOENT, there is no such file or folder)"],
    ["is a folder", () => folder, "cannot be read (EISDIR, it is a folder)"],
    [
      "lies in a file",
      () => join(file("plain"), "file"),
      "cannot be read (ENOTDIR, a part of the path is not a folder)",
    ],
    ["is not UTF-8", () => file("latin", 0x63, 0xe9, 0x20), "not UTF-8, or damaged"],
    ["is cut short in a character", () => file("cut", 0xe1, 0xba), "not UTF-8, or damaged"],
  ])("says in one line where the file %s", (_, path, problem) => {
    expect(() => readText(path(), "the log of a run")).toThrow(
      new UserError(`${path()}: ${problem}: expected the log of a run`),
    );
  });
});

describe("appendLine", () => {
  it("adds a line to a file that need not be there yet", () => {
    const path = join(folder, "lines");
    appendLine(path, "one");
    appendLine(path, "two");
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  });

  it.skipIf(!existsSync("/dev/full"))("says in one line where it cannot", () => {
    mkdirSync(join(folder, "taken"));
    const missing = join(folder, "missing", "lines");
    for (const [path, problem] of [
      [join(folder, "taken"), "(EISDIR): it is a folder"],
      [missing, "(ENOENT): there is no such file or folder"],
      ["/dev/full", "(ENOSPC): the disk is full"],
    ]) {
      expect(() => appendLine(path, "line")).toThrow(new UserError(`${path}: cannot be written ${problem}`));
    }
  });
});
