/**
 * The image loop: one network over a batch of images, a lane an image, with one weight after another. What a node receives
 * from the bias and the pixels does not depend on a shared weight, and is summed once for all of them.
 *
 * A batch is written image by image, and lies in blocks of as many images as a row has lanes: rows of f32, the bias first,
 * then each pixel.
 */
import { beginCall, lanesOfCall, lap, PHASE_FORWARD, PHASE_OBSERVE, PHASE_RESET, PHASE_REWARD, tallyStep } from "../core/ledger";
import { expOfNegative32 } from "../numeric/single";
import { log } from "../numeric/exponential";
import { fillBias, Forward, propagate, ROW_BYTES, sumInputs } from "../network/forward";
import { addAdditionGains, backpropagate } from "./gradient";
import { tallyPasses } from "../network/tally";
import { Plan } from "../core/plan";

/** Images in a block. */
export const BLOCK_IMAGES: u32 = ROW_BYTES / sizeof<f32>();

/** Where a batch is. The last block may be filled in part. */
@unmanaged
export class Batch {
  images: u32;
  /** A multiple of four. */
  inputs: u32;
  /** f32 [image][input], as they are written. */
  written: usize;
  /** f32 [block][bias, then inputs][image of the block]. */
  blocks: usize;
  /** u32, one an image. */
  labels: usize;
  /** f32 [block][class][image of the block], what `predict` leaves. */
  logits: usize;

  // @ts-ignore: decorator
  @inline
  get blockCount(): u32 {
    return (this.images + BLOCK_IMAGES - 1) / BLOCK_IMAGES;
  }

  // @ts-ignore: decorator
  @inline
  get blockBytes(): u32 {
    return (this.inputs + 1) * ROW_BYTES;
  }
}

/** Bytes that a batch takes for its blocks, labels and logits, and for its images as they are written. */
export function batchBytes(images: u32, inputs: u32, classes: u32): usize {
  const blocks = <usize>((images + BLOCK_IMAGES - 1) / BLOCK_IMAGES);
  return blocks * ((2 * inputs + 1 + classes) * ROW_BYTES + BLOCK_IMAGES * sizeof<u32>());
}

/** Lays out a batch of up to `images` from `start` on, and sets its bias rows. */
export function layOutBatch(batch: Batch, start: usize, images: u32, inputs: u32, classes: u32): void {
  batch.images = images;
  batch.inputs = inputs;
  batch.blocks = start;
  batch.logits = start + batch.blockCount * batch.blockBytes;
  batch.labels = batch.logits + batch.blockCount * classes * ROW_BYTES;
  batch.written = batch.labels + batch.blockCount * BLOCK_IMAGES * sizeof<u32>();
  for (let block: u32 = 0; block < batch.blockCount; block++) fillBias<f32>(batch.blocks + block * batch.blockBytes);
}

/**
 * Puts the first `images` that were written into their blocks, four pixels of four images at a time, and clears what they leave of
 * the last block.
 */
export function fillBlocks(batch: Batch, images: u32): void {
  batch.images = images;
  if (images % BLOCK_IMAGES != 0) {
    memory.fill(batch.blocks + (images / BLOCK_IMAGES) * batch.blockBytes + ROW_BYTES, 0, batch.inputs * ROW_BYTES);
  }
  const stride = batch.inputs * sizeof<f32>();
  // Lanes without an image have no adjoint, but 0 · NaN is NaN: what an earlier layout left must not stand in them.
  if (images % 4 != 0) memory.fill(batch.written + images * stride, 0, (4 - (images % 4)) * stride);
  for (let image: u32 = 0; image < batch.images; image += 4) {
    const from = batch.written + image * stride;
    const lane = (image % BLOCK_IMAGES) * sizeof<f32>();
    let to = batch.blocks + (image / BLOCK_IMAGES) * batch.blockBytes + ROW_BYTES + lane;
    for (let offset: u32 = 0; offset < stride; offset += 16) {
      const a = v128.load(from + offset);
      const b = v128.load(from + stride + offset);
      const c = v128.load(from + 2 * stride + offset);
      const d = v128.load(from + 3 * stride + offset);
      const firstOfAB = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const firstOfCD = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const lastOfAB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const lastOfCD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f64>(firstOfAB, firstOfCD, 0, 2));
      v128.store(to + ROW_BYTES, v128.shuffle<f64>(firstOfAB, firstOfCD, 1, 3));
      v128.store(to + 2 * ROW_BYTES, v128.shuffle<f64>(lastOfAB, lastOfCD, 0, 2));
      v128.store(to + 3 * ROW_BYTES, v128.shuffle<f64>(lastOfAB, lastOfCD, 1, 3));
      to += 4 * ROW_BYTES;
    }
  }
  lap(PHASE_RESET);
}

