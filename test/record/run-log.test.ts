import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readLog } from "../../src/record/log.js";
import { RunLog } from "../../src/record/run-log.js";
import { UserError } from "../../src/user-error.js";
import { mockFs } from "./mock-fs.js";
import { temporaryFolder } from "./temporary-folder.js";

mockFs("fsyncSync", "writeFileSync");
afterEach(() => {
  vi.restoreAllMocks();
});

const folder = temporaryFolder();
const ZEROS = "0".repeat(64);

/** A search's line. */
function line(generation: number) {
  const numbers = { bestWeight: 2.5, bestConnections: 7, medianMean: -0.5, medianConnections: 5, rollouts: 96 };
  return { generation, bestMean: generation / 3, ...numbers };
}

let path: string;
beforeEach(() => {
  vi.mocked(writeFileSync).mockReset();
  vi.mocked(fsyncSync).mockReset();
  path = join(mkdtempSync(join(folder, "run-")), "log.jsonl");
});

const text = () => readFileSync(path, "utf8");
const names = () => readdirSync(join(path, ".."));

/** A log of `count` lines. */
function written(count: number): RunLog {
  const log = RunLog.open(path);
  for (let i = 0; i < count; i++) log.append(line(i));
  return log;
}

function refused(open: () => unknown, problem: string): void {
  expect(open).toThrow(new UserError(`${path}: ${problem}`));
}

