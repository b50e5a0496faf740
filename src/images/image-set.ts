/** Images and their labels. */
import { hashOf } from "../document.js";

/** Images with their labels. */
export interface ImageSet {
  readonly count: number;
  /** [count][256], rows of 16 from the top, 0 (paper) to 1 (ink). */
  readonly images: Float32Array;
  /** [count], 0 to 9. */
  readonly labels: Uint8Array;
  /** SHA-256, in hex, of the bytes of `images` and then `labels`. */
  readonly hash: string;
}

/** The images of both parts: batches to search on come from `train`, those that are reported on from `test`. */
export interface Images {
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** SHA-256, in hex, that stands for both parts' images. */
export function imagesHash({ train, test }: Images): string {
  return hashOf(train.hash + test.hash);
}
