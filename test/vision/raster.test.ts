import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Polygon, rasterise } from "../twin/raster.js";

type Exports = Record<string, unknown> & {
  memory: { buffer: ArrayBuffer };
  rasterBegin(wide: number, high: number, from: number): void;
  rasterCorner(i: number, x: number, y: number): void;
  rasterFill(count: number, red: number, green: number, blue: number, outwards: number): void;
  rasterEnd(asBytes: boolean): number;
  samplesBegin(from: number): void;
  samplesCorner(i: number, x: number, y: number): void;
  samplesFill(count: number, red: number, green: number, blue: number): void;
  samplesEnd(): number;
  samplesFlat(): number;
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

/** An image that encoders are trained on: 64 × 64 of the canvas from row 100 up, to the nearest level. */
function drawPixels(polygons: readonly Polygon[]): number[] {
  exports.rasterBegin(64, 64, 100);
  fill(polygons);
  return [...new Int16Array(exports.memory.buffer, exports.rasterEnd(false), 64 * 64 * 3)];
}

/** The same as encoders see it, at 16 points a pixel. */
function drawSampled(polygons: readonly Polygon[]): number[] {
  exports.samplesBegin(100);
  for (const { corners, colour } of polygons.toReversed()) {
    for (const [i, [x, y]] of corners.entries()) exports.samplesCorner(i, x, y);
    exports.samplesFill(corners.length, ...colour);
  }
  return [...new Int16Array(exports.memory.buffer, exports.samplesEnd(), 64 * 64 * 3)];
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

it("shows it untruncated, too, at another size and without the canvas's lower rows", () => {
  fc.assert(
    fc.property(SCENE, (polygons) => {
      const expected = rasterise(polygons, 64, 64, 100);
      const errors = drawPixels(polygons).map((value, i) => Math.abs(value - expected[i]));
      expect(Math.max(...errors)).toBeLessThan(0.5001);
    }),
    { numRuns: 8 },
  );
});

describe("by samples", () => {
  it("shows about the same: a level off on average, hardly any value by more than a quarter", () => {
    fc.assert(
      fc.property(SCENE, (polygons) => {
        const expected = rasterise(polygons, 64, 64, 100);
        const errors = drawSampled(polygons).map((value, i) => Math.abs(value - expected[i]));
        expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(1.5);
        expect(errors.filter((error) => error > 64).length / errors.length).toBeLessThan(0.001);
      }),
      { numRuns: 6 },
    );
  });

  it("shows an upright edge where it is, to a sixteenth of a pixel", () => {
    const white = [255, 255, 255] as const;
    for (let edge = 400; edge < 420; edge++) {
      const corners = [
        [0, 0],
        [edge, 0],
        [edge, 800],
        [0, 800],
      ] as const;
      const row = drawSampled([{ corners, colour: white, nearest: true }]).slice(0, 64 * 3);
      const covered = row.reduce((sum, level) => sum + level / 255, 0) / 3;
      expect(Math.abs(covered - (64 * edge) / 1000)).toBeLessThan(1 / 16);
    }
  });

  it("says which pixels are as the one to their left", () => {
    fc.assert(
      fc.property(SCENE, (polygons) => {
        const pixels = drawSampled(polygons);
        const flat = new BigUint64Array(exports.memory.buffer, exports.samplesFlat(), 64);
        for (let i = 0; i < 64 * 64; i++) {
          const same = [0, 1, 2].every((k) => pixels[3 * i + k] === pixels[3 * i + k - 3]);
          const said = ((flat[Math.floor(i / 64)] >> BigInt(i % 64)) & 1n) === 1n;
          if (said !== (i % 64 > 0 && same)) throw new Error(`pixel ${i}: ${said}`);
        }
      }),
      { numRuns: 8 },
    );
  });
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
  expect(new Set(drawSampled([behind, all]))).toEqual(new Set([10, 20, 30]));
});
