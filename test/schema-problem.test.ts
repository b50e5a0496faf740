import { describe, expect, it } from "vitest";
import * as z from "zod";
import { oneLine, schemaProblem, shown } from "../src/schema-problem.js";

const schema = z.strictObject({
  size: z.int().min(1).optional(),
  hash: z
    .string()
    .regex(/^[0-9a-f]{4}$/, "expected four digits")
    .optional(),
  code: z
    .string()
    .regex(/^[a-z]$/)
    .optional(),
  even: z
    .number()
    .refine((value) => value % 2 === 0, "expected an even number")
    .optional(),
  more: z.union([z.literal("none"), z.strictObject({ depth: z.number() })]).optional(),
  list: z.array(z.number("expected a number")).optional(),
});

const problemOf = (value: unknown) => {
  const { error } = schema.safeParse(value);
  return error && schemaProblem(error, value, "a sample");
};

describe("the problem of a value", () => {
  it.each<[line: string, value: unknown]>([
    ["a sample: 3: expected object", 3],
    ["size: 0: expected number to be >=1", { size: 0 }],
    ['size: "a": expected number', { size: "a" }],
    ['hash: "xyz": expected four digits', { hash: "xyz" }],
    ['code: "AB": expected a text like /^[a-z]$/', { code: "AB" }],
    ["even: 3: expected an even number", { even: 3 }],
    ['more: "all": expected "none"', { more: "all" }],
    ['more.depth: "a": expected number', { more: { depth: "a" } }],
    ["list.1: null: expected a number", { list: [1, null] }],
    ["colour: 3: expected no such key", { colour: 3 }],
    [`size: "${"x".repeat(76)}...: expected number`, { size: "x".repeat(200) }],
  ])("is “%s”", (line, value) => {
    expect(problemOf(value)).toBe(line);
  });

  it("is none where it fits", () => {
    expect(problemOf({ size: 1, hash: "01ab" })).toBeUndefined();
  });
});

it("a value is shown as JSON, missing where there is none, and cut short", () => {
  expect([undefined, null, [1, "a"], "x".repeat(200)].map(shown)).toEqual([
    "missing",
    "null",
    '[1,"a"]',
    `"${"x".repeat(76)}...`,
  ]);
});

it("a line has nothing in it that could end it or steer a terminal", () => {
  expect(oneLine("a\nb\u001b[31mc\u2028d")).toBe("a?b?[31mc?d");
});
