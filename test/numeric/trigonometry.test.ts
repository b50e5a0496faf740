import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absoluteError } from "./golden.js";
import { at, map, probes } from "./probes.js";

const ANY_FINITE = fc.double({ noNaN: true, noDefaultInfinity: true });
const UP_TO_A_MILLION = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const HUGE = [1e9, 2 ** 51, 2 ** 52 + 1, 2 ** 53, 1e18, 1e300, Number.MAX_VALUE].flatMap((x) => [x, -x]);

describe.each(["sinPi", "cosPi", "sin", "cos"] as const)("%s", (name) => {
  it("is within 1e-15 of the true value for arguments up to ±1e6", () => {
    expect(absoluteError(name)).toBeLessThanOrEqual(1e-15);
  });

  it("gives NaN for NaN and for infinities", () => {
    expect(map(probes[name], [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe.each(["sinPi", "cosPi"] as const)("%s", (name) => {
  it("stays within ±1 for every finite argument", () => {
    for (const y of map(probes[name], HUGE)) expect(Math.abs(y)).toBeLessThanOrEqual(1);
    fc.assert(fc.property(ANY_FINITE, (x) => Math.abs(at(probes[name], x)) <= 1 + Number.EPSILON));
  });
});

describe("sinPi", () => {
  it("is exactly zero at whole numbers", () => {
    fc.assert(fc.property(fc.integer(), (n) => at(probes.sinPi, n) === 0));
    for (const y of map(probes.sinPi, HUGE)) expect(Math.abs(y)).toBe(0);
  });

  it("is odd bit for bit away from whole numbers", () => {
    const fractional = UP_TO_A_MILLION.filter((x) => !Number.isInteger(x));
    fc.assert(fc.property(fractional, (x) => Object.is(at(probes.sinPi, -x), -at(probes.sinPi, x))));
  });

  it("repeats bit for bit every two half-turns", () => {
    const fraction = fc.integer({ min: 1, max: 2 ** 20 - 1 }).map((i) => i / 2 ** 20);
    const period = fc.integer({ min: -(2 ** 20), max: 2 ** 20 }).map((k) => 2 * k);
    fc.assert(fc.property(fraction, period, (x, k) => Object.is(at(probes.sinPi, x + k), at(probes.sinPi, x))));
  });
});

describe("cosPi", () => {
  it("is exactly zero halfway between whole numbers", () => {
    fc.assert(fc.property(fc.integer(), (n) => at(probes.cosPi, n + 0.5) === 0));
  });

  it("is even bit for bit", () => {
    fc.assert(fc.property(UP_TO_A_MILLION, (x) => Object.is(at(probes.cosPi, -x), at(probes.cosPi, x))));
  });
});

describe("sine and cosine of an angle", () => {
  it("stay within ±1 up to ±1e15", () => {
    const angle = fc.double({ min: -1e15, max: 1e15, noNaN: true });
    const bounded = (y: number) => Math.abs(y) <= 1 + Number.EPSILON;
    fc.assert(fc.property(angle, (x) => bounded(at(probes.sin, x)) && bounded(at(probes.cos, x))));
  });

  it("are odd and even bit for bit", () => {
    const angle = UP_TO_A_MILLION.filter((x) => x !== 0);
    fc.assert(fc.property(angle, (x) => Object.is(at(probes.sin, -x), -at(probes.sin, x))));
    fc.assert(fc.property(angle, (x) => Object.is(at(probes.cos, -x), at(probes.cos, x))));
  });

  it("have squares that add up to 1", () => {
    fc.assert(
      fc.property(UP_TO_A_MILLION, (x) => Math.abs(at(probes.sin, x) ** 2 + at(probes.cos, x) ** 2 - 1) <= 2e-15),
    );
  });
});