/** Scratch rows: each image's largest logit and the sum of its exponentials, f32. */
const highest: usize = memory.data(256, 16);
const exponentials: usize = memory.data(256, 16);

function loadWeights(forward: Forward, plan: Plan, episode: u32): void {
  if (!forward.individual) {
    const weight = v128.splat<f32>(<f32>load<f64>(plan.weights + episode * sizeof<f64>()));
    for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) v128.store(forward.weights + offset, weight);
    return;
  }
  const connections = forward.network.connections;
  const from = plan.weights + <usize>episode * connections * sizeof<f64>();
  for (let k: u32 = 0; k < connections; k++) {
    store<f32>(forward.weights + k * sizeof<f32>(), <f32>load<f64>(from + k * sizeof<f64>()));
  }
}

/** How far an image's largest logit is above the one of its label. */
// @ts-ignore: decorator
@inline
function lead(logits: usize, labels: usize, lane: u32): f64 {
  const at = lane * sizeof<f32>();
  const chosen = load<f32>(logits + load<u32>(labels + lane * sizeof<u32>()) * ROW_BYTES + at);
  return <f64>(load<f32>(highest + at) - chosen);
}

/** The cross-entropies of the first `count` images of a block, summed: log Σ exp(zⱼ − m) + m − z of the label, m = max zⱼ. */
function crossEntropy(forward: Forward, labels: usize, count: u32): f64 {
  const logits = forward.outputs;
  const classes = forward.network.outputs;
  for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) {
    let high = v128.load(logits + offset);
    for (let j: u32 = 1; j < classes; j++) high = v128.pmax<f32>(high, v128.load(logits + j * ROW_BYTES + offset));
    let sum = v128.splat<f32>(0);
    for (let j: u32 = 0; j < classes; j++) {
      sum = v128.add<f32>(sum, expOfNegative32(v128.sub<f32>(v128.load(logits + j * ROW_BYTES + offset), high)));
    }
    v128.store(highest + offset, high);
    v128.store(exponentials + offset, sum);
  }
  let total: f64 = 0;
  for (let lane: u32 = 0; lane < count; lane += 2) {
    const logarithms = log<f64>(f64x2.promote_low_f32x4(v128.load64_zero(exponentials + lane * sizeof<f32>())));
    // The largest logit contributes one; `log` is for numbers.
    if (!(load<f32>(exponentials + lane * sizeof<f32>()) >= 1)) return NaN;
    total += v128.extract_lane<f64>(logarithms, 0) + lead(logits, labels, lane);
    if (lane + 1 == count) break;
    if (!(load<f32>(exponentials + lane * sizeof<f32>(), 4) >= 1)) return NaN;
    total += v128.extract_lane<f64>(logarithms, 1) + lead(logits, labels, lane + 1);
  }
  return total;
}

/** Runs episodes `from` up to `to` of the plan, each with its weights on the whole batch. */
export function classify(forward: Forward, plan: Plan, batch: Batch, from: u32, to: u32): void {
  beginCall();
  for (let episode = from; episode < to; episode++) store<f64>(plan.returns + episode * sizeof<f64>(), 0);
  for (let block: u32 = 0; block < batch.blockCount; block++) {
    const count = min(batch.images - block * BLOCK_IMAGES, BLOCK_IMAGES);
    forward.sources = batch.blocks + block * batch.blockBytes;
    lap(PHASE_OBSERVE);
    if (!forward.individual) sumInputs(forward, 0, ROW_BYTES);
    for (let episode = from; episode < to; episode++) {
      loadWeights(forward, plan, episode);
      if (forward.individual) sumInputs(forward, 0, ROW_BYTES);
      propagate(forward, 0, ROW_BYTES);
      lap(PHASE_FORWARD);
      const loss = crossEntropy(forward, batch.labels + block * BLOCK_IMAGES * sizeof<u32>(), count);
      const at = plan.returns + episode * sizeof<f64>();
      store<f64>(at, load<f64>(at) - loss);
      lap(PHASE_REWARD);
      tallyStep(count, BLOCK_IMAGES);
    }
  }
  for (let episode = from; episode < to; episode++) {
    const at = plan.returns + episode * sizeof<f64>();
    const mean = load<f64>(at) / batch.images;
    if (!isFinite(mean)) plan.nonFinite++;
    store<f64>(at, isFinite(mean) ? mean : plan.worstReturn);
    store<u32>(plan.steps + episode * 4, batch.images);
  }
  tallyPasses(forward, lanesOfCall());
}

