/**
 * MNIST's files, unpacked. Format (http://yann.lecun.com/exdb/mnist/), numbers big-endian:
 *
 *     images  | magic 0x00000803 | count | rows 28 | columns 28 | count × 28 × 28 bytes |
 *     labels  | magic 0x00000801 | count | count bytes, 0 to 9 |
 *              0                  4       8         12           16
 */
import { UserError } from "../user-error.js";
import { RAW_SIDE } from "./deskew.js";

interface Kind {
  readonly name: string;
  readonly magic: number;
  readonly headerBytes: number;
  readonly itemBytes: number;
}

const IMAGES: Kind = { name: "images", magic: 0x803, headerBytes: 16, itemBytes: RAW_SIDE * RAW_SIDE };
const LABELS: Kind = { name: "labels", magic: 0x801, headerBytes: 8, itemBytes: 1 };

const GZIP_MAGIC = [0x1f, 0x8b];

/** A file's bytes. */
export interface NamedBytes {
  /** Its path or name, for error lines. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface RawDigits {
  readonly count: number;
  /** [count][28][28]. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** The digits of a file of images and the file of their labels. Throws a UserError that says what is wrong with which. */
export function parseDigits(images: NamedBytes, labels: NamedBytes): RawDigits {
  const pixels = itemsOf(images, IMAGES);
  const digits = itemsOf(labels, LABELS);
  const count = pixels.length / IMAGES.itemBytes;
  if (digits.length !== count) {
    throw new UserError(`${labels.name}: count: ${digits.length} labels: expected ${count} as in ${images.name}`);
  }
  const wrong = digits.findIndex((label) => label > 9);
  if (wrong >= 0) throw new UserError(`${labels.name}: label ${wrong}: ${digits[wrong]}: expected 0 to 9`);
  return { count, pixels, labels: digits };
}

/** Whether a file that begins with these bytes is gzip, whatever its name says. */
export function isGzip(bytes: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, i) => bytes[i] === byte);
}

/** The items of a file, without its header. */
function itemsOf({ name, bytes }: NamedBytes, kind: Kind): Uint8Array {
  if (bytes.length < kind.headerBytes) {
    throw new UserError(
      `${name}: ${bytes.length} bytes: expected at least ${kind.headerBytes}, the header of ${kind.name}`,
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, kind.headerBytes);
  const magic = header.getUint32(0);
  if (magic !== kind.magic) throw new UserError(`${name}: magic: ${describe(magic)}: expected ${describe(kind.magic)}`);
  if (kind === IMAGES) {
    const [rows, columns] = [header.getUint32(8), header.getUint32(12)];
    if (rows !== RAW_SIDE || columns !== RAW_SIDE) {
      throw new UserError(`${name}: image size: ${rows}x${columns}: expected ${RAW_SIDE}x${RAW_SIDE}`);
    }
  }
  const count = header.getUint32(4);
  if (count === 0) throw new UserError(`${name}: count: 0 ${kind.name}: expected at least 1`);
  const expected = kind.headerBytes + count * kind.itemBytes;
  if (bytes.length !== expected) {
    throw new UserError(`${name}: ${bytes.length} bytes: expected ${expected} for ${count} ${kind.name}`);
  }
  return bytes.subarray(kind.headerBytes);
}

function describe(magic: number): string {
  const kind = [IMAGES, LABELS].find((one) => one.magic === magic);
  return `0x${magic.toString(16).padStart(8, "0")}${kind ? ` (${kind.name})` : ""}`;
}
