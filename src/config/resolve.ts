/**
 * Partial in, complete out: a preset and what is laid over it become a configuration in which every setting has a value, and
 * those that play no part are null.
 */
import * as z from "zod";
import { schemaProblem, shown } from "../schema-problem.js";
import { suggestion } from "../suggestion.js";
import { UserError } from "../user-error.js";
import { meaningOf, type Settings, type TaskKind, type Values } from "./settings.js";

/** Values over others, and where they came from, for error lines. */
export interface Layer {
  readonly origin: string;
  readonly values: Values;
  /** Whether a key counts as named only where its value is not the base's, as in a file that holds a whole configuration. */
  readonly whole?: boolean;
}

/** What is resolved: whose settings, and for which task. */
export interface Subject {
  readonly settings: Settings;
  readonly task: TaskKind;
}

/**
 * The complete values. Throws a UserError that names the layer, the key, the value and what was expected: an unknown key, a value out of
 * range, a setting that is named but plays no part.
 * @param base values that nobody named: a preset's. Where one of them plays no part, it becomes null.
 */
export function resolve({ settings, task }: Subject, base: Values, layers: readonly Layer[]): Record<string, unknown> {
  const values: Record<string, unknown> = { ...base };
  const namedBy = new Map<string, string>();
  for (const { origin, values: laid, whole } of layers) {
    for (const [key, given] of Object.entries(laid)) {
      const schema = schemaOf(settings, key, origin);
      // Null is how a setting is turned off where it plays no part, whatever its schema.
      values[key] = given === null && meaningOf(schema).only ? null : parse(schema, key, given, origin);
      if (!whole || !same(values[key], base[key])) namedBy.set(key, origin);
    }
  }
  for (const [key, schema] of Object.entries(settings)) {
    const { only, default: usual } = meaningOf(schema);
    const origin = namedBy.get(key);
    if (only && !only.holds(values, task)) {
      if (origin !== undefined && values[key] !== null) {
        throw new UserError(
          `${origin}: ${key}: ${shown(values[key])}: has no effect here: it plays a part only ${only.when}`,
        );
      }
      values[key] = null;
      continue;
    }
    // Null is off, unless the setting had no part in the base and has one now.
    const unset = values[key] === undefined || (values[key] === null && only !== undefined && !only.holds(base, task));
    if (unset && usual !== undefined && origin === undefined) values[key] = usual;
    values[key] = parse(schema, key, values[key], origin ?? "the configuration");
  }
  return Object.fromEntries(Object.keys(settings).map((key) => [key, values[key]]));
}

/** The values of a file that is read back: settings that came after it was written are off, where they are that unless told otherwise. */
export function withLaterSettings(settings: Settings, values: Values): Values {
  const later = Object.entries(settings).filter(([key, schema]) => {
    return values[key] === undefined && meaningOf(schema).default === null;
  });
  return { ...values, ...Object.fromEntries(later.map(([key]) => [key, null])) };
}

/** Why complete values are none for `subject`, or undefined where they are: of a file that is read back. */
export function problemOf({ settings, task }: Subject, values: Values): string | undefined {
  for (const key of Object.keys(values)) if (!Object.hasOwn(settings, key)) return `unknown key "${key}"`;
  for (const [key, schema] of Object.entries(settings)) {
    const { only } = meaningOf(schema);
    if (only && !only.holds(values, task)) {
      if (values[key] !== null) return `${key}: ${shown(values[key])}: expected null: it plays no part here`;
      continue;
    }
    const result = z.object({ [key]: schema }).safeParse({ [key]: values[key] });
    if (!result.success) return schemaProblem(result.error, { [key]: values[key] }, key);
  }
  return undefined;
}

/** The name that complete values have under `key`. Throws a UserError where it is none. */
export function nameIn(values: Values, key: string, origin: string): string {
  const name = values[key];
  if (typeof name === "string") return name;
  throw new UserError(`${origin}: ${key}: ${shown(name)}: expected a name`);
}

function schemaOf(settings: Settings, key: string, origin: string): z.ZodType {
  if (Object.hasOwn(settings, key)) return settings[key];
  const keys = Object.keys(settings);
  throw new UserError(`${origin}: unknown key "${key}"${suggestion(key, keys) || ` (keys: ${keys.join(", ")})`}`);
}

function parse(schema: z.ZodType, key: string, value: unknown, origin: string): unknown {
  const result = z.object({ [key]: schema }).safeParse({ [key]: value });
  if (result.success) return result.data[key];
  throw new UserError(`${origin}: ${schemaProblem(result.error, { [key]: value }, key)}`);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
