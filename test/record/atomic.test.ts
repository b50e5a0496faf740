import {
  chmodSync,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { writeAtomic } from "../../src/record/atomic.js";
import { UserError } from "../../src/user-error.js";
import { mockFs } from "./mock-fs.js";
import { temporaryFolder } from "./temporary-folder.js";

mockFs("fsyncSync", "renameSync");
beforeEach(() => {
  vi.mocked(fsyncSync).mockClear();
});

const folder = temporaryFolder();

/** A path in a folder of its own. */
function fresh(name: string): { parent: string; path: string } {
  const parent = join(folder, name);
  mkdirSync(parent);
  return { parent, path: join(parent, "file") };
}

function failure(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: as the system says it`), { code });
  };
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
    writeAtomic(path, Uint8Array.of(0, 255));
    expect([...readFileSync(path)]).toEqual([0, 255]);
    expect(readdirSync(parent)).toEqual(["file"]);
  });

  it("is on the disk before it has its name, under a hidden one of this process, and its name is when it is done", () => {
    const { parent, path } = fresh("synced");
    const seen: [boolean, string[]][] = [];
    vi.mocked(fsyncSync).mockImplementation((file) => {
      seen.push([fstatSync(file).isDirectory(), readdirSync(parent)]);
    });
    writeAtomic(path, "text");
    vi.mocked(fsyncSync).mockReset();
    expect(seen).toEqual([
      [false, [expect.stringMatching(new RegExp(`^\\.file\\.${process.pid}-[0-9a-f]{8}\\.tmp$`))]],
      [true, ["file"]],
    ]);
  });

  it.each([
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "the disk quota is used up"],
    ["EFBIG", "the file is too large"],
    ["EIO", "the disk failed"],
    ["EROFS", "the file system is read-only"],
    ["EACCES", "no permission"],
    ["EPERM", "no permission"],
  ])("leaves the old file, and no other, where the system says %s", (code, words) => {
    const { parent, path } = fresh(code);
    writeFileSync(path, "old");
    for (const call of [fsyncSync, renameSync]) {
      vi.mocked(call).mockImplementationOnce(failure(code));
      expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (${code}): ${words}`));
      expect(readFileSync(path, "utf8")).toBe("old");
      expect(readdirSync(parent)).toEqual(["file"]);
    }
  });

  it("says the code alone where there are no words for it, and hides no fault of the program", () => {
    const { path } = fresh("code");
    vi.mocked(fsyncSync).mockImplementationOnce(failure("EOTHER"));
    expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (EOTHER)`));
    vi.mocked(fsyncSync).mockImplementationOnce(() => {
      throw new TypeError("a fault");
    });
    expect(() => writeAtomic(path, "new")).toThrow(new TypeError("a fault"));
  });

  it("does without what a system does not let it do with folders", () => {
    const { path } = fresh("unsynced");
    vi.mocked(fsyncSync)
      .mockImplementationOnce(() => {})
      .mockImplementationOnce(failure("EPERM"));
    writeAtomic(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(fsyncSync).toHaveBeenCalledTimes(2);
  });

  it("says so where the name cannot be written to disk", () => {
    const { path } = fresh("unnamed");
    vi.mocked(fsyncSync)
      .mockImplementationOnce(() => {})
      .mockImplementationOnce(failure("EIO"));
    expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (EIO): the disk failed`));
  });

  it("leaves what stands in its place, and no other file, where it cannot be moved there", () => {
    const { parent, path } = fresh("moved");
    mkdirSync(path);
    expect(() => writeAtomic(path, "new")).toThrow(
      new UserError(`${path}: cannot be written (EISDIR): it is a folder`),
    );
    expect(readdirSync(parent)).toEqual(["file"]);
  });

  it.each<[string, string, string]>([
    ["there is no such folder", join("missing", "file"), "ENOENT): there is no such file or folder"],
    ["its folder is a file", join("plain", "file"), "ENOTDIR): a part of the path is not a folder"],
    ["its name is too long", "n".repeat(255), "ENAMETOOLONG): the name is too long"],
    ["links lead in a circle", "circle", "ELOOP): a loop of symbolic links"],
    ["links of its folder lead in a circle", join("circle", "file"), "ELOOP): a loop of symbolic links"],
  ])("says so where %s", (_, name, says) => {
    if (!existsSync(join(folder, "plain"))) {
      writeFileSync(join(folder, "plain"), "");
      symlinkSync("circle", join(folder, "circle"));
    }
    const path = join(folder, name);
    expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (${says}`));
  });

  it.skipIf(process.getuid?.() === 0)("says so where it may not", () => {
    const { parent, path } = fresh("forbidden");
    chmodSync(parent, 0o500);
    expect(() => writeAtomic(path, "new")).toThrow(new UserError(`${path}: cannot be written (EACCES): no permission`));
  });

  it("writes the file that a link leads to", () => {
    const { parent, path } = fresh("linked");
    writeFileSync(join(parent, "there"), "old");
    symlinkSync("there", path);
    writeAtomic(path, "new");
    expect(readFileSync(join(parent, "there"), "utf8")).toBe("new");
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readdirSync(parent)).toEqual(["file", "there"]);
  });

  it.skipIf(!existsSync("/dev/full"))("leaves a device a device", () => {
    writeAtomic("/dev/null", "text");
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(() => writeAtomic("/dev/full", "text")).toThrow(
      new UserError("/dev/full: cannot be written (ENOSPC): the disk is full"),
    );
    expect(lstatSync("/dev/full").isCharacterDevice()).toBe(true);
  });
});
