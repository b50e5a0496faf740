/**
 * The forward pass over lanes. Values lie as values[node][lane], a row of ROW_BYTES per node, whatever the lane type.
 *
 * `pass` is a whole forward pass, of rollouts. Of images, `sumInputs` adds up what each node receives from the bias and the inputs, once
 * for all shared weights; `propagate` adds what it receives from hidden nodes and applies its activation. A shared weight multiplies a
 * node's sum once. Sums are taken in the packed order, so that a lane's bits do not depend on how the work was cut.
 */
import {
  Absolute, Activation, Cosine, Gaussian, Inverse, Linear, Relu, Sigmoid, Sine, Step, Tanh,
} from "./activation";
import { NETWORK_NODE_BYTES, NETWORK_SOURCE_BYTES, PackedNetwork } from "./packed";

/** A row holds 32 lanes of f64, as many rollouts as run side by side, or 64 of f32, images. */
export const ROW_BYTES: u32 = 256;

/** Lanes are worked through in blocks of two vectors, so that a source's address is read once for both. */
export const BLOCK_BYTES: u32 = 32;

/** Rollouts that run side by side. */
export const LANES: u32 = ROW_BYTES / sizeof<f64>();

/**
 * Where one network's rows are. `individual` says that `weights` is [node][block of lanes][connection][lane of the block], which a pass goes
 * through from end to end, instead of one row [lane].
 */
@unmanaged
export class Forward {
  network: PackedNetwork;
  values: usize;
  /** The rows of bias and inputs: the first of `values`, unless they lie elsewhere. */
  sources: usize;
  sums: usize;
  weights: usize;
  individual: bool;
  /** Of one of many networks that share the lanes: how many it has. */
  lanes: u32;

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
    return this.sources + ROW_BYTES;
  }
}

/** Gives a lane the individual weights at `from`, f64 in packed order. */
export function setLaneWeights(forward: Forward, lane: u32, from: usize): void {
  const network = forward.network;
  let rows = forward.weights;
  for (let record = network.nodeTable; record < network.sourceTable; record += NETWORK_NODE_BYTES) {
    const connections = load<u32>(record, 4) + load<u32>(record, 8);
    let to = rows + column(lane, connections);
    for (let k: u32 = 0; k < connections; k++, to += BLOCK_BYTES, from += sizeof<f64>()) store<f64>(to, load<f64>(from));
    rows += connections * ROW_BYTES;
  }
}

/** Gives lane `to` the individual weights of lane `from`. */
export function copyLaneWeights(forward: Forward, to: u32, from: u32): void {
  const network = forward.network;
  let rows = forward.weights;
  for (let record = network.nodeTable; record < network.sourceTable; record += NETWORK_NODE_BYTES) {
    const connections = load<u32>(record, 4) + load<u32>(record, 8);
    const target = rows + column(to, connections);
    const source = rows + column(from, connections);
    for (let at: u32 = 0; at < connections * BLOCK_BYTES; at += BLOCK_BYTES) store<f64>(target + at, load<f64>(source + at));
    rows += connections * ROW_BYTES;
  }
}

/** Where a lane's weights of a node with so many connections begin. */
// @ts-ignore: decorator
@inline
function column(lane: u32, connections: u32): usize {
  const offset = lane * sizeof<f64>();
  const inBlock = offset % BLOCK_BYTES;
  return (offset - inBlock) * connections + inBlock;
}

/** Sets the bias row to one. */
export function fillBias<T>(row: usize): void {
  for (let offset: u32 = 0; offset < ROW_BYTES; offset += 16) v128.store(row + offset, v128.splat<T>(<T>1));
}

/*
 * The weight layouts, as type parameters of the kernels: `term` is what a source adds to a sum, `finish` what is done
 * to the whole sum, `stride` how far the weights of neighbouring connections are apart, `half` how far those of a block's second vector
 * are from its first's; and of a node with so many connections, `at` how far on the weights of the block at an offset lie, `size` how far
 * the next node's.
 */

@final
@unmanaged
class SharedWeight {
  // @ts-ignore: decorator
  @inline
  term<T>(value: v128, weight: usize): v128 {
    return value;
  }

