/** The batches of images that a network is judged by. */
import { Purpose, Stream } from "../random/stream.js";
import type { BatchSource, LabelledImages } from "./image-set.js";

/** Images of a batch, as in the paper. */
export const BATCH_IMAGES = 1000;

/** From here on, seeds are the search's, and batches come from the training images; below, from the test images. */
const FIRST_SEARCH_SEED = 2 ** 31;

function partOf({ train, test }: BatchSource, seed: number): LabelledImages {
  return seed < FIRST_SEARCH_SEED ? test : train;
}

/** How many images the episode with seed `seed` has. */
export function batchSize(images: BatchSource, seed: number): number {
  return Math.min(BATCH_IMAGES, partOf(images, seed).count);
}

/** The images of the episode with seed `seed`: BATCH_IMAGES different ones of its part, in the order drawn. */
export function batchOf(images: BatchSource, seed: number): { set: LabelledImages; indices: Uint32Array } {
  const set = partOf(images, seed);
  const random = new Stream(seed, Purpose.batch);
  const order = new Uint32Array(set.count);
  for (let i = 0; i < order.length; i++) order[i] = i;
  // The first steps of a Fisher–Yates shuffle.
  const size = batchSize(images, seed);
  for (let i = 0; i < size; i++) {
    const j = i + random.integer(set.count - i);
    const drawn = order[j];
    order[j] = order[i];
    order[i] = drawn;
  }
  return { set, indices: order.slice(0, size) };
}
