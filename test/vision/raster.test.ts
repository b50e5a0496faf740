import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Polygon, rasterise } from "../twin/raster.js";

type Exports = Record<string, unknown> & {
  memory: { buffer: ArrayBuffer };
  rasterBegin(wide: number, high: number, from: number): void;
  rasterCorner(i: number, x: number, y: number): void;
  rasterFill(count: number, red: number, green: number, blue: number, outwards: number): void;
  rasterEnd(asBytes: boolean): number;
};

const { exports } = await instantiate<Exports>(readFile(new URL("../../dist/wasm/probes.wasm", import.meta.url)));

/** Polygons given back to front, as the rasteriser draws them: front to back. */
function fill(polygons: readonly Polygon[]): void {
  for (const { corners, colour, nearest } of polygons.toReversed()) {
    for (const [i, [x, y]] of corners.entries()) exports.rasterCorner(i, x, y);
    exports.rasterFill(corners.length, ...colour, nearest ? 0 : 1);
  }
}

/** Gymnasium's image: 96 × 96 of the whole canvas, in bytes. */
function drawImage(polygons: readonly Polygon[]): number[] {
  exports.rasterBegin(96, 96, 0);
  fill(polygons);
  return [...new Uint8Array(exports.memory.buffer, exports.rasterEnd(true), 96 * 96 * 3)];
}

/** An encoder's image: 64 × 64 of the canvas from row 100 up, in float32. */
function drawPixels(polygons: readonly Polygon[]): number[] {
  exports.rasterBegin(64, 64, 100);
  fill(polygons);
  return [...new Float32Array(exports.memory.buffer, exports.rasterEnd(false), 64 * 64 * 3)];
}

/** What pygame's shrinking leaves of a mean: a level is cut off for each of its two passes. */
function truncated(mean: number): number {
  return Math.max(0, Math.ceil(mean - 1e-6) - 2);
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

const SCENE = fc.array(POLYGON, { maxLength: 12 });

it("shows what a plain painter shows, to the last level", () => {
  fc.assert(
    fc.property(SCENE, (polygons) => {
      expect(drawImage(polygons)).toEqual(rasterise(polygons, 96, 96, 0).map(truncated));
    }),
    { numRuns: 8 },
  );
});

it("shows it in float32, too, at another size and without the canvas's lower rows", () => {
  fc.assert(
    fc.property(SCENE, (polygons) => {
      const expected = rasterise(polygons, 64, 64, 100);
      const errors = drawPixels(polygons).map((value, i) => Math.abs(value - expected[i] / 255));
      expect(Math.max(...errors)).toBeLessThan(1e-6);
    }),
    { numRuns: 8 },
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
  expect(new Set(drawImage([behind, all]))).toEqual(new Set([8, 18, 28]));
});
