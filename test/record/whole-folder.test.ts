import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createWhole } from "../../src/record/whole-folder.js";
import { UserError } from "../../src/user-error.js";
import { mockFs } from "./mock-fs.js";
import { temporaryFolder } from "./temporary-folder.js";

mockFs("fsyncSync", "renameSync");
afterEach(() => {
  vi.mocked(fsyncSync).mockReset();
  vi.mocked(renameSync).mockReset();
});

const folder = temporaryFolder();
/** Of a process that has ended. */
const { pid: ENDED } = spawnSync(process.execPath, ["--version"]);
const MODULE = new URL("../../dist/record/whole-folder.js", import.meta.url).href;

const FILES = ["config.json", "deep", "deep/er", "start.json"];

function write(path: string): void {
  writeFileSync(join(path, "start.json"), "start");
  writeFileSync(join(path, "config.json"), "config");
  mkdirSync(join(path, "deep"));
  writeFileSync(join(path, "deep", "er"), "deeper");
}

function filesOf(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" }).sort();
}

/** A folder of its own. */
function fresh(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name);
}

function failure(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe("createWhole", () => {
  it("makes a folder, and its parents, with all that is written into it, and nothing else", () => {
    const parent = fresh("made");
    createWhole(join(parent, "deep", "er", "run"), write);
    expect(filesOf(join(parent, "deep", "er", "run"))).toEqual(FILES);
    createWhole(`${join(parent, "run")}/`, write);
    expect(readdirSync(parent)).toEqual(["deep", "run"]);
    expect(readFileSync(join(parent, "run", "deep", "er"), "utf8")).toBe("deeper");
  });

  it("writes it under a hidden name beside it, all to the disk before it has its own", () => {
    const parent = fresh("hidden");
    const synced: boolean[] = [];
    vi.mocked(fsyncSync).mockImplementation(() => {
      synced.push(existsSync(join(parent, "run")));
    });
    createWhole(join(parent, "run"), (path) => {
      expect(path).toMatch(new RegExp(`^${parent}/\\.run\\.${process.pid}-[0-9a-f]{8}\\.new$`));
      write(path);
    });
    // Three files and two folders, then the parent.
    expect(synced).toEqual([false, false, false, false, false, true]);
  });

  it("replaces an empty folder, also one that a link leads to", () => {
    const parent = fresh("replaced");
    mkdirSync(join(parent, "run"));
    mkdirSync(join(parent, "there"));
    symlinkSync("there", join(parent, "link"));
    createWhole(join(parent, "run"), write);
    createWhole(join(parent, "link"), write);
    expect(filesOf(join(parent, "run"))).toEqual(FILES);
    expect(filesOf(join(parent, "there"))).toEqual(FILES);
    expect(lstatSync(join(parent, "link")).isSymbolicLink()).toBe(true);
    expect(readdirSync(parent)).toEqual(["link", "run", "there"]);
  });

  it("replaces an empty folder where the system, as Windows does, wants it removed first", () => {
    const parent = fresh("windows");
    mkdirSync(join(parent, "run"));
    vi.mocked(renameSync).mockImplementationOnce(failure("EPERM"));
    createWhole(join(parent, "run"), write);
    expect(filesOf(parent)).toEqual(["run", ...FILES.map((name) => join("run", name))]);
  });

  it("puts the files into an empty folder that cannot be replaced, config.json last", () => {
    const parent = fresh("mounted");
    mkdirSync(join(parent, "run"));
    vi.mocked(renameSync).mockImplementationOnce(failure("EBUSY"));
    createWhole(join(parent, "run"), write);
    expect(filesOf(parent)).toEqual(["run", ...FILES.map((name) => join("run", name))]);
    expect(vi.mocked(renameSync).mock.lastCall?.[1]).toBe(join(parent, "run", "config.json"));
  });

  it("puts the files into the current folder", () => {
    const cwd = realpathSync(fresh("current"));
    const program = `
      import { createWhole } from "${MODULE}";
      import { readdirSync, writeFileSync } from "node:fs";
      createWhole(".", (path) => writeFileSync(path + "/config.json", ""));
      console.log(process.cwd(), readdirSync("."));`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { cwd, encoding: "utf8" });
    expect(stdout).toBe(`${cwd} [ 'config.json' ]\n`);
  });

  it.each<[string, string, string]>([
    ["is in use", "used", "PATH: the folder is in use: expected a new or empty one"],
    ["is a file", "used/file", "PATH: not a folder: expected a new or empty one"],
    [
      "lies in a file",
      "used/file/run",
      "PATH: the folder cannot be made (ENOTDIR, a part of the path is not a folder)",
    ],
    ["is a link to nowhere", "link", "PATH: the folder cannot be made (ENOTDIR, a part of the path is not a folder)"],
  ])("refuses a path that %s, and leaves all as it was", (_, name, line) => {
    const path = join(folder, name);
    if (!existsSync(join(folder, "used"))) {
      writeFileSync(join(fresh("used"), "file"), "mine");
      symlinkSync("nowhere", join(folder, "link"));
    }
    expect(() => createWhole(path, write)).toThrow(new UserError(line.replaceAll("PATH", path)));
    expect(readdirSync(join(folder, "used"))).toEqual(["file"]);
    expect(readFileSync(join(folder, "used/file"), "utf8")).toBe("mine");
    expect(readdirSync(folder).filter((entry) => entry.startsWith("."))).toEqual([]);
  });

  it("refuses a path that another takes in the meantime", () => {
    const path = join(fresh("raced"), "run");
    const other = () => createWhole(path, (staging) => writeFileSync(join(staging, "theirs"), ""));
    expect(() => createWhole(path, other)).toThrow(
      new UserError(`${path}: the folder is in use: expected a new or empty one`),
    );
    expect(filesOf(join(folder, "raced"))).toEqual(["run", join("run", "theirs")]);
  });

  it.each([
    ["a fault", new TypeError("a fault"), new TypeError("a fault")],
    ["a line", new UserError("a line"), new UserError("a line")],
  ])("leaves nothing where what writes throws %s", (name, thrown, expected) => {
    const parent = fresh(`thrown-${name}`);
    const path = join(parent, "deep", "er", "run");
    const fail = (staging: string) => {
      write(staging);
      throw thrown;
    };
    expect(() => createWhole(path, fail)).toThrow(expected);
    expect(readdirSync(parent)).toEqual([]);
  });

  it.each(["EBUSY", "EIO"])("leaves nothing where the system says %s in the middle", (code) => {
    const parent = fresh(`failed-${code}`);
    const path = join(parent, "run");
    mkdirSync(path);
    let calls = 0;
    vi.mocked(renameSync).mockImplementation(() => {
      failure(calls++ === 0 ? code : "EIO")();
    });
    const line = `${path}: the folder cannot be made (EIO, the disk failed)`;
    expect(() => createWhole(path, write)).toThrow(new UserError(line));
    expect(filesOf(parent)).toEqual(["run"]);
  });

  it("removes what killed processes left behind of the same name", () => {
    const parent = fresh("left");
    for (const name of [
      `.run.${ENDED}-01234567.new`,
      `.run2.${ENDED}-01234567.new`,
      `.run.${process.ppid}-01234567.new`,
    ]) {
      write(fresh(join("left", name)));
    }
    createWhole(join(parent, "run"), write);
    expect(readdirSync(parent)).toEqual([`.run.${process.ppid}-01234567.new`, `.run2.${ENDED}-01234567.new`, "run"]);
    const inside = fresh(join("left", "again"));
    write(fresh(join("left", "again", `.again.${ENDED}-01234567.new`)));
    createWhole(inside, write);
    expect(filesOf(inside)).toEqual(FILES);
  });

  it("names a file that cannot be written by the place that it is for", () => {
    const path = join(fresh("named"), "run");
    const fail = (staging: string) => {
      throw new UserError(
        `${join(staging, "checkpoint")}: cannot be written (ENOSPC): the disk is full`,
        "other-build",
      );
    };
    const line = `${join(path, "checkpoint")}: cannot be written (ENOSPC): the disk is full`;
    expect(() => createWhole(path, fail)).toThrow(new UserError(line, "other-build"));
  });

  it("makes it elsewhere where the current folder is gone, and says so where it was to be there", () => {
    const program = `
      import { createWhole } from "${MODULE}";
      import { mkdirSync, rmdirSync } from "node:fs";
      mkdirSync("gone");
      process.chdir("gone");
      rmdirSync("../gone");
      createWhole(process.argv[1], () => {});
      try { createWhole("run", () => {}); } catch (error) { console.log(error.name + ": " + error.message); }`;
    const cwd = fresh("gone");
    const args = ["--input-type=module", "-e", program, join(cwd, "elsewhere")];
    const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
    expect(stdout).toBe("UserError: run: the folder cannot be made (ENOENT, there is no such file or folder)\n");
    expect(filesOf(cwd)).toEqual(["elsewhere"]);
  });
});

