import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Polygon, rasterise } from "../twin/raster.js";

type Exports = Record<string, unknown> & {
  memory: { buffer: ArrayBuffer };
  rasterBegin(): void;
  rasterCorner(i: number, x: number, y: number): void;
  rasterFill(count: number, red: number, green: number, blue: number, outwards: number): void;
  rasterEnd(): number;
};

const { exports } = await instantiate<Exports>(readFile(new URL("../../dist/probes.wasm", import.meta.url)));

/** The image of polygons given back to front, as the rasteriser draws them: front to back. */
function draw(polygons: readonly Polygon[]): number[] {
  exports.rasterBegin();
  for (const { corners, colour, nearest } of polygons.toReversed()) {
    for (const [i, [x, y]] of corners.entries()) exports.rasterCorner(i, x, y);
    exports.rasterFill(corners.length, ...colour, nearest ? 0 : 1);
  }
  return [...new Uint8Array(exports.memory.buffer, exports.rasterEnd(), 96 * 96 * 3)];
}

const BYTE = fc.integer({ min: 0, max: 255 });
/** Corners in order around an ellipse: convex but for the rounding to whole pixels. */
const CORNERS = fc
  .record({
    x: fc.integer({ min: -100, max: 1100 }),
    y: fc.integer({ min: -100, max: 900 }),
    wide: fc.integer({ min: 20, max: 900 }),
    high: fc.integer({ min: 20, max: 900 }),
    around: fc.uniqueArray(fc.integer({ min: 0, max: 35 }), { minLength: 3, maxLength: 8 }),
  })
  .map(({ x, y, wide, high, around }) => {
    const ordered = around.toSorted((a, b) => a - b).map((i) => (i * Math.PI) / 18);
    return ordered.map((angle): [number, number] => [
      Math.trunc(x + wide * Math.cos(angle)),
      Math.trunc(y + high * Math.sin(angle)),
    ]);
  });
const POLYGON: fc.Arbitrary<Polygon> = fc.record({
  corners: CORNERS,
  colour: fc.tuple(BYTE, BYTE, BYTE),
  nearest: fc.boolean(),
});

it("shows what a plain painter shows, to the last level", () => {
  fc.assert(
    fc.property(fc.array(POLYGON, { maxLength: 12 }), (polygons) => {
      expect(draw(polygons)).toEqual(rasterise(polygons));
    }),
    { numRuns: 10 },
  );
});

it("shows nothing of what lies behind", () => {
  const all: Polygon = {
    corners: [
      [-5, -5],
      [1005, -5],
      [1005, 805],
      [-5, 805],
    ],
    colour: [10, 20, 30],
    nearest: true,
  };
  const behind: Polygon = { ...all, colour: [255, 255, 255] };
  expect(new Set(draw([behind, all]))).toEqual(new Set([8, 18, 28]));
});
