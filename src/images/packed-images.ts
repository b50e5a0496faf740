/**
 * Prepared images with their labels, and their binary form, little-endian like wasm's memory:
 *
 *     | "WIMG" | version | count | source (SHA-256) | content (SHA-256) | images, float32 count × 256 | labels, count bytes |
 *      0        4         8       12                 44                  76                            76 + 1024 count
 *
 * `source` names what the images were made from, `content` is the set's own hash.
 */
import { createHash } from "node:crypto";
import { IMAGE_INPUTS } from "./deskew.js";
import type { ImageSet } from "./image-set.js";

const MAGIC = 0x474d4957;
/** Goes up whenever the layout or what `prepareDigit` computes changes. */
const VERSION = 1;
const SOURCE = 12;
const CONTENT = 44;
const HEADER_BYTES = 76;

export function imageSet(images: Float32Array, labels: Uint8Array): ImageSet {
  return { count: labels.length, images, labels, hash: sha256(images, labels) };
}

/** SHA-256, in hex, of arrays' bytes one after another. */
export function sha256(...arrays: (Float32Array | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const array of arrays) hash.update(array);
  return hash.digest("hex");
}

/** @param source SHA-256, in hex, of what the set was made from. */
export function packImageSet({ count, images, labels, hash }: ImageSet, source: string): Uint8Array {
  const bytes = Buffer.alloc(packedBytes(count));
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(VERSION, 4);
  bytes.writeUInt32LE(count, 8);
  bytes.write(source, SOURCE, "hex");
  bytes.write(hash, CONTENT, "hex");
  bytes.set(new Uint8Array(images.buffer, images.byteOffset, images.byteLength), HEADER_BYTES);
  bytes.set(labels, HEADER_BYTES + images.byteLength);
  return bytes;
}

/**
 * The set in `bytes`, or undefined where they are damaged, of another version, or made from another source.
 * @internal Its type is Node's: the package's types name none, so that pages can do without.
 */
export function unpackImageSet(bytes: Buffer, source: string): ImageSet | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION) return;
  const count = bytes.readUInt32LE(8);
  if (bytes.length !== packedBytes(count) || bytes.toString("hex", SOURCE, CONTENT) !== source) return;
  const images = new Float32Array(count * IMAGE_INPUTS);
  const labelsAt = HEADER_BYTES + images.byteLength;
  new Uint8Array(images.buffer).set(bytes.subarray(HEADER_BYTES, labelsAt));
  const set = imageSet(images, new Uint8Array(bytes.subarray(labelsAt)));
  return bytes.toString("hex", CONTENT, HEADER_BYTES) === set.hash ? set : undefined;
}

function packedBytes(count: number): number {
  return HEADER_BYTES + count * (IMAGE_INPUTS * Float32Array.BYTES_PER_ELEMENT + 1);
}
