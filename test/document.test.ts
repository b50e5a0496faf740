import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type DocumentKind, formatOf, readDocument, requireShallow, writeDocument } from "../src/document.js";
import { UserError } from "../src/user-error.js";

const schema = z.strictObject({
  name: z.string(),
  size: z.int().min(0),
  values: z.array(z.number().nullable()),
  more: z.union([z.literal("none"), z.strictObject({ depth: z.number() })]).optional(),
});
type Sample = z.infer<typeof schema>;

/** Version 1 named no format and called the name "title"; version 2 had no hash, and no size. */
const KIND: DocumentKind<Sample> = {
  format: "wann-sample",
  version: 4,
  what: "a sample",
  schema,
  hashedFrom: 3,
  migrations: {
    1: ({ title, ...rest }) => ({ ...rest, name: (title as string).trim() }),
    2: (old) => {
      if (old.size !== undefined) throw new UserError("size: expected none in version 2");
      return { ...old, size: 0 };
    },
    3: (old) => ({ ...old, values: old.values ?? [] }),
  },
  unnamedVersion: (file) => (file.title === undefined ? undefined : 1),
};
const SAMPLE: Sample = { name: "ẋ θ̇", size: 2, values: [1.5, -1e-300], more: { depth: 3 } };
const TEXT = writeDocument(KIND, SAMPLE);

const read = (text: string) => readDocument(KIND, text, "runs/a/sample");
const changed = (change: object) => JSON.stringify({ ...JSON.parse(TEXT), ...change });
/** A document of another version, with the right hash. */
const ofVersion = (version: number, content: object) =>
  writeDocument({ ...KIND, version } as unknown as DocumentKind<object>, content);
/** One of this version whose content does not fit. */
const sealed = (content: object) => ofVersion(KIND.version, content);

/** The one line that `text` is refused with. */
function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error(`not refused: ${text}`);
}

