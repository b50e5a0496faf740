import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  both,
  type Condition,
  count,
  defaultsOf,
  flag,
  HAS_GRADIENTS,
  meaningOf,
  odds,
  PLAYED,
  probability,
  rangeOf,
  setting,
  withoutSetting,
  withSetting,
} from "../../src/config/settings.js";
import { OPTIMIZERS } from "../../src/optimize/registry.js";
import { SEARCHES } from "../../src/search/registry.js";
import { reportedOptions, scheduledOptions } from "../../src/tasks/options.js";
import { TASKS, taskNamed } from "../../src/tasks/registry.js";

const KINDS = [...SEARCHES.all, ...OPTIMIZERS.all];
/** Those of searches and optimizers, and what a task's options add to them. */
const SETTINGS = [
  ...KINDS,
  ...TASKS.all.flatMap(({ name, options }) => [
    { name: `a search of ${name}`, settings: scheduledOptions(options) },
    { name: `a tuning of ${name}`, settings: reportedOptions(options) },
  ]),
];
const ALL = SETTINGS.flatMap(({ name, settings }) => {
  return Object.entries(settings).map(([key, schema]) => [`${name}'s ${key}`, key, schema, settings] as const);
});

describe("every setting of every search, optimizer and task", () => {
  it.each(ALL)("has a meaning, a range in words, and a usual value in that range: %s", (_, key, schema) => {
    const { meaning, default: usual } = meaningOf(schema);
    expect(key).toMatch(/^[a-z][A-Za-z]*$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(rangeOf(schema)).toMatch(/^(whole number|number|list of|true|null$|"\w+",)/);
    if (usual !== undefined) expect(schema.parse(usual)).toEqual(usual);
  });

  const sometimes = ALL.filter(([, , schema]) => meaningOf(schema).only);
  it.each(sometimes)("that plays a part at times, does, and at times does not: %s", (_, __, schema, settings) => {
    const { when, holds } = meaningOf(schema).only as Condition;
    const keys = Object.keys(settings);
    const some = [1, null].flatMap((value) => {
      const values = Object.fromEntries(keys.map((each) => [each, value]));
      return TASKS.all.map((task) => holds(values, task));
    });
    expect(new Set(some)).toEqual(new Set([true, false]));
    for (const [, other] of when.matchAll(/\bwith(?:out)? (\w+)/g)) expect(keys).toContain(other);
  });
});

it("a setting belongs to one key alone: its meaning is its schema object's", () => {
  for (const { settings } of SETTINGS) {
    const schemas = Object.values(settings);
    expect(new Set(schemas).size).toBe(schemas.length);
  }
  expect(() => meaningOf(z.number())).toThrow("a setting without a meaning");
});

it("usual values are those that have one", () => {
  const settings = {
    size: setting(count(), { meaning: "How many." }),
    more: setting(count().nullable(), { meaning: "More.", default: null }),
    share: setting(probability(), { meaning: "A share.", default: 0.2 }),
  };
  expect(defaultsOf(settings)).toEqual({ more: null, share: 0.2 });
});

describe("a range in words", () => {
  it.each<[string, z.ZodType]>([
    ["whole number from 1 to 1000000", count()],
    ["whole number from 1 to 9", count(9)],
    ["whole number from 1", count(Number.MAX_SAFE_INTEGER)],
    ["whole number from 1 to 1000000 or null", count().nullable()],
    ["whole number from 0 or null", z.int().min(0).nullable()],
    ["number from 0 to 1", probability()],
    ["number from 0 below 1", z.number().min(0).lt(1)],
    ["number above 0 or null", odds()],
    ["number or null", z.number().nullable()],
    ["number", z.number()],
    ["true or null", flag()],
    ["list of number", z.array(z.number()).min(1)],
    ['"positive", "negative" or null', z.enum(["positive", "negative"]).nullable()],
    ['list of "a", "b"', z.array(z.enum(["a", "b"]))],
  ])("is “%s”", (words, schema) => {
    expect(rangeOf(schema)).toBe(words);
  });
});

describe("a flag", () => {
  it("is true or null, and takes false for null", () => {
    expect([true, null, false].map((value) => flag().parse(value))).toEqual([true, null, null]);
    for (const value of [0, "true", undefined]) expect(flag().safeParse(value).success).toBe(false);
  });
});

describe("odds", () => {
  it("are above 0 or null, and take 0 for null", () => {
    expect([0.1, null, 0].map((value) => odds().parse(value))).toEqual([0.1, null, null]);
    for (const value of [-1, "1", undefined, true]) expect(odds().safeParse(value).success).toBe(false);
  });
});

describe("a condition", () => {
  const task = taskNamed("biped");

  it("of another setting holds where that is on, or off", () => {
    expect(withSetting("a").when).toBe("with a");
    expect([{ a: 0 }, { a: null }, {}].map((values) => withSetting("a").holds(values, task))).toEqual([
      true,
      false,
      false,
    ]);
    expect(withoutSetting("a").when).toBe("without a");
    expect([{ a: 0 }, { a: null }, {}].map((values) => withoutSetting("a").holds(values, task))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("of both holds where each does", () => {
    const condition = both(withSetting("a"), withSetting("b"));
    expect(condition.when).toBe("with a and with b");
    expect([{ a: 1, b: 1 }, { a: 1 }, { b: 1 }].map((values) => condition.holds(values, task))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("of the task holds for tasks of its kind", () => {
    const tasksOf = (condition: typeof PLAYED) =>
      TASKS.all.filter((each) => condition.holds({}, each)).map(({ name }) => name);
    expect(tasksOf(PLAYED)).toEqual(["swingup", "biped", "biped-hardcore", "car-racing"]);
    expect(tasksOf(HAS_GRADIENTS)).toEqual(["mnist"]);
  });
});
