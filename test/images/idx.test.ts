import { describe, expect, it } from "vitest";
import { isGzip, parseDigits } from "../../src/images/idx.js";
import { UserError } from "../../src/user-error.js";
import { IMAGES_MAGIC, idxBytes, imagesFile, LABELS_MAGIC, labelsFile } from "./idx-files.js";

const IMAGES = imagesFile(3);
const LABELS = labelsFile([9, 0, 4]);

/** Bytes as a browser has them, and not at the start of their buffer. */
function bytesOf(file: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(file.length + 3);
  bytes.set(file, 3);
  return bytes.subarray(3);
}

describe("parseDigits", () => {
  const parse = (images: Uint8Array, labels: Uint8Array) =>
    parseDigits({ name: "images", bytes: bytesOf(images) }, { name: "labels", bytes: bytesOf(labels) });

  it("gives the pixels and the labels", () => {
    const { count, pixels, labels } = parse(IMAGES, LABELS);
    expect({ count, pixels: [...pixels], labels: [...labels] }).toEqual({
      count: 3,
      pixels: [...IMAGES.subarray(16)],
      labels: [9, 0, 4],
    });
  });

  const images = (bytes: Uint8Array) => ({ images: bytes, labels: LABELS });
  const labels = (bytes: Uint8Array) => ({ images: IMAGES, labels: bytes });

  it.each<[title: string, files: { images: Uint8Array; labels: Uint8Array }, says: string]>([
    ["an empty images file", images(Buffer.alloc(0)), "images: 0 bytes: expected at least 16, the header of images"],
    [
      "images without a header",
      images(IMAGES.subarray(0, 15)),
      "images: 15 bytes: expected at least 16, the header of images",
    ],
    [
      "labels without a header",
      labels(LABELS.subarray(0, 7)),
      "labels: 7 bytes: expected at least 8, the header of labels",
    ],
    ["images cut short", images(IMAGES.subarray(0, -1)), "images: 2367 bytes: expected 2368 for 3 images"],
    ["labels cut short", labels(LABELS.subarray(0, -2)), "labels: 9 bytes: expected 11 for 3 labels"],
    [
      "images with more behind",
      images(Buffer.concat([IMAGES, Buffer.alloc(5)])),
      "images: 2373 bytes: expected 2368 for 3 images",
    ],
    [
      "labels for images",
      images(labelsFile(Array(20).fill(1))),
      "images: magic: 0x00000801 (labels): expected 0x00000803 (images)",
    ],
    ["images for labels", labels(IMAGES), "labels: magic: 0x00000803 (images): expected 0x00000801 (labels)"],
    [
      "another file",
      images(Buffer.from("what kind of file is this?")),
      "images: magic: 0x77686174: expected 0x00000803 (images)",
    ],
    [
      "images too high",
      images(idxBytes([IMAGES_MAGIC, 1, 32, 28], new Uint8Array(896))),
      "images: image size: 32x28: expected 28x28",
    ],
    [
      "images too wide",
      images(idxBytes([IMAGES_MAGIC, 1, 28, 32], new Uint8Array(896))),
      "images: image size: 28x32: expected 28x28",
    ],
    [
      "no images",
      images(idxBytes([IMAGES_MAGIC, 0, 28, 28], new Uint8Array())),
      "images: count: 0 images: expected at least 1",
    ],
    [
      "no labels",
      labels(idxBytes([LABELS_MAGIC, 0], new Uint8Array())),
      "labels: count: 0 labels: expected at least 1",
    ],
    ["too few labels", labels(labelsFile([1, 2])), "labels: count: 2 labels: expected 3 as in images"],
    ["too many labels", labels(labelsFile([1, 2, 3, 4])), "labels: count: 4 labels: expected 3 as in images"],
    ["a label above 9", labels(labelsFile([9, 10, 11])), "labels: label 1: 10: expected 0 to 9"],
  ])("refuses %s with a line that says so", (_title, files, says) => {
    expect(() => parse(files.images, files.labels)).toThrow(new UserError(says));
  });
});

it.each<[boolean, number[]]>([
  [true, [0x1f, 0x8b, 8]],
  [false, [0x1f]],
  [false, [0, 0, 8, 3]],
])("isGzip is %s of %s", (packed, bytes) => {
  expect(isGzip(Uint8Array.from(bytes))).toBe(packed);
});
