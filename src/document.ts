/**
 * Files that are read back: JSON with a format, the version of that format, and a hash of the content. Older versions are read
 * through one migration each. What does not fit is one line, whatever is wrong with the text.
 *
 *     { "format": …, "version": …, "sha256": …, content }
 *
 * The hash is the SHA-256, in hex, of the same object as compact JSON without its "sha256".
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type * as z from "zod";
import { oneLine, schemaProblem, shown } from "./schema-problem.js";
import { UserError } from "./user-error.js";

type Json = Record<string, unknown>;

/** Bytes of the largest file that is read, packed or not: one of the largest network has fewer, and five times MNIST's images. */
export const MOST_FILE_BYTES = 2 ** 28;

/** How deep lists and objects may lie in each other: those of our files do not come near. */
const DEEPEST = 100;

/** A kind of file. */
export interface DocumentKind<T> {
  readonly format: string;
  /** The version that is written. */
  readonly version: number;
  /** What it is, for error lines: "a checkpoint". */
  readonly what: string;
  /** Of the content at `version`, without format, version and hash; strict. */
  readonly schema: z.ZodType<T>;
  /** The first version that has a hash. A file with a "sha256" of an older version is checked all the same. */
  readonly hashedFrom: number;
  /** `migrations[v]` makes content of version v into content of version v + 1. May throw anything where it cannot. */
  readonly migrations: Readonly<Record<number, (old: Json) => Json>>;
  /** The version of a file from before files named their format; undefined where it is none of these. */
  readonly unnamedVersion?: (file: Json) => number | undefined;
}

/** Keys that content cannot have. */
const SEAL = ["format", "version", "sha256"] as const;

/** The text of a document. What JSON cannot hold becomes what it can: NaN and infinity null, −0 zero, undefined nothing. */
export function writeDocument<T extends object>(kind: DocumentKind<T>, content: T, indent?: number): string {
  const { format, version } = kind;
  const taken = SEAL.find((key) => key in content);
  if (taken) throw new Error(`the content of ${kind.what} has the key "${taken}", which is the file's own`);
  const hash = hashOf(JSON.stringify({ format, version, ...content }));
  return `${JSON.stringify({ format, version, sha256: hash, ...content }, null, indent)}\n`;
}

/**
 * Reads a document of `kind`, of any version that can be migrated. Throws a UserError that names the file, the key, the value and
 * what was expected.
 * @param origin the file's name, for error lines.
 */
export function readDocument<T>(kind: DocumentKind<T>, text: string, origin: string): T {
  const { format, version: current, what } = kind;
  const fail = (problem: string): never => {
    throw new UserError(`${origin}: ${oneLine(problem)}`);
  };
  const file = parseObject(text, origin, what);
  const named = file.format !== undefined;
  if (named && file.format !== format) fail(`format: ${shown(file.format)}: expected "${format}", ${what}`);
  const found = named ? file.version : kind.unnamedVersion?.(file);
  if (!named && found === undefined) fail(`format: missing: expected "${format}", ${what}`);
  if (!Number.isInteger(found) || (found as number) < 1) {
    fail(`version: ${shown(found)}: expected a whole number from 1 to ${current}`);
  }
  let version = found as number;
  if (version > current) fail(`version: ${version}: expected ${current} or below: a newer program wrote it`);
  const { sha256: hash, ...rest } = file;
  if (hash !== undefined || version >= kind.hashedFrom) {
    if (typeof hash !== "string") fail(`sha256: ${shown(hash)}: expected the hash of the file's content`);
    if (hashOf(compact(rest)) !== hash) fail("damaged: the content is not what its sha256 was taken of");
  }
  let content: Json = named ? without(rest, ["format", "version"]) : rest;
  for (; version < current; version++) {
    const migrate = kind.migrations[version];
    if (!migrate) fail(`version: ${version}: expected ${current}: this program cannot read it any more`);
    try {
      content = migrate(content);
    } catch (error) {
      fail(error instanceof UserError ? error.message : `not ${what} of version ${version}, or damaged`);
    }
  }
  const result = kind.schema.safeParse(content);
  return result.success ? result.data : fail(schemaProblem(result.error, content, what));
}

/** The format that a text names, if it is a JSON object that names one. */
export function formatOf(text: string): string | undefined {
  try {
    const format = (JSON.parse(withoutMark(text)) as Json | null)?.format;
    return typeof format === "string" ? format : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Throws a UserError where lists and objects lie too deep in each other in a text of JSON: what walks them would run out of stack.
 * @param origin the file's name, for error lines.
 */
export function requireShallow(text: string, origin: string): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > DEEPEST) {
        throw new UserError(
          `${origin}: more than ${DEEPEST} lists and objects in each other: expected at most ${DEEPEST}`,
        );
      }
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
}

const [BACKSLASH, QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Array.from('\\"[]{}', (sign) =>
  sign.charCodeAt(0),
);

function parseObject(text: string, origin: string, what: string): Json {
  requireShallow(text, origin);
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(text));
  } catch {
    const problem = withoutMark(text).trim() === "" ? "empty" : "not JSON, or cut short";
    throw new UserError(`${origin}: ${problem}: expected ${what}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw new UserError(`${origin}: ${oneLine(shown(value))}: expected ${what}`);
}

/** Some editors put a byte order mark before a text. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

function without(file: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(file).filter(([key]) => !keys.includes(key)));
}

/** Compact JSON; nothing of a value that is nested too deep to be one of ours. */
function compact(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

/** SHA-256, in hex, of a text in UTF-8. */
export function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
