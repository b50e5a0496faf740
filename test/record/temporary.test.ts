import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeLeftOvers, temporaryBeside } from "../../src/record/temporary.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
/** Of a process that has ended. */
const { pid: ENDED } = spawnSync(process.execPath, ["--version"]);

describe("a temporary name", () => {
  it("is hidden, beside the final one, and another each time", () => {
    const pattern = new RegExp(`^${join(folder, `.run-1.${process.pid}-`)}[0-9a-f]{8}\\.new$`);
    const names = Array.from({ length: 10 }, () => temporaryBeside(join(folder, "run-1"), "new"));
    for (const name of names) expect(name).toMatch(pattern);
    expect(new Set(names).size).toBe(10);
  });
});

describe("removeLeftOvers", () => {
  it("removes what processes that have ended left of a kind and a name, files and folders, and nothing else", () => {
    const others = [
      "run",
      `.run.${process.ppid}-01234567.new`,
      `.run.${ENDED}-01234567.tmp`,
      `.run.${ENDED}-0123456.new`,
      `.other.run.${ENDED}-01234567.new`,
      `run.${ENDED}-01234567.new`,
      `.run.${ENDED}-01234567.new.svg`,
    ];
    const leftOvers = [`.run.${ENDED}-01234567.new`, `.run.${ENDED}-89abcdef.new`, `.run.${process.pid}-89abcdef.new`];
    for (const name of [...others, leftOvers[0]]) writeFileSync(join(folder, name), "");
    for (const name of leftOvers.slice(1)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "file"), "");
    }
    removeLeftOvers(folder, "new", "run");
    expect(readdirSync(folder).sort()).toEqual(others.toSorted());
    removeLeftOvers(folder, "new");
    expect(readdirSync(folder).sort()).toEqual(others.filter((name) => !name.startsWith(".other")).sort());
  });
});
