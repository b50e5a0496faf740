import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compare } from "../../bench/compare.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();

function result(name: string, figures: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ bench: "some", commit: name, cpu: "one", cores: 2, node: "v20", ...figures }));
  return path;
}

it("gives each figure's ratio and says whether rounds overlap", () => {
  const before = result("a", { rate: 10, rows: [{ ns: { median: 4, min: 3, max: 5 } }], gone: 1 });
  const after = result("b", { rate: 20, rows: [{ ns: { median: 8, min: 6, max: 9 } }] });
  const lines = compare([before, after]).split("\n");
  expect(lines[2]).toMatch(/^\| rate +\| +10 \| +20 \| 2\.000 \| +\|$/);
  expect(lines[3]).toMatch(/^\| rows\.0\.ns \| 4 \(3–5\) \| 8 \(6–9\) \| 2\.000 \| rounds do not overlap \|$/);
  expect(lines[4]).toBe("");
  expect(compare([before, before])).toContain("rounds overlap");
});

it("refuses what are not two results of one bench", () => {
  const one = result("c", {});
  expect(() => compare([one])).toThrow("1 files: expected two");
  expect(() => compare([one, result("d", { bench: "other" })])).toThrow("bench: other: expected some");
});