describe("a document", () => {
  it.each([undefined, 2])("gives back its content, indented by %s", (indent) => {
    const text = writeDocument(KIND, SAMPLE, indent);
    expect(read(text)).toStrictEqual(SAMPLE);
    expect(text.endsWith("}\n")).toBe(true);
    expect(text.split("\n")).toHaveLength(indent ? 15 : 2);
  });

  it("gives back whatever JSON can hold", () => {
    const any: DocumentKind<{ value?: unknown }> = { ...KIND, schema: z.strictObject({ value: z.unknown() }) };
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1), (value, indent) => {
        const plain = JSON.parse(JSON.stringify({ value }));
        expect(readDocument(any, writeDocument(any, { value }, indent), "file")).toStrictEqual(plain);
      }),
    );
  });

  it("gives back null for NaN and infinity", () => {
    const text = writeDocument(KIND, { ...SAMPLE, values: [Number.NaN, Number.POSITIVE_INFINITY] });
    expect(read(text).values).toEqual([null, null]);
  });

  it("begins with its format, its version and its hash", () => {
    expect(Object.keys(JSON.parse(TEXT)).slice(0, 3)).toEqual(["format", "version", "sha256"]);
  });

  it("has a hash that sha256sum gives, too", () => {
    const tiny = writeDocument({ ...KIND, schema: z.strictObject({}) }, {});
    // printf '{"format":"wann-sample","version":4}' | sha256sum
    expect(JSON.parse(tiny).sha256).toBe("43f608419b816d34edd9926b1db5125bf5eea105307e08d182cdc56b07d48ff0");
  });

  it("may begin with a byte order mark, and be laid out in another way", () => {
    expect(read(`\uFEFF${TEXT}`)).toStrictEqual(SAMPLE);
    expect(read(` ${TEXT.replaceAll(",", " ,\r\n")} `)).toStrictEqual(SAMPLE);
  });

  it("is refused in one line, or read as it was, with any one character changed, added or missing", () => {
    const character = fc.oneof(
      fc.constantFrom(..."0123456789abcdef{}[],:\"' \n\t\\\u0000\u001b"),
      fc.string({ size: "=" }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(TEXT, writeDocument(KIND, SAMPLE, 1)),
        fc.nat(TEXT.length - 1),
        fc.nat(1),
        character,
        (text, at, removed, added) => {
          const other = text.slice(0, at) + added.slice(0, 1) + text.slice(at + removed);
          let result: Sample;
          try {
            result = read(other);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
            expect((error as Error).message).toMatch(/^runs\/a\/sample: [^\p{Cc}\u2028\u2029]+$/u);
            return;
          }
          expect(result).toStrictEqual(SAMPLE);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is refused with each of its characters changed into the next", () => {
    // All but the line's end.
    for (let at = 0; at < TEXT.length - 1; at++) {
      const other = TEXT.slice(0, at) + String.fromCharCode(TEXT.charCodeAt(at) + 1) + TEXT.slice(at + 1);
      expect(() => read(other), `character ${at}`).toThrow(UserError);
    }
  });

  it("is refused cut short anywhere", () => {
    for (let length = 1; length < TEXT.length - 1; length++) {
      expect(refusal(TEXT.slice(0, length))).toBe("runs/a/sample: not JSON, or cut short: expected a sample");
    }
  });

  it.each<[string, string, string]>([
    ["is empty", "", "empty: expected a sample"],
    ["is blank", "\uFEFF \n", "empty: expected a sample"],
    ["is no JSON", "{'a': 1}", "not JSON, or cut short: expected a sample"],
    ["is null", "null", "null: expected a sample"],
    ["is a list", "[1,2]", "[1,2]: expected a sample"],
    ["is a text", '"\\u2028\\n"', '"?\\n": expected a sample'],
    ["is a long list", JSON.stringify(Array(99).fill(1)), `[1${",1".repeat(37)},...: expected a sample`],
    [
      "is nested too deep",
      `${"[".repeat(1e5)}${"]".repeat(1e5)}`,
      "more than 100 lists and objects in each other: expected at most 100",
    ],
    [
      "has content nested too deep",
      changed({}).replace('"name"', `"x":${"[".repeat(1e5)}${"]".repeat(1e5)},"name"`),
      "more than 100 lists and objects in each other: expected at most 100",
    ],
    ["names no format", "{}", 'format: missing: expected "wann-sample", a sample'],
    ["is another file", '{"format":"wann-champion"}', 'format: "wann-champion": expected "wann-sample", a sample'],
    ["names a format that is none", '{"format":null}', 'format: null: expected "wann-sample", a sample'],
    ["has no version", changed({ version: undefined }), "version: missing: expected a whole number from 1 to 4"],
    ["has half a version", changed({ version: 1.5 }), "version: 1.5: expected a whole number from 1 to 4"],
    ["has no version yet", changed({ version: 0 }), "version: 0: expected a whole number from 1 to 4"],
    ["has a text for a version", changed({ version: "4" }), 'version: "4": expected a whole number from 1 to 4'],
    ["is newer", changed({ version: 5 }), "version: 5: expected 4 or below: a newer program wrote it"],
    ["lost its hash", changed({ sha256: undefined }), "sha256: missing: expected the hash of the file's content"],
    ["has a number for a hash", changed({ sha256: 7 }), "sha256: 7: expected the hash of the file's content"],
    ["has other content", changed({ size: 3 }), "damaged: the content is not what its sha256 was taken of"],
    ["has more content", changed({ key: 3 }), "damaged: the content is not what its sha256 was taken of"],
    ["claims another version", changed({ version: 2 }), "damaged: the content is not what its sha256 was taken of"],
    ["lacks a key", sealed({ name: "a", values: [] }), "size: missing: expected number"],
    ["has a wrong value", sealed({ ...SAMPLE, size: -1 }), "size: -1: expected number to be >=0"],
    ["has a wrong kind of value", sealed({ ...SAMPLE, size: null }), "size: null: expected number"],
    ["has a wrong value inside", sealed({ ...SAMPLE, values: [1, "a"] }), 'values.1: "a": expected number'],
    ["has a wrong choice", sealed({ ...SAMPLE, more: "all" }), 'more: "all": expected "none"'],
    ["has a wrong value in a choice", sealed({ ...SAMPLE, more: { depth: "a" } }), 'more.depth: "a": expected number'],
    ["has a key too many", sealed({ ...SAMPLE, "key\n": 1 }), "key?: 1: expected no such key"],
  ])("is refused with a line that says why where it %s", (_, text, line) => {
    expect(refusal(text)).toBe(`runs/a/sample: ${line}`);
  });

  it("cannot hold what the file itself holds", () => {
    expect(() => writeDocument(KIND, { ...SAMPLE, sha256: "" } as Sample)).toThrow(
      'the content of a sample has the key "sha256", which is the file\'s own',
    );
  });
});

describe("a document of an older version", () => {
  it("is read through one migration each", () => {
    const content = { name: "old", size: 0, values: [] };
    expect(read(JSON.stringify({ title: " old " }))).toStrictEqual(content);
    expect(read(JSON.stringify({ format: KIND.format, version: 1, title: " old " }))).toStrictEqual(content);
    expect(read(JSON.stringify({ format: KIND.format, version: 2, name: "old" }))).toStrictEqual(content);
    expect(read(ofVersion(3, { name: "old", size: 0 }))).toStrictEqual(content);
  });

  it.each<[string, string, string]>([
    [
      "lost its hash",
      changed({ version: 3, sha256: undefined }),
      "sha256: missing: expected the hash of the file's content",
    ],
    [
      "is damaged",
      ofVersion(3, SAMPLE).replace('"size":2', '"size":1'),
      "damaged: the content is not what its sha256 was taken of",
    ],
    ["is none", JSON.stringify({ title: 3 }), "not a sample of version 1, or damaged"],
    [
      "does not fit",
      JSON.stringify({ format: KIND.format, version: 2, name: "old", size: 1 }),
      "size: expected none in version 2",
    ],
  ])("is refused where it %s", (_, text, line) => {
    expect(refusal(text)).toBe(`runs/a/sample: ${line}`);
  });

  it("is refused where it cannot be migrated any more", () => {
    const { 2: _, ...migrations } = KIND.migrations;
    expect(() => readDocument({ ...KIND, migrations }, '{"title":"old"}', "file")).toThrow(
      new UserError("file: version: 2: expected 4: this program cannot read it any more"),
    );
  });

  it("without a format has a version only where the kind says so", () => {
    const { unnamedVersion: _, ...named } = KIND;
    expect(() => readDocument(named, '{"title":"old"}', "file")).toThrow(
      'file: format: missing: expected "wann-sample"',
    );
  });
});

it("formatOf says which format a text names", () => {
  expect(formatOf(TEXT)).toBe("wann-sample");
  expect(formatOf(`\uFEFF${TEXT}`)).toBe("wann-sample");
  for (const text of ["", "null", "{}", '{"format":1}', TEXT.slice(0, 30)]) expect(formatOf(text)).toBeUndefined();
});

it("requireShallow refuses what is nested deeper than any of our files, and nothing else", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(() => requireShallow(nested(100), "a file")).not.toThrow();
  expect(() => requireShallow(JSON.stringify(["[{".repeat(200), '\\"[['.repeat(200), {}, []]), "a file")).not.toThrow();
  expect(() => requireShallow(nested(1_000_000), "a file")).toThrow(
    new UserError("a file: more than 100 lists and objects in each other: expected at most 100"),
  );
});
