import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deskew, FULL, prepareDigit, RAW_SIDE, resize, SIDE } from "../../src/images/deskew.js";
import { readDigits } from "../../src/images/read-digits.js";
import { packagedMnist } from "../../src/tasks/mnist/dataset.js";
import golden from "../golden/mnist16.json" with { type: "json" };

/** The golden file has seven decimals. */
const TOLERANCE = 1e-7;
const RAW_PIXELS = RAW_SIDE * RAW_SIDE;

function resized(raw: Uint8Array): Int32Array {
  const out = new Int32Array(SIDE * SIDE);
  resize(raw, out);
  return out;
}

function prepared(raw: Uint8Array): Float32Array {
  const out = new Float32Array(SIDE * SIDE);
  prepareDigit(raw, out);
  return out;
}

function furthest(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(values.length).toBe(expected.length);
  return Math.max(...Array.from(values, (value, i) => Math.abs(value - expected[i])));
}

/** Columns per row that an image leans. */
function slant(image: Float32Array): number {
  const pixels = Array.from(image, (ink, i) => ({ ink, x: i % SIDE, y: Math.floor(i / SIDE) }));
  const mean = (of: (pixel: { x: number; y: number }) => number) =>
    pixels.reduce((sum, pixel) => sum + pixel.ink * of(pixel), 0) / pixels.reduce((sum, { ink }) => sum + ink, 0);
  const [x, y] = [mean((pixel) => pixel.x), mean((pixel) => pixel.y)];
  return mean((pixel) => (pixel.x - x) * (pixel.y - y)) / mean((pixel) => (pixel.y - y) ** 2);
}

/** Soft-edged and 18 rows high, through the middle. */
function bar(lean: number): Uint8Array {
  const raw = new Uint8Array(RAW_PIXELS);
  for (let y = 5; y < 23; y++) {
    for (let x = 0; x < RAW_SIDE; x++) {
      const distance = Math.abs(x - 13.5 - lean * (y - 13.5));
      raw[y * RAW_SIDE + x] = Math.round(255 * Math.max(0, 1 - distance / 4));
    }
  }
  return raw;
}

describe("MNIST's images", () => {
  const directory = packagedMnist();
  const digits = readDigits(join(directory, "train-images-idx3-ubyte"), join(directory, "train-labels-idx1-ubyte"));

  it.each(golden.images)(
    "number $trainIndex comes out as recorded",
    ({ trainIndex, label, resized: small, pixels }) => {
      const raw = digits.pixels.subarray(trainIndex * RAW_PIXELS, (trainIndex + 1) * RAW_PIXELS);
      expect(digits.labels[trainIndex]).toBe(label);
      expect(
        furthest(
          Array.from(resized(raw), (ink) => ink / FULL),
          small,
        ),
      ).toBeLessThan(TOLERANCE);
      expect(furthest(prepared(raw), pixels)).toBeLessThan(TOLERANCE);
    },
  );
});

describe("an invented image", () => {
  it.each(golden.made)("of $title comes out as from OpenCV", ({ raw, pixels }) => {
    const image = new Uint8Array(RAW_PIXELS);
    for (const [row, column, ink] of raw) image[row * RAW_SIDE + column] = ink;
    expect(furthest(prepared(image), pixels)).toBeLessThan(TOLERANCE);
  });

  it("without ink stays without", () => {
    expect([...prepared(new Uint8Array(RAW_PIXELS))]).toEqual(Array(SIDE * SIDE).fill(0));
  });

  it("full of ink stays full", () => {
    expect([...prepared(new Uint8Array(RAW_PIXELS).fill(255))]).toEqual(Array(SIDE * SIDE).fill(1));
  });

  const rawImages = fc.uint8Array({ minLength: RAW_PIXELS, maxLength: RAW_PIXELS });

  it("never leaves 0 to 1", () => {
    fc.assert(
      fc.property(rawImages, (raw) => {
        expect(prepared(raw).every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it("that is its own mirror image is resized and no more", () => {
    fc.assert(
      fc.property(rawImages, (raw) => {
        const mirrored = raw.map(
          (_, i) => raw[i - (i % RAW_SIDE) + Math.min(i % RAW_SIDE, RAW_SIDE - 1 - (i % RAW_SIDE))],
        );
        expect(prepared(mirrored)).toEqual(Float32Array.from(resized(mirrored), (ink) => ink / FULL));
      }),
    );
  });

  it("of a slanted bar becomes upright", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 0.7, noNaN: true }), fc.boolean(), (lean, left) => {
        const raw = bar(left ? -lean : lean);
        const before = slant(Float32Array.from(resized(raw)));
        expect(Math.abs(before)).toBeGreaterThan(lean * 0.9);
        expect(Math.abs(slant(prepared(raw)))).toBeLessThan(0.01);
      }),
    );
  });

  it("is left as it was while its deskewed copy is made", () => {
    const image = resized(bar(0.5));
    const before = image.slice();
    deskew(image, new Float32Array(SIDE * SIDE));
    expect(image).toEqual(before);
  });
});
