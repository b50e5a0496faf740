import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { probes, scratch } from "./probes.js";

const pairs = new Float32Array(scratch.buffer, scratch.byteOffset, 2 * scratch.length);

/** Sine and cosine of each float32 angle, in turn. */
function sinCos(kernel: (count: number) => void, angles: readonly number[]): number[] {
  scratch.set(angles);
  kernel(angles.length);
  return [...pairs.subarray(0, 2 * angles.length)];
}

/** How far float32s lie apart near `x`, a sine or cosine. */
function ulp(x: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** -126))) - 23);
}

const ANGLES = Array.from({ length: 4096 }, (_, i) => Math.fround(120 * Math.sin(i) * Math.sin(7 * i)));

describe("sine and cosine of float32 angles", () => {
  it("are the nearest float32 or its neighbour, and nearly always the nearest", () => {
    const got = sinCos(probes.sinCos32, ANGLES);
    let nearest = 0;
    ANGLES.forEach((angle, i) => {
      for (const [value, exact] of [
        [got[2 * i], Math.sin(angle)],
        [got[2 * i + 1], Math.cos(angle)],
      ]) {
        if (value === Math.fround(exact)) nearest++;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(0.57 * ulp(exact));
      }
    });
    expect(nearest / (2 * ANGLES.length)).toBeGreaterThan(0.98);
  });

  it("are the same in a lane and alone", () => {
    const angle = fc.float({ min: -120, max: 120, noNaN: true });
    fc.assert(
      fc.property(fc.array(angle, { minLength: 4, maxLength: 4 }), (angles) => {
        expect(sinCos(probes.sinCos32, angles)).toEqual(sinCos(probes.sinCosSingly, angles));
      }),
    );
  });

  it("of zero are zero and one", () => {
    expect(sinCos(probes.sinCos32, [0, 0, 0, 0])).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  });
});
