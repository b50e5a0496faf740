/** Small IDX files for tests. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const IMAGES_MAGIC = 0x803;
export const LABELS_MAGIC = 0x801;

/** The bytes of an IDX file: big-endian header numbers, then `items`. */
export function idxBytes(header: readonly number[], items: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 * header.length + items.length);
  header.forEach((value, i) => {
    bytes.writeUInt32BE(value, 4 * i);
  });
  bytes.set(items, 4 * header.length);
  return bytes;
}

/** A file of `count` images of bytes that differ from image to image. */
export function imagesFile(count: number): Buffer {
  const pixels = Uint8Array.from({ length: count * 784 }, (_, i) => (i * 7 + Math.floor(i / 784) * 31) & 255);
  return idxBytes([IMAGES_MAGIC, count, 28, 28], pixels);
}

export function labelsFile(labels: readonly number[]): Buffer {
  return idxBytes([LABELS_MAGIC, labels.length], Uint8Array.from(labels));
}

/** Writes a file into a folder and gives back its path. */
export function put(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
