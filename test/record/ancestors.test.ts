import { expect, it } from "vitest";
import { readDocument, writeDocument } from "../../src/document.js";
import { ANCESTORS, ancestorsFile, ancestryFrom } from "../../src/record/ancestors.js";
import { type Ancestry, ancestorGenomes } from "../../src/search/descent.js";
import { UserError } from "../../src/user-error.js";
import { playGeneration, search } from "../search/wann/play.js";

function ancestry(): Ancestry {
  const wann = search({ confirmEpisodes: 1, squared: "positive" }, 5);
  while (wann.generation < 12) playGeneration(wann);
  if (!wann.ancestry) throw new Error("no champion");
  return wann.ancestry;
}

const FROM = ancestry();
const TEXT = writeDocument(ANCESTORS, ancestorsFile(FROM));

it("a champion's ancestors come back as they were, each with its genome", () => {
  const back = ancestryFrom(readDocument(ANCESTORS, TEXT, "ancestors.json"));
  expect(back).toEqual(FROM);
  expect(ancestorGenomes(back)).toEqual(ancestorGenomes(FROM));
});

it.each([
  ["inputs: missing: expected number", { inputs: undefined }],
  ["line.0.change: 3: expected object", { line: [{ ...FROM.line[0], change: 3 }] }],
])("a file is refused with “%s”", (line, change) => {
  const text = writeDocument(ANCESTORS, { ...ancestorsFile(FROM), ...change } as never);
  expect(() => readDocument(ANCESTORS, text, "ancestors.json")).toThrow(new UserError(`ancestors.json: ${line}`));
});

it("a champion that is no genome is refused", () => {
  const file = { ...ancestorsFile(FROM), inputs: 900 };
  expect(() => ancestryFrom(file)).toThrow(RangeError);
});
