import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acos, asin, atan, atan2, cos, exp, hypot, log, pow, sin, tan, tanh } from "../src/portable-math.js";
import { Purpose, Stream } from "../src/random/stream.js";
import { map, probes } from "./numeric/probes.js";

/** Truth is reckoned in whole multiples of 2^−PLACES. */
const PLACES = 200;
const ONE = 1n << BigInt(PLACES);
const LN2 = lnMantissa(2);

function fixed(x: number): bigint {
  if (!Number.isFinite(x)) throw new RangeError(`${x} is no multiple`);
  let whole = x;
  let shift = PLACES;
  for (; !Number.isInteger(whole); shift--) whole *= 2;
  return BigInt(whole) << BigInt(shift);
}

/** ln m for an m about 1, by 2 artanh((m − 1) / (m + 1)). */
function lnMantissa(m: number): bigint {
  const s = ((fixed(m) - ONE) * ONE) / (fixed(m) + ONE);
  const square = (s * s) / ONE;
  let sum = 0n;
  for (let power = s, i = 1n; power !== 0n; power = (power * square) / ONE, i += 2n) sum += power / i;
  return 2n * sum;
}

/** How many units in the last place `value` is off `truth`. */
function error(value: number, truth: bigint): number {
  const cell = new Float64Array([Math.abs(value)]);
  new BigUint64Array(cell.buffer)[0]++;
  const unit = cell[0] - Math.abs(value);
  const off = fixed(value) - truth;
  return Number(off < 0n ? -off : off) / 2 ** PLACES / unit;
}

function expError(x: number): number {
  const k = Math.round(x / Math.LN2);
  const r = fixed(x) - BigInt(k) * LN2;
  let sum = 0n;
  for (let term = ONE, i = 1n; term !== 0n; term = (term * r) / ONE / i, i++) sum += term;
  // Both less by 2^k, which loses nothing.
  return error(exp(x) / 2 ** k, sum);
}

function logError(x: number): number {
  const k = Math.min(1023, Math.floor(Math.log2(x)));
  return error(log(x), BigInt(k) * LN2 + lnMantissa(x / 2 ** k));
}

/** The arguments whose error is over two units. */
function wrong(errorOf: (x: number) => number, xs: readonly number[]): number[] {
  return xs.filter((x) => !(errorOf(x) <= 2));
}

const random = new Stream(1, Purpose.vary);
const draw = (count: number, of: () => number) => Array.from({ length: count }, of);
/** `x` and its neighbours, `steps` apart. */
const around = (x: number, steps = 1) => [-2, -1, 0, 1, 2].map((i) => x * (1 + i * steps * Number.EPSILON));
const sign = () => (random.integer(2) === 0 ? 1 : -1);

describe("exp", () => {
  it.each<[string, readonly number[]]>([
    ["at random", draw(3000, () => random.uniform(-708, 709))],
    ["near 0", draw(3000, () => random.uniform(-1.5, 1.5))],
    ["next to 0", draw(1000, () => sign() * 10 ** -random.uniform(0, 20))],
    [
      "at its ends",
      [-708, -707.9999999999999, 708.9999999999999, 709, ...draw(500, () => sign() * 708 + random.unit())],
    ],
    // Where k changes: the largest |r| of both signs.
    [
      "half-way between multiples of ln 2",
      [-1021, -40, -1, 0, 1, 2, 1022].flatMap((k) => around((k + 0.5) * Math.LN2)),
    ],
    ["at multiples of ln 2", [-1021, -300, -2, -1, 1, 2, 300, 1022].flatMap((k) => around(k * Math.LN2))],
  ])("is within two units in the last place %s", (_, xs) => {
    expect(wrong(expError, xs)).toEqual([]);
  });

  it("is 1 at and next to zero", () => {
    expect([0, -0, 5e-324, -5e-324, 1e-17].map(exp)).toEqual([1, 1, 1, 1, 1]);
  });

  it("is 0 below −708, infinite above 709, and NaN of NaN", () => {
    expect([-708.0000000000001, -1e300, Number.NEGATIVE_INFINITY].map(exp)).toEqual([0, 0, 0]);
    const { POSITIVE_INFINITY } = Number;
    expect([709.0000000000001, 1e300, POSITIVE_INFINITY].map(exp)).toEqual(Array(3).fill(POSITIVE_INFINITY));
    expect(exp(Number.NaN)).toBeNaN();
  });

  // Every tuning's bits hang on these; engines' own functions give others for some.
  it.each([
    [-1, 0.36787944117144233],
    [-0.375, 0.6872892787909722],
    [3.375, 29.22428378123494],
    [-20.7, 1.0235385977594162e-9],
    [100, 2.6881171418161356e43],
    [-708, 3.3075530036384083e-308],
  ])("of %f has the bits it always had", (x, y) => {
    expect(exp(x)).toBe(y);
  });
});

