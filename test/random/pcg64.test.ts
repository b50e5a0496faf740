/** The generator that users' tasks are handed: NumPy's numbers. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Pcg64 } from "../../src/random/pcg64.js";
import golden from "../golden/generator.json" with { type: "json" };
import normals from "../golden/normal.json" with { type: "json" };

const draws = <T>(count: number, draw: () => T) => Array.from({ length: count }, draw);

describe.each(golden.generators)("seeded with $seed, as NumPy's default generator,", (expected) => {
  it("draws the same numbers of each kind", () => {
    const fresh = () => new Pcg64(expected.seed);
    const [random, uniform, integers, mixed] = [fresh(), fresh(), fresh(), fresh()];
    expect(draws(6, () => random.random())).toEqual(expected.random);
    expect(draws(6, () => uniform.uniform(-1, 1))).toEqual(expected.uniform);
    expect(draws(8, () => integers.integers(3, 5))).toEqual(expected.integers3to5);
    expect(draws(4, () => [mixed.integers(3, 5), mixed.random()]).flat()).toEqual(expected.mixed);
  });
});

describe("normal numbers", () => {
  const generator = new Pcg64(normals.seed);
  const drawn = draws(normals.count, () => generator.normal());
  const inTail = (value: number) => Math.abs(value) > 3.6541528853610088;

  it("are NumPy's bit for bit", () => {
    expect(drawn.slice(0, 8)).toEqual(normals.first);
    const body = Float64Array.from(drawn.filter((value) => !inTail(value)));
    expect(createHash("sha256").update(body).digest("hex")).toBe(normals.sha256OfBody);
  });

  it("are NumPy's within the last bits in the tail", () => {
    const tail = drawn.filter(inTail);
    expect(tail.length).toBeGreaterThan(40);
    for (const [i, value] of tail.entries()) {
      expect(Math.abs(value - normals.tail[i])).toBeLessThanOrEqual(4 * Number.EPSILON * 2);
    }
    expect(tail).toHaveLength(normals.tail.length);
  });

  it("have the mean and the deviation that are asked for", () => {
    const other = new Pcg64(normals.seed);
    expect(draws(4, () => other.normal(3, 0.5))).toEqual(normals.scaled);
  });
});
