import { truncateSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readDigits } from "../../src/images/idx.js";
import { UserError } from "../../src/user-error.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { IMAGES_MAGIC, idxBytes, imagesFile, LABELS_MAGIC, labelsFile, put } from "./idx-files.js";

const folder = temporaryFolder();

const IMAGES = imagesFile(3);
const LABELS = labelsFile([9, 0, 4]);

describe("readDigits", () => {
  const expected = { count: 3, pixels: [...IMAGES.subarray(16)], labels: [9, 0, 4] };

  it.each<[string, Uint8Array, Uint8Array]>([
    ["as they are", IMAGES, LABELS],
    ["out of gzip", gzipSync(IMAGES), gzipSync(LABELS)],
  ])("reads images and labels %s", (title, images, labels) => {
    const { count, pixels, labels: read } = readDigits(put(folder, title, images), put(folder, `${title} 1`, labels));
    expect({ count, pixels: [...pixels], labels: [...read] }).toEqual(expected);
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
    ["too few labels", labels(labelsFile([1, 2])), "labels: count: 2 labels: expected 3 as in FOLDER/images"],
    ["too many labels", labels(labelsFile([1, 2, 3, 4])), "labels: count: 4 labels: expected 3 as in FOLDER/images"],
    ["a label above 9", labels(labelsFile([9, 10, 11])), "labels: label 1: 10: expected 0 to 9"],
    ["gzip cut short", images(gzipSync(IMAGES).subarray(0, -9)), "images: gzip damaged or cut short (Z_BUF_ERROR)"],
    ["damaged gzip", labels(gzipSync(LABELS).fill(7, 10)), "labels: gzip damaged or cut short (Z_DATA_ERROR)"],
  ])("refuses %s with a line that says so", (_title, files, says) => {
    const paths = [put(folder, "images", files.images), put(folder, "labels", files.labels)] as const;
    expect(() => readDigits(...paths)).toThrow(new UserError(`${folder}/${says.replace("FOLDER", folder)}`));
  });

  it.each(["images", "labels"])("says which file of %s is missing", (name) => {
    const missing = join(folder, "missing");
    const path = (one: string, bytes: Uint8Array) => (one === name ? missing : put(folder, one, bytes));
    expect(() => readDigits(path("images", IMAGES), path("labels", LABELS))).toThrow(
      new UserError(`${missing}: cannot be read (ENOENT): expected a file of MNIST ${name}`),
    );
  });

  it("refuses files that are too large, packed or not, before it reads or unpacks them", () => {
    const labels = put(folder, "labels", LABELS);
    const large = put(folder, "large", IMAGES);
    truncateSync(large, 2 ** 28 + 1);
    expect(() => readDigits(large, labels)).toThrow(
      new UserError(`${large}: 268435457 bytes: expected MNIST images, at most 268435456 bytes`),
    );
    const bomb = put(folder, "bomb", gzipSync(Buffer.alloc(2 ** 28 + 1), { level: 1 }));
    expect(() => readDigits(bomb, labels)).toThrow(
      new UserError(`${bomb}: more than 268435456 bytes when unpacked: expected MNIST images`),
    );
  });
});
