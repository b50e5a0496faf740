import { expect, it } from "vitest";
import { readDocument, writeDocument } from "../../src/document.js";
import { ANCESTORS, ancestorsFrom } from "../../src/record/ancestors.js";
import { SEARCHES } from "../../src/search/registry.js";
import { UserError } from "../../src/user-error.js";
import { playGeneration, SHAPE, search } from "../search/wann/play.js";

const WANN = SEARCHES.named("wann");

function ancestry(): Readonly<Record<string, unknown>> {
  const wann = search({ confirmEpisodes: 1 }, 5);
  while (wann.generation < 12) playGeneration(wann);
  if (!wann.ancestry) throw new Error("no champion");
  return wann.ancestry as unknown as Readonly<Record<string, unknown>>;
}

const FROM = ancestry();
const text = (change: object = {}) => writeDocument(ANCESTORS, { search: "wann", ancestry: { ...FROM, ...change } });

it("a champion's ancestors come back as they were, each with its genome", () => {
  const back = ancestorsFrom(readDocument(ANCESTORS, text(), "ancestors.json"), SHAPE);
  expect(back.ancestry).toEqual(FROM);
  expect(back.genomes).toEqual(WANN.ancestors(FROM as never, SHAPE));
  expect(back.genomes).toHaveLength((FROM.line as unknown[]).length);
});

it.each([{ line: [{ generation: 0 }] }, { genome: { activations: [1], connections: [1] } }, { colour: 1 }])(
  "an ancestry that is none of its search's is refused: %j",
  (change) => {
    const file = readDocument(ANCESTORS, text(change), "ancestors.json");
    expect(() => ancestorsFrom(file, SHAPE)).toThrow();
  },
);

it("a file of a search that there is not is refused in one line", () => {
  const file = { search: "hill", ancestry: FROM };
  expect(() => ancestorsFrom(file, SHAPE)).toThrow(UserError);
});
