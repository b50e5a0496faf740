import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type DocumentKind, writeDocument } from "../../src/document.js";
import { createTable, readTable, type TableFile } from "../../src/record/table-file.js";
import { UserError } from "../../src/user-error.js";
import { CONFIG } from "./sample-run.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const TABLE: TableFile = {
  task: "swingup",
  seeds: [1, 2],
  hours: null,
  only: null,
  searches: { wann: { ...CONFIG } },
  estimated: { wann: 3 },
};

it("comes back as it was", () => {
  createTable(join(folder, "new"), TABLE);
  expect(readTable(join(folder, "new"))).toEqual(TABLE);
});

/** A folder with a table of an older version. */
function older(name: string, version: number, changes: object): string {
  const path = join(folder, name);
  mkdirSync(path);
  const kind = { format: "wann-table", version } as DocumentKind<object>;
  const { only: _, ...content } = { ...TABLE, ...changes };
  writeFileSync(join(path, "table.json"), writeDocument(kind, content));
  return path;
}

/** Of version 1. */
function first(name: string, squared: string | null): string {
  return older(name, 1, { searches: { wann: { ...CONFIG, squared } } });
}

it("of version 2 has all networks of its task", () => {
  expect(readTable(older("second", 2, {}))).toEqual(TABLE);
});

it("of version 1 is read without a setting that there is no more, and refused where that was on", () => {
  expect(readTable(first("off", null))).toEqual(TABLE);
  const path = first("on", "positive");
  expect(() => readTable(path)).toThrow(
    new UserError(`${join(path, "table.json")}: squared: "positive": expected null: this version has no such networks`),
  );
});
