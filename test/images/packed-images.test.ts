import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageSet, packImageSet, sha256, unpackImageSet } from "../../src/images/packed-images.js";

const SOURCE = sha256(Uint8Array.of(1, 2, 3));

describe("a packed image set", () => {
  it("gives back the set", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5 }), fc.float({ min: 0, max: 1, noNaN: true }), (labels, ink) => {
        const images = Float32Array.from({ length: labels.length * 256 }, (_, i) => ink / (i + 1));
        const set = imageSet(images, labels);
        expect(unpackImageSet(Buffer.from(packImageSet(set, SOURCE)), SOURCE)).toStrictEqual(set);
      }),
    );
  });

  it("lies as drawn", () => {
    const set = imageSet(new Float32Array(512).fill(1), Uint8Array.of(7, 8));
    const bytes = Buffer.from(packImageSet(set, SOURCE));
    expect(bytes.toString("latin1", 0, 4)).toBe("WIMG");
    expect([bytes.readUInt32LE(4), bytes.readUInt32LE(8)]).toEqual([1, 2]);
    expect([bytes.toString("hex", 12, 44), bytes.toString("hex", 44, 76)]).toEqual([SOURCE, set.hash]);
    expect([bytes.readFloatLE(76), bytes.readFloatLE(76 + 511 * 4)]).toEqual([1, 1]);
    expect([...bytes.subarray(76 + 512 * 4)]).toEqual([7, 8]);
  });

  it("is none where it is shorter than a header", () => {
    const bytes = Buffer.from(packImageSet(imageSet(new Float32Array(), new Uint8Array()), SOURCE));
    expect(unpackImageSet(bytes, SOURCE)?.count).toBe(0);
    for (let length = 0; length < bytes.length; length++) {
      expect(unpackImageSet(bytes.subarray(0, length), SOURCE)).toBeUndefined();
    }
  });
});
