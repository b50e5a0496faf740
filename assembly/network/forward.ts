/**
 * The forward pass over lanes. Values lie as values[node][lane], a row of ROW_BYTES per node, whatever the lane type.
 *
 * `sumInputs` adds up what each node receives from the bias and the inputs; `propagate` adds what it receives from hidden
 * nodes and applies its activation. A shared weight multiplies a node's sum once. Sums are taken in the packed order in
 * both, so that a lane's bits do not depend on how the work was cut.
 */
import { Activation, activate } from "./activation";
import { NETWORK_NODE_BYTES, NETWORK_SOURCE_BYTES, PackedNetwork } from "./packed";

/** A row holds 32 lanes of f64: as many rollouts as run side by side. */
export const ROW_BYTES: u32 = 256;

/** Lanes are worked through in blocks of two vectors, so that a source's address is read once for both. */
export const BLOCK_BYTES: u32 = 32;

/** Where one network's rows are. `individual` says that `weights` is [connection][lane] instead of one row [lane]. */
@unmanaged
export class Forward {
  network: PackedNetwork;
  values: usize;
  sums: usize;
  weights: usize;
  individual: bool;

  /** The rows of the output nodes. */
  // @ts-ignore: decorator
  @inline
  get outputs(): usize {
    return this.values + (this.network.nodes - this.network.outputs) * ROW_BYTES;
  }

  /** The rows of the inputs; the bias has the row before them. */
  // @ts-ignore: decorator
  @inline
  get inputs(): usize {
    return this.values + ROW_BYTES;
  }
}

/** Sets the bias row to one. */
export function prepareForward<T>(forward: Forward): void {
  for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) {
    v128.store(forward.values + offset, v128.splat<T>(<T>1));
  }
}

/** Σ over the sources in [source, end) of values[source] (times its weight, where weights are individual). */
// @ts-ignore: decorator
@inline
function accumulate<T>(sum: v128, values: usize, source: usize, end: usize, weights: usize, individual: bool): v128 {
  for (; source < end; source += NETWORK_SOURCE_BYTES) {
    const value = v128.load(values + load<u32>(source) * ROW_BYTES);
    if (individual) {
      sum = v128.add<T>(sum, v128.mul<T>(value, v128.load(weights)));
      weights += ROW_BYTES;
    } else {
      sum = v128.add<T>(sum, value);
    }
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function sumInputsOf<T>(forward: Forward, bytes: u32, individual: bool): void {
  const network = forward.network;
  const recordsEnd = network.sourceTable;
  let source = recordsEnd;
  let weights = forward.weights;
  let sums = forward.sums;
  for (let record = network.nodeTable; record < recordsEnd; record += NETWORK_NODE_BYTES) {
    const end = source + load<u32>(record, 4) * NETWORK_SOURCE_BYTES;
    for (let offset: u32 = 0; offset < bytes; offset += 16) {
      const sum = accumulate<T>(v128.splat<T>(<T>0), forward.values + offset, source, end, weights + offset, individual);
      v128.store(sums + offset, sum);
    }
    const connections = load<u32>(record, 4) + load<u32>(record, 8);
    source += connections * NETWORK_SOURCE_BYTES;
    if (individual) weights += connections * ROW_BYTES;
    sums += ROW_BYTES;
  }
}

/** Writes, for each computed node, the sum of what bias and inputs bring, over the first `bytes` of a row. */
export function sumInputs<T>(forward: Forward, bytes: u32): void {
  if (forward.individual) sumInputsOf<T>(forward, bytes, true);
  else sumInputsOf<T>(forward, bytes, false);
}

/** One node over all lanes; `activation` is a constant at each call, so that the loop holds one activation's code. */
// @ts-ignore: decorator
@inline
function node<T>(
  activation: u32, forward: Forward, sums: usize, target: usize, source: usize, end: usize, weights: usize, bytes: u32,
  individual: bool,
): void {
  for (let offset: u32 = 0; offset < bytes; offset += 16) {
    let sum = accumulate<T>(
      v128.load(sums + offset), forward.values + offset, source, end, weights + offset, individual,
    );
    if (!individual) sum = v128.mul<T>(sum, v128.load(weights + offset));
    v128.store(target + offset, activate<T>(activation, sum));
  }
}

// @ts-ignore: decorator
@inline
function propagateOf<T>(forward: Forward, bytes: u32, individual: bool): void {
  const network = forward.network;
  const recordsEnd = network.sourceTable;
  let source = recordsEnd;
  let weights = forward.weights;
  let sums = forward.sums;
  let target = forward.values + (network.inputs + 1) * ROW_BYTES;
  for (let record = network.nodeTable; record < recordsEnd; record += NETWORK_NODE_BYTES) {
    const fromInputs = load<u32>(record, 4);
    const fromHidden = load<u32>(record, 8);
    source += fromInputs * NETWORK_SOURCE_BYTES;
    if (individual) weights += fromInputs * ROW_BYTES;
    const end = source + fromHidden * NETWORK_SOURCE_BYTES;
    switch (load<u32>(record)) {
      case Activation.STEP:
        node<T>(Activation.STEP, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.SINE:
        node<T>(Activation.SINE, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.GAUSSIAN:
        node<T>(Activation.GAUSSIAN, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.TANH:
        node<T>(Activation.TANH, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.SIGMOID:
        node<T>(Activation.SIGMOID, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.INVERSE:
        node<T>(Activation.INVERSE, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.ABSOLUTE:
        node<T>(Activation.ABSOLUTE, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.RELU:
        node<T>(Activation.RELU, forward, sums, target, source, end, weights, bytes, individual);
        break;
      case Activation.COSINE:
        node<T>(Activation.COSINE, forward, sums, target, source, end, weights, bytes, individual);
        break;
      default:
        node<T>(Activation.LINEAR, forward, sums, target, source, end, weights, bytes, individual);
    }
    source = end;
    if (individual) weights += fromHidden * ROW_BYTES;
    sums += ROW_BYTES;
    target += ROW_BYTES;
  }
}

/** Computes every hidden and output node from the sums of `sumInputs`, over the first `bytes` of a row. */
export function propagate<T>(forward: Forward, bytes: u32): void {
  if (forward.individual) propagateOf<T>(forward, bytes, true);
  else propagateOf<T>(forward, bytes, false);
}
