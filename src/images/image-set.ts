/** Images and their labels. */
import { hashOf } from "../document.js";
import type { NamedBytes } from "./idx.js";

/** Images with their labels. */
export interface LabelledImages {
  readonly count: number;
  /** [count][256], rows of 16 from the top, 0 (paper) to 1 (ink). */
  readonly images: Float32Array;
  /** [count], 0 to 9. */
  readonly labels: Uint8Array;
}

/** The same with a name for them. */
export interface ImageSet extends LabelledImages {
  /** SHA-256, in hex, of the bytes of `images` and then `labels`. */
  readonly hash: string;
}

/** What batches are drawn from: those to search on from `train`, those that are reported on from `test`. */
export interface BatchSource {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** The images of both parts. */
export interface Images extends BatchSource {
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** The files that a task's images come in, for whoever has their bytes in hand. */
export interface ImageFiles {
  /** What they are: "MNIST". */
  readonly title: string;
  /** Names that each file may have, without .gz; the usual one first. */
  readonly names: readonly (readonly string[])[];
  /**
   * The images of the files, prepared. Throws a UserError that says what is wrong with which.
   * @param files unpacked, in the order of `names`.
   * @param begin is told how many images there are before they are prepared.
   */
  open(files: readonly NamedBytes[], begin: (images: number) => void): BatchSource;
}

/** SHA-256, in hex, that stands for both parts' images. */
export function imagesHash({ train, test }: Images): string {
  return hashOf(train.hash + test.hash);
}