/** dL/dz of the outputs for the first `count` images of a block: the softmax less one at the label, over all images. */
function outputAdjoints(forward: Forward, labels: usize, count: u32, images: u32, adjoints: usize): void {
  const logits = forward.outputs;
  const classes = forward.network.outputs;
  const share: f32 = <f32>1 / <f32>images;
  for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) {
    const high = v128.load(highest + offset);
    const scale = v128.div<f32>(v128.splat<f32>(share), v128.load(exponentials + offset));
    for (let j: u32 = 0; j < classes; j++) {
      const e = expOfNegative32(v128.sub<f32>(v128.load(logits + j * ROW_BYTES + offset), high));
      v128.store(adjoints + j * ROW_BYTES + offset, v128.mul<f32>(e, scale));
    }
  }
  for (let lane: u32 = 0; lane < BLOCK_IMAGES; lane++) {
    const at = adjoints + lane * sizeof<f32>();
    if (lane < count) {
      const own = at + load<u32>(labels + lane * sizeof<u32>()) * ROW_BYTES;
      store<f32>(own, load<f32>(own) - share);
    } else {
      for (let j: u32 = 0; j < classes; j++) store<f32>(at + j * ROW_BYTES, 0);
    }
  }
}

/**
 * A block's cross-entropies at the individual weights that are loaded, summed.
 * @param images of the whole batch.
 * @param adjoints scratch rows [node], which hold dL/dx afterwards, L the whole batch's mean.
 * @param gradient f64 [connection], added to: once by each block.
 */
function reverseBlock(forward: Forward, batch: Batch, block: u32, images: u32, adjoints: usize, gradient: usize): f64 {
  const network = forward.network;
  const count = min(batch.images - block * BLOCK_IMAGES, BLOCK_IMAGES);
  const labels = batch.labels + block * BLOCK_IMAGES * sizeof<u32>();
  forward.sources = batch.blocks + block * batch.blockBytes;
  sumInputs(forward, 0, ROW_BYTES);
  propagate(forward, 0, ROW_BYTES);
  const loss = crossEntropy(forward, labels, count);
  outputAdjoints(forward, labels, count, images, adjoints + (network.nodes - network.outputs) * ROW_BYTES);
  backpropagate(forward, adjoints, gradient);
  return loss;
}

/** Bytes of a row of `blockGradients`. */
export function blockGradientBytes(connections: u32): u32 {
  return (1 + connections) * sizeof<f64>();
}

/**
 * What each block of `batch` gives at the individual weights of the plan's first episode. Rows of f64, [block]:
 *
 *     | cross-entropies of the block's images, summed | gradient: what the block adds to it, one a connection |
 *      0                                               8
 *
 * Summed in the order of blocks, the gradients are that of the whole batch's mean, the same bits whoever computed them.
 * @param images of the whole batch, of which `batch` may hold a part.
 * @param summed whether one row is to be the sum of all, as it may where these are the whole batch's first blocks.
 * @param adjoints scratch rows [node].
 * @param rows overwritten.
 */
export function blockGradients(
  forward: Forward, plan: Plan, batch: Batch, images: u32, summed: bool, adjoints: usize, rows: usize,
): void {
  const bytes = blockGradientBytes(forward.network.connections);
  memory.fill(rows, 0, (summed ? 1 : batch.blockCount) * bytes);
  loadWeights(forward, plan, 0);
  for (let block: u32 = 0; block < batch.blockCount; block++) {
    const row = summed ? rows : rows + block * bytes;
    const loss = reverseBlock(forward, batch, block, images, adjoints, row + sizeof<f64>());
    store<f64>(row, load<f64>(row) + loss);
  }
}

/**
 * Adds what connections into nodes `from` up to `to` would change, `weight` being all weights of the plan's first episode.
 * @param adjoints scratch rows [node].
 * @param gradient scratch, f64 [connection].
 * @param additionGains f64 [target from `from` on][source].
 */
export function lossAdditionGains(
  forward: Forward,
  plan: Plan,
  batch: Batch,
  weight: f64,
  from: u32,
  to: u32,
  adjoints: usize,
  gradient: usize,
  additionGains: usize,
): void {
  loadWeights(forward, plan, 0);
  for (let block: u32 = 0; block < batch.blockCount; block++) {
    reverseBlock(forward, batch, block, batch.images, adjoints, gradient);
    addAdditionGains(forward, adjoints, weight, batch.images, from, to, additionGains);
  }
}

/** The batch's logits with the weights of `episode`. */
export function predict(forward: Forward, plan: Plan, batch: Batch, episode: u32): void {
  const bytes = forward.network.outputs * ROW_BYTES;
  loadWeights(forward, plan, episode);
  for (let block: u32 = 0; block < batch.blockCount; block++) {
    forward.sources = batch.blocks + block * batch.blockBytes;
    sumInputs(forward, 0, ROW_BYTES);
    propagate(forward, 0, ROW_BYTES);
    memory.copy(batch.logits + block * bytes, forward.outputs, bytes);
  }
}
