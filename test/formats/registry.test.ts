import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { showCommand } from "../../src/cli/show.js";
import { championJson } from "../../src/formats/champion-json.js";
import type { Format } from "../../src/formats/format.js";
import { out } from "../../src/formats/out.js";
import { FORMATS, readerFor } from "../../src/formats/registry.js";
import type { Champion } from "../../src/genome/champion.js";
import { express } from "../../src/genome/compact/express.js";
import { unflattenCompact } from "../../src/genome/compact/genome.js";
import { sameStructure } from "../../src/genome/same-structure.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { championFrom } from "../../src/record/champion-text.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { UserError } from "../../src/user-error.js";
import { edgeList } from "../fixtures/formats/edge-list.js";
import { anyGrowth, grown, weighted } from "../genome/grown.js";

/** Input 1 to unit 7, which pushes output 6 down. */
const COMPACT = { gain: 2, connections: [7, 6, -1, 1, 7, 1] };

const CHAMPION: Champion = {
  task: "swingup",
  genome: express(unflattenCompact(COMPACT.connections, { inputs: 5, outputs: 1 }), COMPACT.gain, "tanh"),
  fingerprint: [],
  compact: COMPACT,
  provenance: {},
};

const SWINGUP = taskNamed("swingup");

const TEXTS = FORMATS.all.filter(({ write }) => write);

function textOf(format: Format): string {
  return format.write?.(CHAMPION, SWINGUP) ?? "";
}

describe("FORMATS", () => {
  it("has those of the program, each a file with a row", () => {
    expect(FORMATS.all.map(({ name }) => name)).toEqual([
      "champion-json",
      "out",
      "zoo",
      "svg",
      "dot",
      "compact",
      "js",
      "c",
      "python",
      "onnx",
      "png",
    ]);
    const folder = fileURLToPath(new URL("../../src/formats/", import.meta.url));
    const files = readdirSync(folder).filter(
      (name) => name.endsWith(".ts") && !["format.ts", "registry.ts"].includes(name),
    );
    expect(files.sort()).toEqual(FORMATS.all.map(({ name }) => `${name}.ts`).sort());
  });

  it.each([...TEXTS, edgeList])("writes a network as $name, without a title as with one", (format) => {
    expect(textOf(format)).toMatch(/\n$|<\/svg>/);
    expect(format.write?.(CHAMPION, { ...SWINGUP, title: "best of all" })).toContain(
      format.drawing && format !== edgeList ? "best of all" : textOf(format),
    );
    expect(format.extension).toMatch(/^\.[a-z]+$/);
  });

  it.each(FORMATS.all.filter(({ reader, write }) => reader && write))(
    "finds the reader of what it writes as $name",
    (format) => {
      const text = textOf(format);
      for (const variant of [text, `\uFEFF${text}`, `\r\n  ${text}`]) {
        expect(readerFor(variant, "some file")).toBe(format.reader);
      }
    },
  );
});

describe("readerFor", () => {
  it.each([
    ["a matrix that begins with nan", "NaN,0,1,1\n", out],
    ["a matrix that begins with nothing", ",0,1,1\n", out],
    ["a matrix with a point and a sign", "-.5e+00 ,0,1,1\n", out],
    ["JSON that names no format", '{ "nodes": [] }', championJson],
    ["JSON that is cut short", '{"format":"wann-champion","ver', championJson],
  ])("takes %s for its format", (_, text, format) => {
    expect(readerFor(text, "x")).toBe(format.reader);
  });

  it.each([
    ["<!DOCTYPE html>\n<html>", 'begins with "<!DOCTYPE"'],
    ['\n  "text"', 'begins with "\\"text\\""'],
    ["digraph {", 'begins with "digraph"'],
    ["x".repeat(99), `begins with "${"x".repeat(20)}"`],
    ["", "empty"],
    [" \r\n\t\uFEFF", "empty"],
    ["5\n6\n", 'begins with "5"'],
    ["[1, 2]", 'begins with "[1,"'],
    ['{ "format": "wann-profile", "version": 1 }', 'format: "wann-profile"'],
  ])("of %j says what it looks like and what could be read", (text, looks) => {
    const expected =
      "expected champion.json or a comma-separated matrix of the original code (.out) or weights of the original's zoo (.wann.json)";
    expect(() => readerFor(text, "x.json")).toThrow(new UserError(`x.json: ${looks}: ${expected}`));
  });
});

describe("a further format", () => {
  const formats = FORMATS.with(edgeList);

  it("is found by its names", () => {
    expect([formats.named("edge-list"), formats.named("edges")]).toEqual([edgeList, edgeList]);
  });

  it("reads what it writes, by the functions that read all others", () => {
    const { compact: _, ...network } = CHAMPION;
    const text = textOf(formats.named("edge-list"));
    expect(championFrom(text, "network.edges", undefined, { formats })).toEqual({ task: SWINGUP, champion: network });
    const { champion } = championFrom(textOf(championJson), "champion.json", "swingup", { formats });
    expect(sameStructure(champion.genome, CHAMPION.genome)).toBe(true);
  });

  it("gives back any network", () => {
    const topology = () => expect.unreachable("no topology is asked for");
    fc.assert(
      fc.property(anyGrowth(40), fc.boolean(), (growth, own) => {
        const genome = own ? weighted(grown(growth), growth.seed) : grown(growth);
        const text = edgeList.write?.({ ...CHAMPION, genome }, SWINGUP) ?? "";
        const read = readerFor(text, "x", formats).read(text, "x", { task: () => SWINGUP, topology }).genome;
        const [before, after] = [pack(genome), pack(read)];
        expect(after.words).toEqual(before.words);
        expect(packedWeights(read, after.order)).toEqual(packedWeights(genome, before.order));
      }),
    );
  });

  it("has its own error lines, and stands in those where no format fits", () => {
    const read = (text: string) => () => championFrom(text, "a.edges", undefined, { formats });
    expect(read("edges of swingup 5 1\n6 ~ 7\n")).toThrow('a.edges: line 2: "6 ~ 7": expected a node or an edge');
    expect(read("graph")).toThrow(/^a\.edges: begins with "graph": expected champion\.json or .* or an edge list$/);
  });

  it("has an option of wann show, where it draws", () => {
    const options = (command = showCommand()) => command.options.map(({ flags, description }) => [flags, description]);
    expect(options()).toEqual(
      expect.arrayContaining([
        ["--svg <file>", "write a drawing (SVG)"],
        ["--dot <file>", "write a graph for Graphviz (DOT)"],
        ["--compact <file>", "write a drawing (SVG) of what it is made of: units, whole numbers on the lines"],
      ]),
    );
    expect(options(showCommand(formats))).toContainEqual(["--edge-list <file>", "write an edge list"]);
    expect(options(showCommand(FORMATS.with({ ...edgeList, drawing: false })))).toEqual(options());
  });

  it("is named nowhere in src", () => {
    const folder = fileURLToPath(new URL("../../src/", import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((name) => /edge-?list/i.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
  });
});
