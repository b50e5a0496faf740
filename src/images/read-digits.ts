/** Reads MNIST's files from disk, plain or gzip. */
import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { MOST_FILE_BYTES } from "../document.js";
import { UserError } from "../user-error.js";
import { isGzip, type NamedBytes, parseDigits, type RawDigits } from "./idx.js";

/** Reads a file of images and the file of their labels. Throws a UserError that says what is wrong with which. */
export function readDigits(imagesPath: string, labelsPath: string): RawDigits {
  return parseDigits(readPlain(imagesPath, "images"), readPlain(labelsPath, "labels"));
}

/** A file's bytes, unpacked where they are gzip. */
function readPlain(name: string, kind: string): NamedBytes {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(name);
    if (size > MOST_FILE_BYTES) {
      throw new UserError(`${name}: ${size} bytes: expected MNIST ${kind}, at most ${MOST_FILE_BYTES} bytes`);
    }
    bytes = readFileSync(name);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${name}: cannot be read (${code}): expected a file of MNIST ${kind}`);
  }
  if (!isGzip(bytes)) return { name, bytes };
  try {
    return { name, bytes: gunzipSync(bytes, { maxOutputLength: MOST_FILE_BYTES }) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new UserError(`${name}: more than ${MOST_FILE_BYTES} bytes when unpacked: expected MNIST ${kind}`);
    }
    throw new UserError(`${name}: gzip damaged or cut short (${code})`);
  }
}
