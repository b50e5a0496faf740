/**
 * What a setting means and when it plays a part, beside its schema. A setting that plays no part is null in a resolved
 * configuration; one that a person names without effect is refused.
 */
import * as z from "zod";

/** What settings depend on of a task. */
export interface TaskKind {
  readonly kind: "control" | "images";
  readonly outputs: number;
}

/** A configuration's values by key. */
export type Values = Readonly<Record<string, unknown>>;

/** When a setting plays a part. */
export interface Condition {
  /** In words that follow "plays a part only": "with patience". */
  readonly when: string;
  readonly holds: (values: Values, task: TaskKind) => boolean;
}

export interface Meaning {
  /** A sentence or two. */
  readonly meaning: string;
  /** Its value unless a preset or a person says otherwise; missing where every preset has its own. */
  readonly default?: unknown;
  /** Of a task's option: its value in reported figures. */
  readonly reported?: unknown;
  /** Always, where missing. */
  readonly only?: Condition;
}

const MEANINGS = z.registry<Meaning>();

/** `schema` with what a person wants to know of the setting. Each setting has a schema object of its own. */
export function setting<T extends z.ZodType>(schema: T, meaning: Meaning): T {
  MEANINGS.add(schema, meaning);
  return schema;
}

/** The settings of a search or an optimizer, by key, in the order in which they are shown. */
export type Settings = Readonly<Record<string, z.ZodType>>;

export function meaningOf(schema: z.ZodType): Meaning {
  const meaning = MEANINGS.get(schema);
  if (!meaning) throw new Error("a setting without a meaning");
  return meaning;
}

/** The values that settings have unless a preset or a person says otherwise. */
export function defaultsOf(settings: Settings): Record<string, unknown> {
  const known = Object.entries(settings).map(([key, schema]) => [key, meaningOf(schema).default] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

/** "with …": another setting is not off. */
export function withSetting(key: string): Condition {
  return { when: `with ${key}`, holds: (values) => values[key] !== null && values[key] !== undefined };
}

/** "without …": another setting is off. */
export function withoutSetting(key: string): Condition {
  return { when: `without ${key}`, holds: (values) => values[key] === null || values[key] === undefined };
}

/** Both hold. */
export function both(one: Condition, other: Condition): Condition {
  return {
    when: `${one.when} and ${other.when}`,
    holds: (values, task) => one.holds(values, task) && other.holds(values, task),
  };
}

/** The task is played step by step. */
export const PLAYED: Condition = {
  when: "where the task is played step by step",
  holds: (_, task) => task.kind === "control",
};
/** The task's networks have more than one output. */
export const SEVERAL_OUTPUTS: Condition = {
  when: "where the task has several outputs",
  holds: (_, task) => task.outputs > 1,
};
/** The task's loss has gradients. */
export const HAS_GRADIENTS: Condition = {
  when: "where the task's loss has gradients",
  holds: (_, task) => task.kind === "images",
};

const MOST = 1_000_000;

/** A whole number of 1 or more. */
export function count(most = MOST): z.ZodInt {
  return z.int().min(1).max(most);
}

export function probability(): z.ZodNumber {
  return z.number().min(0).max(1);
}

/** True, or off: null; false is taken for null. */
export function flag() {
  return z.preprocess((value) => (value === false ? null : value), z.literal(true).nullable());
}

/** Odds above 0 against those of others, or off: null; 0 is taken for null. */
export function odds() {
  return z.preprocess((value) => (value === 0 ? null : value), z.number().positive().nullable());
}

/** What a setting may be, in words: "whole number from 1 to 1000000, or null". */
export function rangeOf(schema: z.ZodType): string {
  return wordsOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema);
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

function wordsOf(schema: JsonSchema): string {
  const { type } = schema;
  if (typeof type === "object") return type.map((each) => wordsOf({ ...schema, type: each })).join(" or ");
  if (schema.anyOf) return schema.anyOf.map(wordsOf).join(" or ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(", ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  switch (type) {
    case "integer":
    case "number":
      return `${type === "integer" ? "whole number" : "number"}${boundsOf(schema)}`;
    case "array":
      return `list of ${schema.items ? wordsOf(schema.items) : "values"}`;
    case "null":
      return "null";
    default:
      return type ?? "any value";
  }
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const low = exclusiveMinimum === undefined ? minimum : undefined;
  const high = maximum !== undefined && Math.abs(maximum) < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const from = exclusiveMinimum !== undefined ? ` above ${exclusiveMinimum}` : low !== undefined ? ` from ${low}` : "";
  const to = exclusiveMaximum !== undefined ? ` below ${exclusiveMaximum}` : high !== undefined ? ` to ${high}` : "";
  return `${from}${to}`;
}
