import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readLog } from "../../src/record/log.js";
import { RunLog } from "../../src/record/run-log.js";
import { UserError } from "../../src/user-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(folder, "run-")), "log.jsonl");
});

const SEARCH = {
  generation: 0,
  bestMean: 1.5,
  bestWeight: 2.5,
  bestConnections: 7,
  medianMean: -0.5,
  medianConnections: 5,
  rollouts: 96,
};
const TUNING = { generation: 0, mean: 1, best: 2, stepSize: 0.5, champion: 3, rollouts: 96 };

type Line = Record<string, unknown>;

/** A log of either version. */
function write(version: 1 | 2, ...lines: Line[]): void {
  if (version === 1) writeFileSync(path, lines.map((one) => `${JSON.stringify(one)}\n`).join(""));
  else {
    const log = RunLog.open(path);
    for (const one of lines) log.append(one);
  }
}

function refused(problem: string): void {
  expect(() => readLog(path)).toThrow(new UserError(`${path}: ${problem}`));
}

describe.each([1, 2] as const)("a log of version %i", (version) => {
  it("is read, a search's and a tuning's, with whatever else its lines hold", () => {
    const lines = [SEARCH, { ...SEARCH, generation: 1, championMean: 3, broken: 0, note: "more" }];
    write(version, ...lines);
    expect(readLog(path)).toEqual({ kind: "search", lines });
    path += "2";
    write(version, TUNING, { ...TUNING, championSd: 1 });
    expect(readLog(path)).toEqual({ kind: "tuning", lines: [TUNING, { ...TUNING, championSd: 1 }] });
  });

  it("is read without a last line that is not whole", () => {
    write(version, SEARCH, { ...SEARCH, generation: 1 });
    for (const torn of ["{", '{"generation":2,"bestM', JSON.stringify(SEARCH), "\u1e8b"]) {
      const bytes = new TextEncoder().encode(torn);
      writeFileSync(path, bytes.subarray(0, Math.max(1, bytes.length - 1)), { flag: "a" });
      expect(readLog(path).lines).toHaveLength(2);
    }
  });

  it.each<[string, Line[], string]>([
    [
      "JSON has made null of",
      [SEARCH, { ...SEARCH, bestMean: Number.NaN }],
      "line 2: bestMean: null: expected a number",
    ],
    ["is a text", [{ ...SEARCH, rollouts: "many" }], 'line 1: rollouts: "many": expected a number'],
    ["is missing", [TUNING, TUNING, SEARCH], "line 3: mean: missing: expected a number"],
    [
      "need not be there, but is null",
      [{ ...TUNING, championSd: null }],
      "line 1: championSd: null: expected a number",
    ],
    ["need not be there, but is a list", [{ ...SEARCH, nonFinite: [1] }], "line 1: nonFinite: [1]: expected a number"],
  ])("is refused where a number %s", (_, lines, says) => {
    write(version, ...lines);
    refused(says);
  });
});

describe("a log", () => {
  it("is refused where there is none, or no line in it", () => {
    refused("cannot be read (ENOENT, there is no such file or folder): expected the log of a run");
    for (const text of ["", '{"torn']) {
      writeFileSync(path, text);
      refused("empty: expected a line for each generation of a run");
    }
  });

  it("is refused where a line of version 1 is none", () => {
    for (const second of ["rubbish", "[1]", "5", "null", ""]) {
      writeFileSync(path, `${JSON.stringify(SEARCH)}\n${second}\n`);
      refused("line 2: not JSON, or cut short");
    }
  });

  it("is refused where a line of version 2 was changed, dropped or moved", () => {
    write(2, SEARCH, { ...SEARCH, generation: 1 }, { ...SEARCH, generation: 2 });
    const [a, b, c] = readFileSync(path, "utf8").split("\n");
    for (const [lines, damaged] of [
      [[a.replace("1.5", "1.6"), b, c], 1],
      [[b, c], 1],
      [[a, c], 2],
      [[a, c, b], 2],
      [[a, b, c.slice(0, -1)], 3],
      [[a, b, c, c], 4],
    ] as const) {
      writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
      refused(`line ${damaged}: damaged`);
    }
  });
});
