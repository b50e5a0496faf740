/**
 * Gradients that are computed in parts, by as many threads, and put together with the bits of one: the loss and the gradient are
 * sums over blocks of images, added in the order of blocks; additionGains are rows, one a target, of which each part has some.
 */
import { batchSize } from "../images/batch.js";
import type { BatchSource } from "../images/image-set.js";
import type { Gradients, LossGradient } from "./evaluator.js";

/** Fewer images are not worth a message of their own: two blocks. */
const LEAST_IMAGES = 128;

/** One of `of` parts of the same work: `index` is 0 … of − 1. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** What computes parts: a `Kernel`, or threads with a kernel each. */
export interface PartialGradients {
  /**
   * Rows of f64, a block each: its loss, summed over its images, then one number a connection. Of the first part, one row: the sum
   * of its blocks in their order.
   */
  blockGradients(
    network: Uint32Array,
    weights: Float64Array,
    seed: number,
    part: Part,
  ): Float64Array | Promise<Float64Array>;
  /** Rows of f64, a target each: one number a node. */
  additionGainRows(
    network: Uint32Array,
    sharedWeights: readonly number[],
    seed: number,
    part: Part,
  ): Float64Array | Promise<Float64Array>;
}

/** Gradients that `source` computes in up to `most` parts at once. */
export function gradientsInParts(most: number, source: PartialGradients, images: BatchSource): Gradients {
  const parts = (count: number) => Array.from({ length: count }, (_, index): Part => ({ index, of: count }));
  return {
    async gradient(network, weights, seed) {
      const size = batchSize(images, seed);
      const count = Math.max(1, Math.min(most, Math.floor(size / LEAST_IMAGES)));
      const rows = parts(count).map((part) => source.blockGradients(network, weights, seed, part));
      return addBlocks(await Promise.all(rows), weights.length, size);
    },
    async additionGains(network, sharedWeights, seed) {
      const [, , inputs, , nodes] = network;
      const count = Math.max(1, Math.min(most, nodes - inputs - 1));
      const rows = parts(count).map((part) => source.additionGainRows(network, sharedWeights, seed, part));
      return joinRows(await Promise.all(rows), network);
    },
  };
}

/** Which of `count` things, in order, are a part's: from the first number up to the second. */
export function shareOf(count: number, { index, of }: Part): [from: number, to: number] {
  return [Math.floor((count * index) / of), Math.floor((count * (index + 1)) / of)];
}

/** Which targets of a packed network are a part's: every part has about as many pairs of a source and a target. */
export function targetsOf(network: Uint32Array, { index, of }: Part): [from: number, to: number] {
  const [, , inputs, outputs, nodes] = network;
  // pairsBefore[i]: the pairs of the first i targets.
  const pairsBefore = [0];
  let pairs = 0;
  for (let target = inputs + 1; target < nodes; target++) {
    pairs += Math.min(target, nodes - outputs);
    pairsBefore.push(pairs);
  }
  const start = (part: number) => inputs + 1 + pairsBefore.findIndex((before) => before * of >= pairs * part);
  return [start(index), start(index + 1)];
}

/**
 * Adds up the rows of a batch's blocks.
 * @param parts their rows, in order.
 * @param images of the batch.
 */
function addBlocks(parts: readonly Float64Array[], connections: number, images: number): LossGradient {
  const gradient = new Float64Array(connections);
  let loss = 0;
  for (const rows of parts) {
    for (let row = 0; row < rows.length; row += 1 + connections) {
      loss += rows[row];
      for (let k = 0; k < connections; k++) gradient[k] += rows[row + 1 + k];
    }
  }
  return { loss: loss / images, gradient };
}

/** All targets' additionGains, of which `parts` have those of computed nodes, in order. */
function joinRows(parts: readonly Float64Array[], network: Uint32Array): Float64Array {
  const [, , inputs, , nodes] = network;
  const additionGains = new Float64Array(nodes * nodes);
  let at = (inputs + 1) * nodes;
  for (const rows of parts) {
    additionGains.set(rows, at);
    at += rows.length;
  }
  return additionGains;
}