describe("log", () => {
  it.each<[string, readonly number[]]>([
    ["at random", draw(2000, () => 2 ** random.uniform(-1022, 1023))],
    ["from a half to two", draw(2000, () => random.uniform(0.5, 2))],
    ["next to 1", draw(2000, () => 1 + sign() * 2 ** -random.uniform(1, 52)).filter((x) => x !== 1)],
    ["about √2 and its like, where k changes", [-1022, -1, 0, 1, 1022].flatMap((k) => around(Math.SQRT2 * 2 ** k))],
    ["at powers of two", Array.from({ length: 2046 }, (_, i) => 2 ** (i - 1022)).filter((x) => x !== 1)],
    ["at its ends", [2 ** -1022, 2 ** -1022 * (1 + Number.EPSILON), Number.MAX_VALUE]],
  ])("is within two units in the last place %s", (_, xs) => {
    expect(wrong(logError, xs)).toEqual([]);
  });

  it("is exactly 0 at 1", () => {
    expect(log(1)).toBe(0);
  });

  it.each([
    [0.3, -1.2039728043259361],
    [3, 1.0986122886681098],
    [Math.SQRT2, 0.34657359027997275],
    [1.4142135623730954, 0.34657359027997287],
    [1.0000004671707259, 4.671706167576617e-7],
    [1e-300, -690.7755278982137],
  ])("of %f has the bits it always had", (x, y) => {
    expect(log(x)).toBe(y);
  });
});

it("log takes back what exp does", () => {
  fc.assert(
    fc.property(fc.double({ min: -708, max: 709, noNaN: true }), (x) => {
      return Math.abs(log(exp(x)) - x) <= 1e-15 * Math.max(1, Math.abs(x));
    }),
  );
});

describe("log at the ends of what is a number", () => {
  it("is −∞ of 0, NaN below, and right where numbers are no more normal", () => {
    expect([0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY].map(log)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]);
    expect(log(5e-324)).toBeCloseTo(-744.4400719213812, 11);
  });
});

describe("what the wasm has, too", () => {
  const xs = [
    ...[0, 1e-300, Math.PI / 2, Math.PI, 0.5, 1, 19.999, 20, 21, 1e6, Number.POSITIVE_INFINITY].flatMap((x) => [x, -x]),
    ...draw(1000, () => random.uniform(-20, 20)),
    ...draw(400, () => random.uniform(-1e6, 1e6)),
  ];
  const inChunks = (kernel: (pairs: number) => void) =>
    Array.from({ length: Math.ceil(xs.length / 64) }, (_, i) => map(kernel, xs.slice(64 * i, 64 * i + 64))).flat();

  it.each(["sin", "cos", "tanh"] as const)("%s has the same bits", (name) => {
    expect(xs.map({ sin, cos, tanh }[name])).toEqual(inChunks(probes[name]));
  });

  it("atan2 has the same bits", () => {
    for (const [i, x] of xs.entries()) {
      const y = xs[(7 * i + 3) % xs.length];
      if (Number.isFinite(x) && Number.isFinite(y)) expect(atan2(y, x)).toBe(probes.atan2(y, x));
    }
    expect(atan2(Number.POSITIVE_INFINITY, 1)).toBe(Math.PI / 2);
  });
});

describe.each<[string, (x: number) => number, (x: number) => number, number, number]>([
  ["tan", tan, Math.tan, -1.5, 1.5],
  ["atan", atan, Math.atan, -50, 50],
  ["asin", asin, Math.asin, -1, 1],
  ["acos", acos, Math.acos, -1, 1],
  ["x^2.5", (x) => pow(x, 2.5), (x) => x ** 2.5, 0, 50],
  ["x^7", (x) => pow(x, 7), (x) => x ** 7, -3, 3],
  ["x^-3", (x) => pow(x, -3), (x) => x ** -3, 0.1, 3],
  ["hypot", (x) => hypot(x, 2, -1e3), (x) => Math.hypot(x, 2, 1e3), -1e4, 1e4],
])("%s", (_, ours, engine, low, high) => {
  it("is next to what the engine says", () => {
    for (const x of draw(500, () => random.uniform(low, high))) {
      const expected = engine(x);
      expect(Math.abs(ours(x) - expected)).toBeLessThan(4e-15 * Math.max(1, Math.abs(expected)));
    }
  });
});

it("hypot is infinite where a number is, and 0 of nothing", () => {
  expect([hypot(Number.NEGATIVE_INFINITY, 1), hypot(), hypot(3, 4)]).toEqual([Number.POSITIVE_INFINITY, 0, 5]);
  for (const size of [1e200, 1e-200]) expect(hypot(3 * size, 4 * size) / size).toBeCloseTo(5, 14);
});