  // @ts-ignore: decorator
  @inline
  finish<T>(sum: v128, weight: usize): v128 {
    return v128.mul<T>(sum, v128.load(weight));
  }

  // @ts-ignore: decorator
  @inline
  at(offset: u32, _connections: u32): u32 {
    return offset;
  }

  // @ts-ignore: decorator
  @inline
  size(_connections: u32): u32 {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  get half(): u32 {
    return 16;
  }

  // @ts-ignore: decorator
  @inline
  get stride(): u32 {
    return 0;
  }
}

@final
@unmanaged
class IndividualWeights {
  // @ts-ignore: decorator
  @inline
  term<T>(value: v128, weight: usize): v128 {
    return v128.mul<T>(value, v128.load(weight));
  }

  // @ts-ignore: decorator
  @inline
  finish<T>(sum: v128, weight: usize): v128 {
    return sum;
  }

  // @ts-ignore: decorator
  @inline
  at(offset: u32, connections: u32): u32 {
    return offset * connections;
  }

  // @ts-ignore: decorator
  @inline
  size(connections: u32): u32 {
    return connections * ROW_BYTES;
  }

  // @ts-ignore: decorator
  @inline
  get half(): u32 {
    return 16;
  }

  // @ts-ignore: decorator
  @inline
  get stride(): u32 {
    return BLOCK_BYTES;
  }
}

/** Individual weights that all lanes have in common, [connection]: of f32 lanes, which are images. */
@final
@unmanaged
class CommonWeights {
  // @ts-ignore: decorator
  @inline
  term<T>(value: v128, weight: usize): v128 {
    return v128.mul<T>(value, v128.load_splat<T>(weight));
  }

  // @ts-ignore: decorator
  @inline
  finish<T>(sum: v128, weight: usize): v128 {
    return sum;
  }

