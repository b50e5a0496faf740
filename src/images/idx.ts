/**
 * Reads the MNIST files, plain or gzip. Format (http://yann.lecun.com/exdb/mnist/), numbers big-endian:
 *
 *     images  | magic 0x00000803 | count | rows 28 | columns 28 | count × 28 × 28 bytes |
 *     labels  | magic 0x00000801 | count | count bytes, 0 to 9 |
 *              0                  4       8         12           16
 */
import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { MOST_FILE_BYTES } from "../document.js";
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

const GZIP_MAGIC = 0x1f8b;

export interface RawDigits {
  readonly count: number;
  /** [count][28][28]. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Reads a file of images and the file of their labels. Throws a UserError that says what is wrong with which. */
export function readDigits(imagesPath: string, labelsPath: string): RawDigits {
  const pixels = readItems(imagesPath, IMAGES);
  const labels = readItems(labelsPath, LABELS);
  const count = pixels.length / IMAGES.itemBytes;
  if (labels.length !== count) {
    throw new UserError(`${labelsPath}: count: ${labels.length} labels: expected ${count} as in ${imagesPath}`);
  }
  const wrong = labels.findIndex((label) => label > 9);
  if (wrong >= 0) throw new UserError(`${labelsPath}: label ${wrong}: ${labels[wrong]}: expected 0 to 9`);
  return { count, pixels, labels };
}

/** The items of a file, without its header. */
function readItems(path: string, kind: Kind): Uint8Array {
  const bytes = readPlain(path, kind);
  if (bytes.length < kind.headerBytes) {
    throw new UserError(
      `${path}: ${bytes.length} bytes: expected at least ${kind.headerBytes}, the header of ${kind.name}`,
    );
  }
  const magic = bytes.readUInt32BE(0);
  if (magic !== kind.magic) throw new UserError(`${path}: magic: ${describe(magic)}: expected ${describe(kind.magic)}`);
  if (kind === IMAGES) {
    const [rows, columns] = [bytes.readUInt32BE(8), bytes.readUInt32BE(12)];
    if (rows !== RAW_SIDE || columns !== RAW_SIDE) {
      throw new UserError(`${path}: image size: ${rows}x${columns}: expected ${RAW_SIDE}x${RAW_SIDE}`);
    }
  }
  const count = bytes.readUInt32BE(4);
  if (count === 0) throw new UserError(`${path}: count: 0 ${kind.name}: expected at least 1`);
  const expected = kind.headerBytes + count * kind.itemBytes;
  if (bytes.length !== expected) {
    throw new UserError(`${path}: ${bytes.length} bytes: expected ${expected} for ${count} ${kind.name}`);
  }
  return bytes.subarray(kind.headerBytes);
}

/** A file's bytes, unpacked where they are gzip, whatever the name says. */
function readPlain(path: string, kind: Kind): Buffer {
  let bytes: Buffer;
  try {
    const { size } = statSync(path);
    if (size > MOST_FILE_BYTES) {
      throw new UserError(`${path}: ${size} bytes: expected MNIST ${kind.name}, at most ${MOST_FILE_BYTES} bytes`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${path}: cannot be read (${code}): expected a file of MNIST ${kind.name}`);
  }
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== GZIP_MAGIC) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_FILE_BYTES });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new UserError(`${path}: more than ${MOST_FILE_BYTES} bytes when unpacked: expected MNIST ${kind.name}`);
    }
    throw new UserError(`${path}: gzip damaged or cut short (${code})`);
  }
}

function describe(magic: number): string {
  const kind = [IMAGES, LABELS].find((one) => one.magic === magic);
  return `0x${magic.toString(16).padStart(8, "0")}${kind ? ` (${kind.name})` : ""}`;
}
