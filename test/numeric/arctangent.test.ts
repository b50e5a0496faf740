import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { probes } from "./probes.js";

const COORDINATE = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-290);
const AXES: readonly (readonly [y: number, x: number, angle: number])[] = [
  [0, 0, 0],
  [0, 1, 0],
  [0, -1, Math.PI],
  [2, 0, Math.PI / 2],
  [-2, 0, -Math.PI / 2],
  [3, 3, Math.PI / 4],
  [-3, 3, -Math.PI / 4],
];

describe("atan2", () => {
  it("is within 1e-15 of the engine's", () => {
    fc.assert(
      fc.property(
        COORDINATE,
        COORDINATE,
        (y, x) => Math.abs(probes.atan2(y, x + 0) - Math.atan2(y + 0, x + 0)) <= 1e-15,
      ),
    );
  });

  it("is exact on the axes and diagonals", () => {
    for (const [y, x, angle] of AXES) expect(probes.atan2(y, x)).toBe(angle);
  });
});
