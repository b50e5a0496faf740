import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absoluteError, relativeError } from "./golden.js";
import { at, map, probes } from "./probes.js";

const ANY = fc.double({ noNaN: true });

it.each(["expOfNegative", "tanh", "sigmoid"] as const)("%s is within 1e-15 of the true value", (name) => {
  expect(absoluteError(name)).toBeLessThanOrEqual(1e-15);
});

it.each(["expOfNegative", "tanh", "sigmoid"] as const)("%s of NaN is NaN", (name) => {
  expect(at(probes[name], Number.NaN)).toBeNaN();
});

describe("expOfNegative", () => {
  it("is 1 at zero and next to nothing at −∞", () => {
    expect(map(probes.expOfNegative, [0, -0, -5e-324])).toEqual([1, 1, 1]);
    expect(at(probes.expOfNegative, Number.NEGATIVE_INFINITY)).toBeGreaterThan(0);
    expect(at(probes.expOfNegative, Number.NEGATIVE_INFINITY)).toBeLessThan(1e-307);
  });

  it("stays between 0 and 1", () => {
    const negative = fc.double({ max: 0, noNaN: true });
    const bounded = (y: number) => y >= 0 && y <= 1 + Number.EPSILON;
    fc.assert(fc.property(negative, (x) => bounded(at(probes.expOfNegative, x))));
  });
});

describe("tanh", () => {
  it("has a relative error of at most 1e-14, however small its argument", () => {
    expect(relativeError("tanh")).toBeLessThanOrEqual(1e-14);
  });

  it("is ±1 at infinity and 0 at zero", () => {
    expect(map(probes.tanh, [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([1, -1]);
    expect(at(probes.tanh, 0)).toBe(0);
  });

  it("stays within ±1 and is odd to rounding", () => {
    fc.assert(
      fc.property(ANY, (x) => {
        const [y, mirrored] = map(probes.tanh, [x, -x]);
        return Math.abs(y) <= 1 + Number.EPSILON && Math.abs(y + mirrored) <= 2e-15;
      }),
    );
  });
});

describe("sigmoid", () => {
  it("is a half at zero, 1 at +∞ and 0 to rounding at −∞", () => {
    expect(map(probes.sigmoid, [0, -0, Number.POSITIVE_INFINITY])).toEqual([0.5, 0.5, 1]);
    expect(at(probes.sigmoid, Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(0);
    expect(at(probes.sigmoid, Number.NEGATIVE_INFINITY)).toBeLessThanOrEqual(1e-15);
  });

  it("stays between 0 and 1 and adds up to 1 with its mirror image", () => {
    fc.assert(
      fc.property(ANY, (x) => {
        const [y, mirrored] = map(probes.sigmoid, [x, -x]);
        return y >= 0 && y <= 1 + Number.EPSILON && Math.abs(y + mirrored - 1) <= 2e-15;
      }),
    );
  });

  it("is the same function as (tanh(x/2) + 1) / 2", () => {
    fc.assert(fc.property(ANY, (x) => Math.abs(at(probes.sigmoid, x) - (at(probes.tanh, x / 2) + 1) / 2) <= 2e-15));
  });
});

describe("log", () => {
  it("has a relative error of at most 1e-15", () => {
    expect(relativeError("log")).toBeLessThanOrEqual(1e-15);
  });

  it("has an absolute error of at most 1e-16 near 1", () => {
    expect(absoluteError("log", (x) => Math.abs(x - 1) <= 0.1)).toBeLessThanOrEqual(1e-16);
  });

  it("is exactly zero at 1", () => {
    expect(at(probes.log, 1)).toBe(0);
  });
});
