import { describe, expect, it } from "vitest";
import { type Named, Registry } from "../src/registry.js";
import { UserError } from "../src/user-error.js";

const CIRCLE: Named = { name: "circle", aliases: ["disc", "round"] };
const SQUARE: Named = { name: "square" };
const SHAPES = new Registry("shape", [CIRCLE, SQUARE]);

describe("Registry", () => {
  it("keeps its rows in their order", () => {
    expect(SHAPES.all).toEqual([CIRCLE, SQUARE]);
  });

  it.each(["circle", "disc", "round"])("finds a row by %s, its name or an alias", (name) => {
    expect(SHAPES.named(name)).toBe(CIRCLE);
  });

  it.each([
    ["squar", 'unknown shape "squar", did you mean "square"? (shapes: circle, square)'],
    ["dics", 'unknown shape "dics", did you mean "disc"? (shapes: circle, square)'],
    ["hexagon", 'unknown shape "hexagon" (shapes: circle, square)'],
    ["toString", 'unknown shape "toString" (shapes: circle, square)'],
  ])("of %s says what was near, and what there is", (name, line) => {
    expect(() => SHAPES.named(name)).toThrow(new UserError(`shape: ${line}`));
    expect(() => SHAPES.named(name, "--shape")).toThrow(new UserError(`--shape: ${line}`));
  });

  it("has the plural of what a row is", () => {
    const searches = new Registry("search", [SQUARE]);
    expect(() => searches.named("star")).toThrow('unknown search "star" (searches: square)');
    expect(() => searches.with(SQUARE)).toThrow('two searches are called "square"');
  });

  it("says so where there are no rows", () => {
    expect(() => new Registry("shape", []).named("square")).toThrow('shape: unknown shape "square" (shapes: )');
  });

  it("gives a new registry with further rows, and stays as it was", () => {
    const more = SHAPES.with({ name: "star" });
    expect(more.all.map(({ name }) => name)).toEqual(["circle", "square", "star"]);
    expect(more.named("disc")).toBe(CIRCLE);
    expect(more.named("star").name).toBe("star");
    expect(() => SHAPES.named("star")).toThrow(UserError);
  });

  it.each<[string, Named]>([
    ["square", { name: "square" }],
    ["disc", { name: "disc" }],
    ["circle", { name: "ring", aliases: ["circle"] }],
    ["ring", { name: "ring", aliases: ["ring"] }],
  ])("refuses a second row called %s", (name, row) => {
    expect(() => SHAPES.with(row)).toThrow(new Error(`two shapes are called "${name}"`));
  });
});
