/** Files and folders that the system does not let the program have: one line each. */
import { spawn } from "node:child_process";
import { cpSync, openSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { copyOldRun } from "../record/old-files.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { jsonOf, runHere } from "./run-cli.js";

const CLI = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));
const SEARCH = [
  "evolve",
  "swingup",
  "--preset",
  "swingup",
  "--population",
  "8",
  "--generations",
  "3",
  "--workers",
  "1",
  "--json",
];
const folder = temporaryFolder();

beforeAll(() => {
  symlinkSync("loop", join(folder, "loop"));
  cpSync(fileURLToPath(new URL("../../docs/quick.json", import.meta.url)), join(folder, "champion.json"));
});

describe("a loop of links", () => {
  it.each([
    ...["show loop", "evaluate loop", "sweep loop", "tune loop --out new", "curve loop"],
    ...["evolve --resume loop", "tune --resume loop", "evolve swingup --start loop --out new"],
    ...["evolve swingup --out loop", "evolve swingup --out loop/run", "tune champion.json --out loop"],
    ...["show champion.json --svg loop", "config swingup --config loop"],
  ])("is one line, exit code 2: %s", async (command) => {
    const { code, stdout, stderr } = await runHere(command.split(" "), folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]*loop[^\n]*ELOOP[^\n]*\n$/);
  });
});

describe("where what is printed goes", () => {
  it.skipIf(process.platform !== "linux")("is a full disk: one line, exit code 2", async () => {
    const child = spawn(process.execPath, [CLI, "show", "champion.json"], {
      cwd: folder,
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
    });
    const code = new Promise((resolve) => child.on("close", resolve));
    expect(await text(child.stderr as NodeJS.ReadableStream)).toBe(
      "error: standard output: cannot be written (ENOSPC): the disk is full\n",
    );
    expect(await code).toBe(2);
  });

  it("is read by nobody: a run goes on to its end", async () => {
    const child = spawn(process.execPath, [CLI, ...SEARCH, "--out", "unread"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stderr?.destroy();
    const code = new Promise((resolve) => child.on("close", resolve));
    expect(await text(child.stdout as NodeJS.ReadableStream)).toMatch(/^\{"digest":/);
    expect(await code).toBe(0);
  });
});

it("the config.json of a run of version 1 is taken as settings, as those of all versions", async () => {
  copyOldRun("search", join(folder, "old"));
  const args = [...SEARCH.slice(0, 2), "--config", "old/config.json", "--workers", "1", "--json", "--out", "anew"];
  expect(jsonOf<{ generations: number }>(await runHere(args, folder)).generations).toBe(3);
});
