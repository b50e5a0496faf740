import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CheckpointFiles } from "../../src/record/checkpoints.js";
import { COST_SHARE } from "../../src/record/seldom.js";
import { UserError } from "../../src/user-error.js";
import { mockFs } from "./mock-fs.js";
import { temporaryFolder } from "./temporary-folder.js";

mockFs("copyFileSync", "linkSync", "renameSync");
afterEach(() => {
  for (const call of [copyFileSync, linkSync, renameSync]) vi.mocked(call).mockReset();
  vi.restoreAllMocks();
});

const folder = temporaryFolder();

/** Checkpoints in a folder of their own, with these texts written. */
function written(name: string, ...texts: string[]): { path: string; files: CheckpointFiles } {
  const path = join(folder, name);
  mkdirSync(path);
  const files = new CheckpointFiles(path);
  for (const text of texts) files.write(() => text);
  return { path, files };
}

function both(path: string): (string | undefined)[] {
  const names = readdirSync(path);
  return ["checkpoint", "checkpoint.previous"].map((name) => {
    return names.includes(name) ? readFileSync(join(path, name), "utf8") : undefined;
  });
}

function failure(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe("checkpoints", () => {
  it("are the last two", () => {
    const { path, files } = written("two");
    expect([files.has("latest"), files.has("previous")]).toEqual([false, false]);
    for (const [text, previous] of [["a"], ["b", "a"], ["c", "b"], ["d", "c"]]) {
      files.write(() => text);
      expect(both(path)).toEqual([text, previous]);
    }
    expect(readdirSync(path)).toEqual(["checkpoint", "checkpoint.previous"]);
    expect([files.read("latest"), files.read("previous")]).toEqual(["d", "c"]);
  });

  it("are copies where the file system gives no file two names", () => {
    const { path, files } = written("copied", "a", "b");
    vi.mocked(linkSync).mockImplementation(failure("EPERM"));
    files.write(() => "c");
    expect(both(path)).toEqual(["c", "b"]);
    expect(copyFileSync).toHaveBeenCalledOnce();
    expect(readdirSync(path)).toEqual(["checkpoint", "checkpoint.previous"]);
  });

  it("are whole after each step of the writing, and go on where it ended there", () => {
    const { path, files } = written("steps", "a", "b");
    const seen: (string | undefined)[][] = [];
    vi.mocked(renameSync).mockImplementation((from, to) => {
      vi.mocked(renameSync).mockReset();
      renameSync(from, to);
      seen.push(both(path));
      throw Object.assign(new Error("killed"), { code: "EKILLED" });
    });
    expect(() => files.write(() => "c")).toThrow(
      new UserError(`${join(path, "checkpoint.previous")}: cannot be written (EKILLED)`),
    );
    expect(seen).toEqual([["b", "b"]]);
    const next = new CheckpointFiles(path);
    next.write(() => "c");
    expect(both(path)).toEqual(["c", "b"]);
    expect(readdirSync(path)).toEqual(["checkpoint", "checkpoint.previous"]);
  });

  it("keep the previous one where a run goes on from it", () => {
    const { path, files } = written("given-up", "a", "b");
    writeFileSync(join(path, "checkpoint"), "damaged");
    expect(files.read("previous")).toBe("a");
    files.write(() => "b again");
    expect(both(path)).toEqual(["b again", "a"]);
    files.write(() => "c");
    expect(both(path)).toEqual(["c", "b again"]);
  });

  it("stay as they are where a new one cannot be made or written", () => {
    const { path, files } = written("failing", "a", "b");
    const fault = () => {
      throw new TypeError("a fault");
    };
    expect(() => files.write(fault)).toThrow(TypeError);
    expect(both(path)).toEqual(["b", "a"]);
    vi.mocked(linkSync).mockImplementation(failure("EPERM"));
    vi.mocked(copyFileSync).mockImplementation(failure("ENOSPC"));
    const line = `${join(path, "checkpoint.previous")}: cannot be written (ENOSPC): the disk is full`;
    expect(() => files.write(() => "c")).toThrow(new UserError(line));
    expect(both(path)).toEqual(["b", "a"]);
  });

  it("say in one line where they cannot be written", () => {
    const { path, files } = written("circle");
    symlinkSync("checkpoint", join(path, "checkpoint"));
    const line = `${join(path, "checkpoint")}: cannot be written (ELOOP): a loop of symbolic links`;
    expect(() => files.write(() => "a")).toThrow(new UserError(line));
  });

  it("are due when so many times the last one's cost has passed", () => {
    const { path, files } = written("due");
    let now = 1000;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const text = (name: string) => () => {
      now += 10;
      return name;
    };
    files.writeIfDue(text("a"));
    now += COST_SHARE * 10 - 1;
    files.writeIfDue(text("b"));
    expect(both(path)).toEqual(["a", undefined]);
    now += 1;
    files.writeIfDue(text("b"));
    expect(both(path)).toEqual(["b", "a"]);
    files.write(text("c"));
    expect(both(path)).toEqual(["c", "b"]);
  });

  it("are due after a minute, however long the last one was held up", () => {
    const { path, files } = written("held up");
    let now = 1000;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    files.writeIfDue(() => {
      now += 3_600_000;
      return "a";
    });
    now += 59_999;
    files.writeIfDue(() => "b");
    expect(both(path)).toEqual(["a", undefined]);
    now += 1;
    files.writeIfDue(() => "b");
    expect(both(path)).toEqual(["b", "a"]);
  });

  it.each(["latest", "previous"] as const)(
    "are refused with one line where the %s is missing, empty or no text",
    (which) => {
      const { path, files } = written(`refused-${which}`);
      const file = files.path(which);
      expect(file).toBe(join(path, which === "latest" ? "checkpoint" : "checkpoint.previous"));
      const refused = (problem: string) => {
        expect(() => files.read(which)).toThrow(new UserError(`${file}: ${problem}: expected the checkpoint of a run`));
      };
      refused("missing");
      writeFileSync(file, "");
      refused("empty");
      writeFileSync(file, " \n");
      refused("empty");
      writeFileSync(file, Uint8Array.of(0xff));
      refused("not UTF-8, or damaged");
      expect(statSync(file).size).toBe(1);
    },
  );
});
