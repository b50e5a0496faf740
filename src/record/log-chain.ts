/**
 * The text of a run's log.jsonl: a JSON object a line, each with a hash over itself and all lines before it.
 *
 *     {"format":"wann-log","version":2,"generation":0,…,"hash":"<16 hex digits>"}
 *     {"generation":1,…,"hash":"<16 hex digits>"}
 *
 * Line i without its `,"hash":"…"` is body i. chain 0 is 64 zeros; chain i is the SHA-256, in hex, of the text chain i−1 followed by
 * body i, in UTF-8. A line's hash is the first 16 digits of its chain. What follows the last line break is the beginning of a line
 * that a killed process did not finish, and no part of the log. Version 1 had neither format nor hashes.
 */
import { hashOf } from "../document.js";
import { oneLine, shown } from "../schema-problem.js";
import { UserError } from "../user-error.js";

type Json = Record<string, unknown>;

const FORMAT = "wann-log";
const VERSION = 2;
const HASH_DIGITS = 16;
const HASHED = /^(\{.+),"hash":"([0-9a-f]{16})"\}$/;
const LINE_BREAK = 10;

/** The chain before the first line. */
export const EMPTY_CHAIN = "0".repeat(64);

/** A place in a log. */
export interface LogPosition {
  /** Lines before it. */
  readonly lines: number;
  /** The chain of the last of them. */
  readonly sha256: string;
}

/** A line of a log. */
export interface ChainedLine {
  /** What it holds, without format, version and hash. */
  readonly value: Json;
  /** Its chain; in version 1, where nothing is compared with it, the same over whole lines. */
  readonly chain: string;
}

/** The text of the line that follows the line with chain `previous`, and its chain. */
export function chainedLine(value: object, previous: string): { text: string; chain: string } {
  const body = JSON.stringify({ ...(previous === EMPTY_CHAIN && { format: FORMAT, version: VERSION }), ...value });
  const chain = chainAfter(previous, body);
  return { text: `${body.slice(0, -1)},"hash":"${chain.slice(0, HASH_DIGITS)}"}\n`, chain };
}

/** The bytes of a log's whole lines, without their line breaks. */
export function wholeLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let end = bytes.indexOf(LINE_BREAK); end >= 0; end = bytes.indexOf(LINE_BREAK, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return lines;
}

/** The version of a log that has these lines. Throws a UserError where it is newer. */
export function logVersion([first]: readonly Uint8Array[], path: string): 1 | 2 {
  const text = first ? new TextDecoder().decode(first) : "";
  // Damage at one end of the line does not make it one without hashes.
  if (!text.startsWith('{"format":') && !/"hash":"[^"]*"\}$/.test(text)) return 1;
  const { format, version } = objectOf(text) ?? {};
  if (format !== undefined && format !== FORMAT) {
    throw new UserError(`${path}: line 1: format: ${oneLine(shown(format))}: expected "${FORMAT}", the log of a run`);
  }
  if (typeof version === "number" && version > VERSION) {
    throw new UserError(`${path}: line 1: version: ${version}: expected ${VERSION} or below: a newer program wrote it`);
  }
  return VERSION;
}

/** What lines of a log hold. Throws a UserError that names the first that is damaged. */
export function checkChain(lines: readonly Uint8Array[], version: 1 | 2, path: string): ChainedLine[] {
  let chain = EMPTY_CHAIN;
  return lines.map((bytes, i) => {
    const text = decoded(bytes);
    const [, beginning, hash] = version === 1 ? [] : (HASHED.exec(text) ?? []);
    chain = chainAfter(chain, beginning === undefined ? text : `${beginning}}`);
    const value = objectOf(text);
    if (version === 1) {
      if (!value) throw new UserError(`${path}: line ${i + 1}: not JSON, or cut short`);
      return { value, chain };
    }
    if (!value || hash !== chain.slice(0, HASH_DIGITS)) throw new UserError(`${path}: line ${i + 1}: damaged`);
    const { hash: _, ...rest } = value;
    if (i > 0) return { value: rest, chain };
    const { format: __, version: ___, ...first } = rest;
    return { value: first, chain };
  });
}

function chainAfter(previous: string, body: string): string {
  return hashOf(previous + body);
}

/** Nothing where the bytes are not UTF-8. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

function objectOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
