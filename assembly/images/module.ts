/** What the wasm of a task of images exports besides: batches of them, their scores, logits and gradients. */
import { Task } from "../chosen-task";
import { beginCall } from "../core/ledger";
import { forward, layOutNetwork, plan } from "../core/memory";
import { taskStatus } from "../core/module";
import { STATUS_OK } from "../core/status";
import { ROW_BYTES as ROW } from "../network/forward";
import {
  BLOCK_IMAGES, blockGradients as gradientsOfBlocks, classify, fillBlocks, lossAdditionGains, predict as predictBatch,
} from "./classify";
import { additionGains, adjoints, batch, gradients, layOutImages, reserveGradients } from "./memory";

export { BLOCK_IMAGES } from "./classify";
export { reserveAdditionGains } from "./memory";

/** Checks the network written at `networkOffset` and lays it out. Returns a status. */
export function prepare(individual: bool): i32 {
  const status = taskStatus();
  return status == STATUS_OK ? layOutNetwork(Task.INPUTS, Task.OUTPUTS, 0, 0, individual) : status;
}

/** Makes room for a batch of up to `images` behind the plan; to draw and to write them is part of its phase. */
export function reserveBatch(images: u32): void {
  beginCall();
  layOutImages(images, Task.INPUTS, Task.OUTPUTS);
}

/** Where a batch's images are written, f32 [image][input]. */
export function imagesOffset(): usize {
  return batch.written;
}

/** Takes the first `images` that were written into the batch. */
export function fillBatch(images: u32): void {
  fillBlocks(batch, images);
}

/** Where an image has its first logit, f32, after `predict`; the next ones follow ROW_BYTES apart. */
export function logitsOffset(image: u32): usize {
  const block = batch.logits + (image / BLOCK_IMAGES) * forward.network.outputs * ROW;
  return block + (image % BLOCK_IMAGES) * sizeof<f32>();
}

/** The batch's labels, u32. */
export function labelsOffset(): usize {
  return batch.labels;
}

/** Runs episodes `from` up to `to` of the plan on the batch, with the prepared network: returns and, for steps, its images. */
export function classifyBatch(from: u32, to: u32): void {
  plan.worstReturn = Task.WORST_RETURN;
  plan.nonFinite = 0;
  classify(forward, plan, batch, from, to);
}

/**
 * The gradients of the batch's blocks at the individual weights of the plan's first episode, with the prepared network: left at
 * `gradientsOffset`, as assembly/images/classify.ts has them.
 * @param images of the whole batch, of which the one that was filled may be a part: whole blocks.
 * @param summed whether one row is to be the sum of all.
 */
export function blockGradients(images: u32, summed: bool): void {
  reserveGradients(summed ? 1 : batch.blockCount);
  gradientsOfBlocks(forward, plan, batch, images, summed, adjoints, gradients);
}

/** f64 [block][the images' cross-entropies, summed; then one number a connection]. */
export function gradientsOffset(): usize {
  return gradients;
}

/**
 * Adds what connections into nodes `from` up to `to` would change at `weight`, which all weights of the plan's first episode are;
 * as many rows have been reserved.
 */
export function addBatchAdditionGains(weight: f64, from: u32, to: u32): void {
  lossAdditionGains(forward, plan, batch, weight, from, to, adjoints, gradients, additionGains);
}

/** f64 [target][source], nodes in packed order: the targets that were reserved. */
export function additionGainsOffset(): usize {
  return additionGains;
}

/** The batch's logits with the weights of `episode`. */
export function predict(episode: u32): void {
  predictBatch(forward, plan, batch, episode);
}
