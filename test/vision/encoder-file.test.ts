import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/user-error.js";
import { encoderFile, encoderShape, packEncoder, requireEncoder } from "../../src/vision/encoder-file.js";
import { vaeLayers } from "../../src/vision/vae-shape.js";

const SHAPE = { channels: [8, 16, 8, 24], latents: 8 } as const;
const count = vaeLayers(SHAPE).reduce((sum, { inputs, outputs, taps }) => sum + outputs * (1 + inputs * taps), 0);
const PARAMETERS = Float32Array.from({ length: count }, (_, i) => Math.sin(i));
/** As files of version 1 are. */
const PACKED = packEncoder(SHAPE, PARAMETERS);
const FILE = encoderFile(SHAPE, PARAMETERS);
/** SHA-256 of the encoder that comes with the program as it was trained, in version 1: runs note it. */
const TRAINED = "0b9a89761ab4923f3c5911ce973de5467354ded21b8b782100e46903cbfc8dfd";
const DAMAGED = "cut short or damaged: the content is not what its sha256 was taken of";

/** A file with another word. */
function changed(file: Uint8Array, index: number, value: number): Uint8Array {
  const words = new Uint32Array(file.slice().buffer);
  words[index] = value;
  return new Uint8Array(words.buffer);
}

/** A file of version 2 with the right hash, of whatever it holds. */
function sealed(packed: Uint8Array): Uint8Array {
  return Buffer.concat([FILE.subarray(0, 8), createHash("sha256").update(packed).digest(), packed]);
}

function refused(bytes: Uint8Array, line: string): void {
  expect(() => encoderShape(bytes, "encoder.bin")).toThrow(new UserError(`encoder.bin: ${line}`));
}

describe("an encoder's file", () => {
  it("says its shape, in either version", () => {
    expect(encoderShape(FILE, "encoder.bin")).toEqual(SHAPE);
    expect(encoderShape(PACKED, "encoder.bin")).toEqual(SHAPE);
  });

  it("holds magic, version and hash before what the kernel takes, which is version 1", () => {
    expect(Buffer.from(FILE.subarray(0, 8))).toEqual(Buffer.from("WENC\x02\0\0\0"));
    expect(Buffer.from(FILE).equals(sealed(PACKED))).toBe(true);
    for (const file of [FILE, PACKED]) {
      expect(Buffer.compare(requireEncoder(file, 8, "encoder.bin"), PACKED)).toBe(0);
    }
  });

  it("is taken for the kernel only where it gives so many latents", () => {
    expect(() => requireEncoder(FILE, 16, "encoder.bin")).toThrow(new UserError("encoder.bin: 8 latents: expected 16"));
  });

  it("of version 1 stays as it is; the one that comes with the program is as it was trained", () => {
    const packed = requireEncoder(readFileSync("champions/car-racing/encoder.bin"), 16, "encoder.bin");
    expect(requireEncoder(packed, 16, "encoder.bin")).toBe(packed);
    expect(createHash("sha256").update(packed).digest("hex")).toBe(TRAINED);
  });

  it("is refused with any bit changed", () => {
    fc.assert(
      fc.property(fc.nat(FILE.length - 1), fc.nat(7), (at, bit) => {
        const other = FILE.slice();
        other[at] ^= 1 << bit;
        expect(() => requireEncoder(other, 8, "encoder.bin")).toThrow(/^encoder\.bin: [^\n]+$/);
      }),
    );
  });

  it.each([
    ["is no encoder's", changed(FILE, 0, 0), "not an encoder's weights: expected a file that wann train-vae wrote"],
    ["ends in its header", FILE.slice(0, 7), "not an encoder's weights: expected a file that wann train-vae wrote"],
    ["ends in its hash", FILE.slice(0, 35), DAMAGED],
    ["is newer", changed(FILE, 1, 3), "version: 3: expected 1 to 2"],
    ["has another hash", changed(FILE, 2, 0), DAMAGED],
    ["has another weight", changed(FILE, 50, 0), DAMAGED],
    ["is cut short", FILE.slice(0, -4), DAMAGED],
    [
      "holds no encoder",
      sealed(Buffer.alloc(36)),
      "not an encoder's weights: expected a file that wann train-vae wrote",
    ],
    ["holds itself", sealed(FILE), "not an encoder's weights: expected a file that wann train-vae wrote"],
    ["holds one for other images", sealed(changed(PACKED, 2, 96)), "images of 96 × 96: expected 64"],
  ])("that %s is refused in one line", (_, bytes, line) => {
    refused(bytes, line);
  });

  it.each([
    ["ends in its header", PACKED.slice(0, 35), "not an encoder's weights: expected a file that wann train-vae wrote"],
    ["is for other images", changed(PACKED, 2, 96), "images of 96 × 96: expected 64"],
    [
      "has other latents than it may",
      changed(PACKED, 3, 12),
      "12 channels or latents: expected multiples of 8 up to 256",
    ],
    ["has fewer convolutions", changed(PACKED, 4, 3), "3 convolutions: expected 4"],
    ["has none in a convolution", changed(PACKED, 5, 0), "0 channels or latents: expected multiples of 8 up to 256"],
    [
      "is of other channels",
      changed(PACKED, 6, 8),
      `${PACKED.length} bytes: expected 25348, cut short, or of other channels`,
    ],
    [
      "is cut short",
      PACKED.slice(0, -4),
      `${PACKED.length - 4} bytes: expected ${PACKED.length}, cut short, or of other channels`,
    ],
  ])("of version 1 that %s is refused in one line", (_, bytes, line) => {
    refused(bytes, line);
  });
});
