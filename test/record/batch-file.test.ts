import { expect, it } from "vitest";
import { readDocument, writeDocument } from "../../src/document.js";
import { BATCH_FILE, type BatchFile } from "../../src/record/batch-file.js";
import { UserError } from "../../src/user-error.js";
import { CONFIG } from "./sample-run.js";

const BATCH: BatchFile = { seeds: [1, 2], config: { ...CONFIG }, start: "other" };
const START = { folder: "other", bangBang: false, squared: null };

const read = (text: string) => readDocument(BATCH_FILE, text, "batch.json");
const first = (change: object) =>
  writeDocument<object>({ ...BATCH_FILE, version: 1 }, { ...BATCH, config: { ...CONFIG, squared: null }, ...change });

it("comes back as it was", () => {
  expect(read(writeDocument(BATCH_FILE, BATCH, 2))).toEqual(BATCH);
});

it.each([
  [START, "other"],
  [null, null],
])("of version 1 is read without what there is no more: %j", (start, expected) => {
  expect(read(first({ start }))).toEqual({ ...BATCH, start: expected });
});

it.each<[change: object, line: string]>([
  [
    { start: { ...START, bangBang: true } },
    "start: expected networks as they are: this version makes them neither bang-bang nor squared",
  ],
  [
    { start: null, config: { ...CONFIG, squared: "negative" } },
    'squared: "negative": expected null: this version has no such networks',
  ],
])("of version 1 is refused where its runs need that: %j", (change, line) => {
  expect(() => read(first(change))).toThrow(new UserError(`batch.json: ${line}`));
});
