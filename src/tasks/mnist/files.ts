/** MNIST's four files: what they are called, and what networks get to see of them. The same in Node and on a page. */
import { IMAGE_INPUTS, prepareDigit, RAW_SIDE } from "../../images/deskew.js";
import { parseDigits, type RawDigits } from "../../images/idx.js";
import type { ImageFiles, LabelledImages } from "../../images/image-set.js";

/** 60,000 images to search and tune on, 10,000 to test on. */
export type MnistPart = "train" | "test";

/** How the names of a part's files begin. */
const PREFIXES: Record<MnistPart, string> = { train: "train", test: "t10k" };
const ENDINGS = { images: "idx3-ubyte", labels: "idx1-ubyte" };

/** What a part's file of images or of labels may be called, without .gz; the usual name first. */
export function namesOf(part: MnistPart, what: keyof typeof ENDINGS): string[] {
  return ["-", "."].map((sign) => `${PREFIXES[part]}-${what}${sign}${ENDINGS[what]}`);
}

/** Digits as networks see them. */
export function prepareDigits({ count, pixels, labels }: RawDigits): LabelledImages {
  const images = new Float32Array(count * IMAGE_INPUTS);
  const rawPixels = RAW_SIDE * RAW_SIDE;
  for (let i = 0; i < count; i++) {
    prepareDigit(
      pixels.subarray(i * rawPixels, (i + 1) * rawPixels),
      images.subarray(i * IMAGE_INPUTS, (i + 1) * IMAGE_INPUTS),
    );
  }
  return { count, images, labels: new Uint8Array(labels) };
}

export const MNIST_FILES: ImageFiles = {
  title: "MNIST",
  names: [namesOf("train", "images"), namesOf("train", "labels"), namesOf("test", "images"), namesOf("test", "labels")],
  open([trainImages, trainLabels, testImages, testLabels], begin) {
    const train = parseDigits(trainImages, trainLabels);
    const test = parseDigits(testImages, testLabels);
    begin(train.count + test.count);
    return { train: prepareDigits(train), test: prepareDigits(test) };
  },
};