describe("a process that makes folders and is killed", () => {
  /** As many files as a run has, and more. */
  const COUNT = 6;
  const ROUNDS = 20;
  const LONGEST_MS = 60;
  const program = `
    import { createWhole } from "${MODULE}";
    import { writeFileSync } from "node:fs";
    console.log("begins");
    for (let i = 0; ; i++) {
      createWhole(process.argv[1] + "/run" + i, (path) => {
        for (let k = 0; k < ${COUNT}; k++) writeFileSync(path + "/" + k, "text".repeat(1000 * k));
      });
    }`;

  it("leaves each of them whole, or not there, wherever it is killed", { timeout: 120_000 }, async () => {
    let whole = 0;
    let leftOver = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const parent = fresh(`killed-${round}`);
      const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", program, parent], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const closed = once(child, "close");
      await once(child.stdout as NodeJS.ReadableStream, "data");
      await sleep((LONGEST_MS * round) / ROUNDS);
      child.kill("SIGKILL");
      await closed;
      const names = readdirSync(parent);
      for (const name of names.filter((one) => !one.startsWith("."))) {
        const sizes = Array.from({ length: COUNT }, (_, k) => readFileSync(join(parent, name, String(k))).length);
        expect(sizes).toEqual(Array.from({ length: COUNT }, (_, k) => 4000 * k));
        whole++;
      }
      const [left, ...others] = names.filter((one) => one.startsWith("."));
      expect(others).toEqual([]);
      if (left === undefined) continue;
      leftOver++;
      createWhole(join(parent, left.split(".")[1]), write);
      expect(readdirSync(parent).filter((one) => one.startsWith("."))).toEqual([]);
    }
    expect(whole).toBeGreaterThan(0);
    expect(leftOver).toBeGreaterThan(0);
  });
});
