/** A few images in MNIST's files, for pages that are to be quick. */
import { cpSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { imagesFile, labelsFile, put } from "../images/idx-files.js";

const PAGE = fileURLToPath(new URL("../../dist/page", import.meta.url));
const COUNT = 300;

/** Writes the four files, gzip, into a folder that it makes. */
export function putFewImages(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const labels = Array.from({ length: COUNT }, (_, i) => (7 * i) % 10);
  return ["train", "t10k"].flatMap((part) => [
    put(folder, `${part}-images-idx3-ubyte.gz`, gzipSync(imagesFile(COUNT))),
    put(folder, `${part}-labels-idx1-ubyte.gz`, gzipSync(labelsFile(labels))),
  ]);
}

/** Puts the page into a folder as one would on a static server, the images with it. */
export function putPageWithImages(folder: string): void {
  cpSync(PAGE, folder, { recursive: true });
  putFewImages(`${folder}/images`);
}