describe("a run's log", () => {
  it("has a hash in each line, over it and all before it", () => {
    const log = written(3);
    let chain = ZEROS;
    for (const one of text().trimEnd().split("\n")) {
      const [, beginning, hash] = /^(.*),"hash":"(.*)"\}$/.exec(one) ?? [];
      chain = createHash("sha256").update(`${chain}${beginning}}`).digest("hex");
      expect(hash).toBe(chain.slice(0, 16));
    }
    expect(log.position).toEqual({ lines: 3, sha256: chain });
    expect(text()).toMatch(/^\{"format":"wann-log","version":2,"generation":0,/);
    expect(text().match(/format/g)).toHaveLength(1);
  });

  it("has no file before its first line", () => {
    const log = RunLog.open(path);
    expect(names()).toEqual([]);
    expect(log.position).toEqual({ lines: 0, sha256: ZEROS });
    expect(log.sync()).toEqual(log.position);
  });

  it("goes on at any of its positions as if it had not stopped, whatever lines are", () => {
    const lines = fc.array(fc.dictionary(fc.string({ minLength: 8 }), fc.jsonValue(), { minKeys: 1 }), {
      maxLength: 6,
    });
    const tail = fc.constantFrom("", "\n", '{"torn', "ẋ\n{}\n", '{"more":1,"hash":"0123456789abcdef"}\n');
    fc.assert(
      fc.property(lines, fc.nat(6), tail, (all, at, behind) => {
        rmSync(path, { force: true });
        const log = RunLog.open(path);
        const positions = [log.position];
        for (const one of all) {
          log.append(one);
          positions.push(log.position);
        }
        const [whole, position] = [all.length > 0 ? text() : "", positions[Math.min(at, all.length)]];
        appendFileSync(path, behind);
        const resumed = RunLog.open(path, position);
        expect(resumed.position).toEqual(position);
        for (const one of all.slice(position.lines)) resumed.append(one);
        expect(resumed.position).toEqual(log.position);
        expect(text()).toBe(whole);
      }),
      { numRuns: 50 },
    );
    expect(names()).toEqual(["log.jsonl"]);
  });

  it("is not written anew where nothing is to be dropped", () => {
    const { position } = written(3);
    const { ino } = statSync(path);
    RunLog.open(path, position);
    expect(statSync(path).ino).toBe(ino);
    expect(names()).toEqual(["log.jsonl"]);
  });

  it("begins anew where there is no checkpoint, whatever was there", () => {
    writeFileSync(path, '{"format":"other"}\nrubbish');
    written(2);
    expect(readLog(path).lines).toEqual([line(0), line(1)]);
  });

  it("is refused where lines are missing", () => {
    const { position } = written(4);
    writeFileSync(path, text().split("\n").slice(0, 2).join("\n"));
    const says = "has 1 lines: expected at least 4, as the checkpoint says: lines are missing";
    refused(() => RunLog.open(path, position), says);
    rmSync(path);
    refused(() => RunLog.open(path, position), says.replace("1", "0"));
    expect(existsSync(path)).toBe(false);
  });

  it("is refused where a line has been changed, in any byte, dropped or moved", () => {
    const { position } = written(4);
    const lines = text().split("\n");
    const opened = (...changed: string[]) => {
      writeFileSync(path, `${changed.join("\n")}\n`);
      return () => RunLog.open(path, position);
    };
    const [a, b, c, d] = lines;
    refused(opened(a, b.replace("96", "97"), c, d), "line 2: damaged");
    refused(opened(a, b.replace('"generation":1', '"generation": 1'), c, d), "line 2: damaged");
    refused(opened(a, c, d, d), "line 2: damaged");
    refused(opened(a, b, d, c), "line 3: damaged");
    refused(opened(b, a, c, d), "line 1: damaged");
    refused(opened(a, b, c, ""), "line 4: damaged");
    refused(opened(`\uFEFF${a}`, b, c, d), "line 1: damaged");
    const bytes = Buffer.from(`${lines.slice(0, 4).join("\n")}\n`);
    fc.assert(
      fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(bytes);
        other[at] ^= change;
        writeFileSync(path, other);
        const pattern =
          /^[^\n]*: (line \d: damaged|has 3 lines: expected at least 4.*|line 1: (format: .*|version: .*|not JSON, or cut short))$/;
        expect(() => RunLog.open(path, position)).toThrow(pattern);
        expect(() => RunLog.open(path, position)).toThrow(UserError);
      }),
    );
  });

  it("may have damage behind the position: those lines come again", () => {
    const log = written(2);
    const { position } = log;
    const before = text();
    log.append(line(2));
    writeFileSync(path, text().replace('"generation":2', '"generation":9'));
    RunLog.open(path, position);
    expect(text()).toBe(before);
  });

  it("is refused where it is whole, but another run's", () => {
    const { position } = written(2);
    rmSync(path);
    const other = RunLog.open(path);
    for (let i = 0; i < 3; i++) other.append({ ...line(i), rollouts: 1 });
    refused(() => RunLog.open(path, position), "another run's: expected the 2 lines that the checkpoint knows");
  });

  it.each([
    [
      "is another file",
      '{"format":"wann-champion"}',
      'line 1: format: "wann-champion": expected "wann-log", the log of a run',
    ],
    [
      "is newer",
      '{"format":"wann-log","version":3}',
      "line 1: version: 3: expected 2 or below: a newer program wrote it",
    ],
    ["has no hash", '{"format":"wann-log","version":2}', "line 1: damaged"],
  ])("is refused where it %s", (_, first, says) => {
    writeFileSync(path, `${first}\n`);
    refused(() => RunLog.open(path, { lines: 1 }), says);
    refused(() => readLog(path), says);
  });

  it("says in one line where it cannot be read or written", () => {
    symlinkSync("log.jsonl", path);
    refused(() => RunLog.open(path).append(line(0)), "cannot be written (ELOOP): a loop of symbolic links");
    rmSync(path);
    mkdirSync(path);
    refused(() => RunLog.open(path), "cannot be read (EISDIR, it is a folder): expected the log of a run");
  });

  it("is as it was where a line cannot be written, and can go on", () => {
    const log = written(2);
    const before = text();
    vi.mocked(writeFileSync).mockImplementationOnce((file) => {
      appendFileSync(file as number, '{"gen');
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    });
    refused(() => log.append(line(2)), "cannot be written (ENOSPC): the disk is full");
    expect(text()).toBe(before);
    log.append(line(2));
    expect(readLog(path).lines).toHaveLength(3);
  });

  it("takes no line where something else has written to it, or it is gone", () => {
    const log = written(2);
    const { size } = statSync(path);
    appendFileSync(path, "{}\n");
    refused(() => log.append(line(2)), `has ${size + 3} bytes: expected ${size}: something else has written to it`);
    rmSync(path);
    refused(() => log.append(line(2)), "cannot be written (ENOENT): there is no such file or folder");
    refused(() => log.sync(), "cannot be written (ENOENT): there is no such file or folder");
  });

  it("is on the disk, its name too, before a checkpoint names its position", () => {
    const log = written(2);
    expect(fsyncSync).not.toHaveBeenCalled();
    expect(log.sync()).toEqual(log.position);
    expect(fsyncSync).toHaveBeenCalledTimes(2);
  });
});

describe("a log of version 1", () => {
  const old = Array.from({ length: 3 }, (_, i) => line(i));
  const oldText = old.map((one) => `${JSON.stringify(one)}\n`).join("");

  it("goes on as one of version 2", () => {
    const { position } = written(3);
    const hashed = text();
    writeFileSync(path, `${oldText}{"generation":3}\n{"torn`);
    const log = RunLog.open(path, { lines: 3 });
    expect(log.position).toEqual(position);
    expect(text()).toBe(hashed);
    log.append(line(3));
    expect(readLog(path).lines).toEqual([...old, line(3)]);
    RunLog.open(path, { lines: 3 });
    expect(text()).toBe(hashed);
  });

  it("is refused where a line is none, or the checkpoint knows another log", () => {
    writeFileSync(path, oldText.replace('{"generation":1', '"generation":1'));
    refused(() => RunLog.open(path, { lines: 3 }), "line 2: not JSON, or cut short");
    writeFileSync(path, oldText);
    const known = { lines: 3, sha256: ZEROS };
    refused(() => RunLog.open(path, known), "another run's: expected the 3 lines that the checkpoint knows");
  });
});
