import { truncateSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readDigits } from "../../src/images/read-digits.js";
import { UserError } from "../../src/user-error.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { imagesFile, labelsFile, put } from "./idx-files.js";

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
    ["gzip cut short", images(gzipSync(IMAGES).subarray(0, -9)), "images: gzip damaged or cut short (Z_BUF_ERROR)"],
    ["labels cut short", labels(LABELS.subarray(0, -2)), "labels: 9 bytes: expected 11 for 3 labels"],
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
