/** Where a batch of images lies, and what gradients need behind the prepared network's rows. */
import { aligned, ensure, forward, reserveBehindPlan } from "../core/memory";
import { ROW_BYTES } from "../network/forward";
import { Batch, batchBytes, blockGradientBytes, layOutBatch } from "./classify";

export const batch = changetype<Batch>(memory.data(offsetof<Batch>(), 8));

/** Makes room for a batch of images behind the plan. */
export function layOutImages(images: u32, inputs: u32, classes: u32): void {
  layOutBatch(batch, reserveBehindPlan(batchBytes(images, inputs, classes)), images, inputs, classes);
}

/**
 * Behind the prepared network's rows: rows of adjoints [node]; what blocks give, f64 [block][loss, then connection]; and addition
 * gains, f64 [target node][source node].
 */
export let adjoints: usize = 0;
export let gradients: usize = 0;
export let additionGains: usize = 0;

/** Makes room for the gradients of `blocks` blocks with the prepared network. */
export function reserveGradients(blocks: u32): void {
  const nodes = forward.network.nodes;
  const connections = forward.network.connections;
  adjoints = forward.weights + (forward.individual ? <usize>connections : 1) * ROW_BYTES;
  gradients = adjoints + <usize>nodes * ROW_BYTES;
  additionGains = gradients + aligned(<usize>blocks * blockGradientBytes(connections));
  ensure(additionGains);
}

/** Makes room for `targets` rows of addition gains, all zero, and for a block's gradient. */
export function reserveAdditionGains(targets: u32): void {
  reserveGradients(1);
  const bytes = <usize>targets * forward.network.nodes * sizeof<f64>();
  ensure(additionGains + bytes);
  memory.fill(additionGains, 0, bytes);
}
