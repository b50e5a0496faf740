import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../golden/generator.json" with { type: "json" };
import { probes, scratch } from "./probes.js";

const SEED = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** As many draws as `count`, from a generator seeded anew. */
function draw<T>(seed: number, count: number, next: (i: number) => T): T[] {
  probes.seedGenerator(seed);
  return Array.from({ length: count }, (_, i) => next(i));
}

function normal4(): number[] {
  probes.normal4(scratch.byteOffset);
  return [...scratch.subarray(0, 4)];
}

describe.each(golden.generators)("seeded with $seed, as NumPy's default generator,", (expected) => {
  const { seed } = expected;

  it("draws the same 64-bit words", () => {
    const words = draw(seed, expected.raw64.length, () => BigInt.asUintN(64, probes.nextU64()));
    expect(words.map(String)).toEqual(expected.raw64);
  });

  it("draws the same numbers in [0, 1)", () => {
    expect(draw(seed, expected.random.length, probes.random)).toEqual(expected.random);
  });

  it("draws the same numbers in [−1, 1)", () => {
    expect(draw(seed, expected.uniform.length, () => probes.uniform(-1, 1))).toEqual(expected.uniform);
  });

  it("draws the same integers", () => {
    expect(draw(seed, expected.integers3to5.length, () => probes.integer(3, 5))).toEqual(expected.integers3to5);
  });

  it("keeps half a word for the next integer while other numbers are drawn", () => {
    const next = (i: number) => (i % 2 === 0 ? probes.integer(3, 5) : probes.random());
    expect(draw(seed, expected.mixed.length, next)).toEqual(expected.mixed);
  });
});

describe("integer", () => {
  it.each(golden.integers)("rejects the words NumPy rejects, in [$low, $high)", ({ seed, low, high, draws }) => {
    expect(draw(seed, draws.length, () => probes.integer(low, high))).toEqual(draws);
  });

  it("stays in its range and reaches both ends", () => {
    expect(new Set(draw(1, 200, () => probes.integer(-2, 2)))).toEqual(new Set([-2, -1, 0, 1]));
  });
});

describe("seedGenerator", () => {
  it("forgets everything drawn before", () => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const [first, second] = [0, 1].map(() => draw(seed, 3, () => probes.integer(0, 1000)));
        return first.every((value, i) => value === second[i]);
      }),
    );
  });
});

describe("normal4", () => {
  it("makes two pairs by Box and Muller's formula from four uniform draws", () => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const [u0, v0, u1, v1] = draw(seed, 4, probes.random);
        const expected = [
          [u0, v0],
          [u1, v1],
        ].flatMap(([u, v]) => {
          const radius = Math.sqrt(-2 * Math.log(1 - u));
          return [radius * Math.cos(2 * Math.PI * v), radius * Math.sin(2 * Math.PI * v)];
        });
        probes.seedGenerator(seed);
        return normal4().every((value, i) => Math.abs(value - expected[i]) <= 1e-12);
      }),
    );
  });

  it("has mean 0, standard deviation 1 and independent draws", () => {
    const quadruples = draw(20, 25_000, normal4);
    const all = quadruples.flat();
    const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const moments = [
      average(all),
      average(all.map((value) => value ** 2)) - 1,
      average(quadruples.map(([a, b]) => a * b)),
      average(quadruples.map(([a, , c]) => a * c)),
    ];
    for (const moment of moments) expect(Math.abs(moment)).toBeLessThan(0.02);
  });
});
