import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Purpose, Stream } from "../../src/random/stream.js";

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const purpose = fc.constantFrom(...Object.values(Purpose));
const address = fc.tuple(seed, purpose, fc.nat({ max: 4096 }), fc.nat({ max: 1000 }));

function draws(stream: Stream, count = 6): number[] {
  return Array.from({ length: count }, () => stream.uint32());
}

/** χ² of `counts` against equal shares. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("Stream", () => {
  // Every run's bits hang on these.
  it.each<[number, Purpose, number, number, number[]]>([
    [0, Purpose.initialize, 0, 0, [1324222649, 4043180315, 273032908, 2791803153]],
    [1, Purpose.vary, 2, 5, [169890434, 3324653371, 2517235094, 4179124328]],
    [4294967295, Purpose.tuneSharedWeight, 1023, 191, [288591250, 3706309688, 2294717361, 2989010103]],
  ])("starts as it always has at (%i, %i, %i, %i)", (seed, purpose, generation, index, expected) => {
    expect(draws(new Stream(seed, purpose, generation, index), 4)).toEqual(expected);
  });

  it("draws the same at the same address", () => {
    fc.assert(
      fc.property(address, (at) => {
        expect(draws(new Stream(...at))).toEqual(draws(new Stream(...at)));
      }),
    );
  });

  it.each([
    ["seed", 0],
    ["purpose", 1],
    ["generation", 2],
    ["index", 3],
  ])("draws otherwise where only the %s differs", (_, part) => {
    fc.assert(
      fc.property(address, address, (one, two) => {
        fc.pre(one[part] !== two[part]);
        const other = one.with(part, two[part]) as typeof one;
        expect(draws(new Stream(...other))).not.toEqual(draws(new Stream(...one)));
      }),
    );
  });

  it.each([
    ["seeds", (i: number) => new Stream(i, Purpose.vary)],
    ["generations", (i: number) => new Stream(0, Purpose.vary, i)],
    ["indices", (i: number) => new Stream(0, Purpose.vary, 0, i)],
  ])("first draws of neighbouring %s are spread evenly", (_, stream) => {
    const counts = Array<number>(64).fill(0);
    for (let i = 0; i < 6400; i++) counts[stream(i).uint32() >>> 26]++;
    // 63 degrees of freedom: mean 63, and less than one in 10⁵ outside these.
    expect(chiSquare(counts)).toBeLessThan(125);
    expect(chiSquare(counts)).toBeGreaterThan(25);
  });
});

describe("integer", () => {
  it("stays below its bound", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 2 ** 32 }), (at, bound) => {
        const draw = new Stream(...at).integer(bound);
        return Number.isInteger(draw) && draw >= 0 && draw < bound;
      }),
    );
  });

  it.each([2, 3, 7, 10, 100])("is even over %i values", (bound) => {
    const stream = new Stream(11, Purpose.vary);
    const counts = Array<number>(bound).fill(0);
    for (let i = 0; i < bound * 1000; i++) counts[stream.integer(bound)]++;
    // Five standard deviations above the mean of χ².
    expect(chiSquare(counts)).toBeLessThan(bound - 1 + 5 * Math.sqrt(2 * (bound - 1)));
  });

  it("has no bias to low values where the bound does not divide 2³²", () => {
    const stream = new Stream(5, Purpose.vary);
    const bound = 3 * 2 ** 30;
    let low = 0;
    for (let i = 0; i < 3000; i++) if (stream.integer(bound) < 2 ** 30) low++;
    // A plain remainder would give 1500.
    expect(Math.abs(low - 1000)).toBeLessThan(5 * Math.sqrt(3000 * (1 / 3) * (2 / 3)));
  });
});

describe("fraction", () => {
  it("fills [0, 1) with multiples of 2⁻⁵³, few of which have fewer bits", () => {
    const random = new Stream(1, Purpose.sharedWeights);
    const draws = Array.from({ length: 4000 }, () => random.fraction());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    for (const part of [0, 1, 2, 3]) {
      const inside = draws.filter((draw) => Math.floor(4 * draw) === part).length;
      expect(Math.abs(inside - 1000)).toBeLessThan(150);
    }
    expect(draws.every((draw) => Number.isInteger(draw * 2 ** 53))).toBe(true);
    expect(Math.abs(draws.filter((draw) => Number.isInteger(draw * 2 ** 52)).length - 2000)).toBeLessThan(200);
  });
});

describe("uniform", () => {
  it("fills [low, high)", () => {
    const stream = new Stream(3, Purpose.sharedWeights);
    const values = Array.from({ length: 4000 }, () => stream.uniform(-2, 2));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(2);
    const quarters = [0, 0, 0, 0];
    for (const value of values) quarters[Math.floor(value + 2)]++;
    expect(chiSquare(quarters)).toBeLessThan(20);
  });
});

it("episode seeds lie in [2³¹, 2³²) and use all of it", () => {
  const stream = new Stream(0, Purpose.episodes);
  const seeds = Array.from({ length: 2000 }, () => stream.episodeSeed());
  expect(Math.min(...seeds)).toBeGreaterThanOrEqual(2 ** 31);
  expect(Math.max(...seeds)).toBeLessThan(2 ** 32);
  expect(Math.max(...seeds) - Math.min(...seeds)).toBeGreaterThan(0.99 * 2 ** 31);
  expect(seeds.every(Number.isInteger)).toBe(true);
});
