/** What a schema refuses, as the end of an error line: the key, its value and what was expected. */
import type * as z from "zod";

/** How much of a value an error line shows, in characters. */
const LONGEST = 80;

/**
 * The first problem of several, as `key: value: expected …`.
 * @param value what was checked.
 * @param what it is, for problems of the whole: "a checkpoint".
 */
export function schemaProblem({ issues }: z.ZodError, value: unknown, what: string): string {
  const { path, message } = innermost(issues[0]);
  const found = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  return oneLine(`${path.map(String).join(".") || what}: ${shown(found)}: ${message}`);
}

/** A value as an error line shows it: JSON, and not much of it. */
export function shown(value: unknown): string {
  if (value === undefined) return "missing";
  // JSON has null for these.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  const text = jsonOf(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** The longest word of a message; no path that systems take is much longer than it is useful. */
const LONGEST_WORD = 400;

/** A text without what could end its line or steer a terminal. */
export function oneLine(text: string): string {
  const long = new RegExp(`\\S{${LONGEST_WORD},}`, "gu");
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, "?").replace(long, (word) => `${word.slice(0, LONGEST)}...`);
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a choice between several schemas, the problem of the one that fits farthest. */
function innermost(issue: z.core.$ZodIssue): Problem {
  const { code, path, message } = issue;
  if (code === "unrecognized_keys") return { path: [...path, issue.keys[0]], message: "expected no such key" };
  // A schema's own words.
  if (code === "custom" || message.startsWith("expected")) return { path, message };
  if (code === "invalid_format") return { path, message: `expected a text like ${issue.pattern ?? issue.format}` };
  if (code === "invalid_union" && issue.errors.length > 0) {
    const [first, ...others] = issue.errors.map(([error]) => innermost(error));
    const best = others.reduce((best, other) => (other.path.length > best.path.length ? other : best), first);
    return { path: [...path, ...best.path], message: best.message };
  }
  return { path, message: message.replace(/^.*?expected/i, "expected").replace(/, received .*$/, "") };
}

/** Nesting can be too deep for JSON. */
function jsonOf(value: unknown): string {
  try {
    // JSON has no NaN and no infinity.
    return typeof value === "number" ? String(value) : JSON.stringify(value);
  } catch {
    return "…";
  }
}