  // @ts-ignore: decorator
  @inline
  at(_offset: u32, _connections: u32): u32 {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  size(connections: u32): u32 {
    return connections * sizeof<f32>();
  }

  // @ts-ignore: decorator
  @inline
  get half(): u32 {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  get stride(): u32 {
    return sizeof<f32>();
  }
}

/** A row of zeros: the sums to start from where there are none yet. */
const ZEROS: usize = memory.data(ROW_BYTES, 16);

/** Sources that are added at once: more addresses than these and the rest are not held in registers. */
const AT_ONCE: u32 = 4;

// @ts-ignore: decorator
@inline
function rowOf(values: usize, source: usize): usize {
  return values + load<u32>(source) * ROW_BYTES;
}

/**
 * Adds what `count` sources from `source` on bring, at most AT_ONCE, to the sums in row `start`, and writes them to row `target`: as
 * they are, or, where these are a node's last sources, what its activation makes of them.
 */
// @ts-ignore: decorator
@inline
function addSources<T, A, W>(
  count: u32, last: bool,
  values: usize, start: usize, target: usize, source: usize, weights: usize, connections: u32, from: u32, to: u32,
): void {
  const layout = changetype<W>(0);
  const first = rowOf(values, source);
  const second = count > 1 ? rowOf(values, source + NETWORK_SOURCE_BYTES) : 0;
  const third = count > 2 ? rowOf(values, source + 2 * NETWORK_SOURCE_BYTES) : 0;
  const fourth = count > 3 ? rowOf(values, source + 3 * NETWORK_SOURCE_BYTES) : 0;
  for (let offset = from; offset < to; offset += BLOCK_BYTES) {
    let a = v128.load(start + offset);
    let b = v128.load(start + offset, 16);
    let weight = weights + layout.at(offset, connections);
    a = v128.add<T>(a, layout.term<T>(v128.load(first + offset), weight));
    b = v128.add<T>(b, layout.term<T>(v128.load(first + offset, 16), weight + layout.half));
    if (count > 1) {
      weight += layout.stride;
      a = v128.add<T>(a, layout.term<T>(v128.load(second + offset), weight));
      b = v128.add<T>(b, layout.term<T>(v128.load(second + offset, 16), weight + layout.half));
    }
    if (count > 2) {
      weight += layout.stride;
      a = v128.add<T>(a, layout.term<T>(v128.load(third + offset), weight));
      b = v128.add<T>(b, layout.term<T>(v128.load(third + offset, 16), weight + layout.half));
    }
    if (count > 3) {
      weight += layout.stride;
      a = v128.add<T>(a, layout.term<T>(v128.load(fourth + offset), weight));
      b = v128.add<T>(b, layout.term<T>(v128.load(fourth + offset, 16), weight + layout.half));
    }
    if (last) {
      a = changetype<A>(0).apply<T>(layout.finish<T>(a, weight));
      b = changetype<A>(0).apply<T>(layout.finish<T>(b, weight + 16));
    }
    v128.store(target + offset, a);
    v128.store(target + offset, b, 16);
  }
}

/**
 * One node over the bytes of a row from `from` to `to`: to the sums in row `start` adds what the sources in [source, end) bring, one at
 * least, and writes what `addSources` makes of them to row `target`. `weights` are those of a node with so many `connections` from the
 * first of these sources on.
 */
// @ts-ignore: decorator
@inline
function addAll<T, A, W>(
  last: bool,
  values: usize, start: usize, target: usize, source: usize, end: usize, weights: usize, connections: u32, from: u32, to: u32,
): void {
  while (end - source > AT_ONCE * NETWORK_SOURCE_BYTES) {
    addSources<T, Linear, W>(AT_ONCE, false, values, start, target, source, weights, connections, from, to);
    start = target;
    source += AT_ONCE * NETWORK_SOURCE_BYTES;
    weights += AT_ONCE * changetype<W>(0).stride;
  }
  switch ((end - source) / NETWORK_SOURCE_BYTES) {
    case 1:
      addSources<T, A, W>(1, last, values, start, target, source, weights, connections, from, to);
      break;
    case 2:
      addSources<T, A, W>(2, last, values, start, target, source, weights, connections, from, to);
      break;
    case 3:
      addSources<T, A, W>(3, last, values, start, target, source, weights, connections, from, to);
      break;
    default:
      addSources<T, A, W>(AT_ONCE, last, values, start, target, source, weights, connections, from, to);
  }
}

function sum<T, W>(
  values: usize, start: usize, target: usize, source: usize, end: usize, weights: usize, connections: u32, from: u32, to: u32,
): void {
  addAll<T, Linear, W>(false, values, start, target, source, end, weights, connections, from, to);
}

/** A node whose activation costs so little that its sums are not worth a way through memory. */
// @ts-ignore: decorator
@inline
function light<T, A, W>(
  values: usize, start: usize, target: usize, source: usize, end: usize, weights: usize, connections: u32,
  shared: usize, from: u32, to: u32,
): void {
  if (source == end) activate<T, A, W>(start, target, shared, from, to);
  else addAll<T, A, W>(true, values, start, target, source, end, weights, connections, from, to);
}

/** Any other: a loop for its sums, and one for what becomes of them. */
// @ts-ignore: decorator
@inline
function heavy<T, A, W>(
  values: usize, start: usize, target: usize, source: usize, end: usize, weights: usize, connections: u32,
  shared: usize, from: u32, to: u32,
): void {
  let sums = start;
  if (source < end) {
    sum<T, W>(values, start, target, source, end, weights, connections, from, to);
    sums = target;
  }
  activate<T, A, W>(sums, target, shared, from, to);
}

/** Writes the activation of the sums in row `sums` to row `target`. */
// @ts-ignore: decorator
@inline
function activate<T, A, W>(sums: usize, target: usize, weights: usize, from: u32, to: u32): void {
  const layout = changetype<W>(0);
  for (let offset = from; offset < to; offset += BLOCK_BYTES) {
    const weight = weights + offset;
    const a = layout.finish<T>(v128.load(sums + offset), weight);
    const b = layout.finish<T>(v128.load(sums + offset, 16), weight + 16);
    v128.store(target + offset, changetype<A>(0).apply<T>(a));
    v128.store(target + offset, changetype<A>(0).apply<T>(b), 16);
  }
}

function sumInputsWith<W>(forward: Forward, from: u32, to: u32): void {
  const network = forward.network;
  const recordsEnd = network.sourceTable;
  const values = forward.sources;
  let source = recordsEnd;
  let weights = forward.weights;
  let sums = forward.sums;
  for (let record = network.nodeTable; record < recordsEnd; record += NETWORK_NODE_BYTES) {
    const fromInputs = load<u32>(record, 4);
    const connections = fromInputs + load<u32>(record, 8);
    if (fromInputs > 0) {
      sum<f32, W>(values, ZEROS, sums, source, source + fromInputs * NETWORK_SOURCE_BYTES, weights, connections, from, to);
    }
    source += connections * NETWORK_SOURCE_BYTES;
    weights += changetype<W>(0).size(connections);
    sums += ROW_BYTES;
  }
}

/** Writes, for each computed node that hears bias or inputs, the sum of what they bring: in the lanes of f32 from `from` to `to` of the rows' bytes, whole blocks. */
export function sumInputs(forward: Forward, from: u32, to: u32): void {
  if (forward.individual) sumInputsWith<CommonWeights>(forward, from, to);
  else sumInputsWith<SharedWeight>(forward, from, to);
}

/** @param all whether bias and inputs are still to be added; else their sums are there. */
// @ts-ignore: decorator
@inline
function computeNodes<T, W>(forward: Forward, all: bool, from: u32, to: u32): void {
  const network = forward.network;
  const recordsEnd = network.sourceTable;
  const values = forward.values;
  const shared = forward.weights;
  let source = recordsEnd;
  let weights = forward.weights;
  let sums = forward.sums;
  let target = values + (network.inputs + 1) * ROW_BYTES;
  for (let record = network.nodeTable; record < recordsEnd; record += NETWORK_NODE_BYTES) {
    const fromInputs = load<u32>(record, 4);
    const fromHidden = load<u32>(record, 8);
    const connections = fromInputs + fromHidden;
    const end = source + connections * NETWORK_SOURCE_BYTES;
    let start = ZEROS;
    let own = weights;
    if (!all) {
      source += fromInputs * NETWORK_SOURCE_BYTES;
      own += fromInputs * changetype<W>(0).stride;
      if (fromInputs > 0) start = sums;
    }
    switch (load<u32>(record)) {
      case Activation.STEP:
        light<T, Step, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.SINE:
        heavy<T, Sine, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.GAUSSIAN:
        heavy<T, Gaussian, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.TANH:
        heavy<T, Tanh, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.SIGMOID:
        heavy<T, Sigmoid, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.INVERSE:
        light<T, Inverse, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.ABSOLUTE:
        heavy<T, Absolute, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.RELU:
        heavy<T, Relu, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      case Activation.COSINE:
        heavy<T, Cosine, W>(values, start, target, source, end, own, connections, shared, from, to);
        break;
      default:
        light<T, Linear, W>(values, start, target, source, end, own, connections, shared, from, to);
    }
    source = end;
    weights += changetype<W>(0).size(connections);
    sums += ROW_BYTES;
    target += ROW_BYTES;
  }
}

function propagateWith<W>(forward: Forward, from: u32, to: u32): void {
  computeNodes<f32, W>(forward, false, from, to);
}

function passWith<W>(forward: Forward, from: u32, to: u32): void {
  computeNodes<f64, W>(forward, true, from, to);
}

/** Computes every hidden and output node from the sums of `sumInputs`, in the same lanes. */
export function propagate(forward: Forward, from: u32, to: u32): void {
  if (forward.individual) propagateWith<CommonWeights>(forward, from, to);
  else propagateWith<SharedWeight>(forward, from, to);
}

/** Computes every hidden and output node of f64 lanes, whose bias and inputs are the first of the values, from `from` to `to` of the rows' bytes, whole blocks. */
export function pass(forward: Forward, from: u32, to: u32): void {
  if (forward.individual) passWith<IndividualWeights>(forward, from, to);
  else passWith<SharedWeight>(forward, from, to);
}
