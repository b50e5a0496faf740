/**
 * The numeric functions for tests: the tasks' modules export none of them. A kernel takes the first `pairs` vectors of
 * the scratch buffer to their function values, in place.
 */
import { endOfRows, ensure, forward, layOutNetwork, networkStart, reserveNetwork, reservePlan } from "../../assembly/core/memory";
import {
  Absolute, Activation, Cosine, Gaussian, Inverse, Linear, Relu, Sigmoid, Sine, Step, Tanh,
} from "../../assembly/network/activation";
import { ROW_BYTES, setLaneWeights } from "../../assembly/network/forward";
import { PackedNetwork } from "../../assembly/network/packed";
import * as exponential from "../../assembly/numeric/exponential";
import * as lanes from "../../assembly/numeric/lanes";
import * as sincos from "../../assembly/numeric/sincos";
import * as trigonometry from "../../assembly/numeric/trigonometry";

export * from "./car";
export * from "./encoder";
export * from "./raster";
export * from "./walker";
export { answer } from "../../assembly/core/session";
export { integer, nextU64, normal4, random, seedGenerator, uniform } from "../../assembly/numeric/pcg64";
export { generateState, seedPool } from "../../assembly/numeric/seed-sequence";

const CAPACITY: u32 = 4096;
const scratch: usize = memory.data(4096 * 8, 16);
const quad: usize = memory.data(16, 16);

export function scratchOffset(): usize {
  return scratch;
}

/** How many f64 the scratch buffer holds. */
export function scratchCapacity(): u32 {
  return CAPACITY;
}

function map(kernel: (x: v128) => v128, pairs: u32): void {
  for (let at = scratch, end = scratch + pairs * 16; at < end; at += 16) v128.store(at, kernel(v128.load(at)));
}

export function sinPi(pairs: u32): void {
  map((x: v128): v128 => trigonometry.sinPi<f64>(x), pairs);
}

export function cosPi(pairs: u32): void {
  map((x: v128): v128 => trigonometry.cosPi<f64>(x), pairs);
}

/** Sine of an angle in radians, through halfTurns and reduceAngle. */
export function sin(pairs: u32): void {
  map((angle: v128): v128 => {
    const turns = trigonometry.halfTurns<f64>(angle);
    return trigonometry.sinOf<f64>(trigonometry.reduceAngle<f64>(angle, turns), turns);
  }, pairs);
}

/** Cosine of an angle in radians, through halfTurns and reduceAngle. */
export function cos(pairs: u32): void {
  map((angle: v128): v128 => {
    const turns = trigonometry.halfTurns<f64>(angle);
    return trigonometry.cosOf<f64>(trigonometry.reduceAngle<f64>(angle, turns), turns);
  }, pairs);
}

/** Sines and cosines of `count` float32 angles at the start of the scratch buffer: f32 pairs in the angles' places, f64 wide. */
export function sinCos32(count: u32): void {
  for (let i: u32 = 0; i < count; i += 4) {
    const at = scratch + i * 8;
    const angles = f32x4(
      <f32>load<f64>(at), <f32>load<f64>(at, 8), <f32>load<f64>(at, 16), <f32>load<f64>(at, 24),
    );
    sincos.sinCos(angles);
    const s = sincos.sine;
    const c = sincos.cosine;
    for (let lane: u32 = 0; lane < 4; lane++) {
      store<f32>(at + lane * 8, load32(s, lane));
      store<f32>(at + lane * 8 + 4, load32(c, lane));
    }
  }
}

/** The same, one angle at a time. */
export function sinCosSingly(count: u32): void {
  for (let at = scratch, end = scratch + count * 8; at < end; at += 8) {
    sincos.sinCos1(<f32>load<f64>(at));
    store<f32>(at, sincos.sine1);
    store<f32>(at + 4, sincos.cosine1);
  }
}

function load32(vector: v128, lane: u32): f32 {
  v128.store(quad, vector);
  return load<f32>(quad + lane * 4);
}

export function expOfNegative(pairs: u32): void {
  map((y: v128): v128 => exponential.expOfNegative<f64>(y), pairs);
}

export function tanh(pairs: u32): void {
  map((x: v128): v128 => exponential.tanh<f64>(x), pairs);
}

export function sigmoid(pairs: u32): void {
  map((x: v128): v128 => exponential.sigmoid<f64>(x), pairs);
}

export function log(pairs: u32): void {
  map((x: v128): v128 => exponential.log<f64>(x), pairs);
}

export function roundSmall(pairs: u32): void {
  map((x: v128): v128 => lanes.roundSmall<f64>(x), pairs);
}

/** 1 with the sign that signOfParity gives. */
export function minusOneToThe(pairs: u32): void {
  map((n: v128): v128 => v128.xor(v128.splat<f64>(1), lanes.signOfParity<f64>(n)), pairs);
}

export function powerOfTwo(pairs: u32): void {
  map((n: v128): v128 => lanes.powerOfTwo<f64>(n), pairs);
}

/** Clamps to ±2. */
export function clampToTwo(pairs: u32): void {
  map((x: v128): v128 => lanes.clamp<f64>(x, v128.splat<f64>(2)), pairs);
}

/** laneBits of "the lane is above zero", for the first vector. */
export function positiveLanes(): u32 {
  return lanes.laneBits<f64>(v128.gt<f64>(v128.load(scratch), v128.splat<f64>(0)));
}

function activation(id: u32): (x: v128) => v128 {
  switch (id) {
    case Activation.LINEAR: return (x: v128): v128 => changetype<Linear>(0).apply<f64>(x);
    case Activation.STEP: return (x: v128): v128 => changetype<Step>(0).apply<f64>(x);
    case Activation.SINE: return (x: v128): v128 => changetype<Sine>(0).apply<f64>(x);
    case Activation.GAUSSIAN: return (x: v128): v128 => changetype<Gaussian>(0).apply<f64>(x);
    case Activation.TANH: return (x: v128): v128 => changetype<Tanh>(0).apply<f64>(x);
    case Activation.SIGMOID: return (x: v128): v128 => changetype<Sigmoid>(0).apply<f64>(x);
    case Activation.INVERSE: return (x: v128): v128 => changetype<Inverse>(0).apply<f64>(x);
    case Activation.ABSOLUTE: return (x: v128): v128 => changetype<Absolute>(0).apply<f64>(x);
    case Activation.RELU: return (x: v128): v128 => changetype<Relu>(0).apply<f64>(x);
    case Activation.COSINE: return (x: v128): v128 => changetype<Cosine>(0).apply<f64>(x);
    default: return unreachable();
  }
}

export function activate(id: u32, pairs: u32): void {
  map(activation(id), pairs);
}

/** Makes room for a packed network of any size, of no task; returns where to write it. */
export function openNetwork(bytes: u32): usize {
  reservePlan(0, 0, 1);
  reserveNetwork(bytes);
  return networkStart;
}

/** Checks the network that was written and lays out its rows; `answer` then runs it in lane 0. Returns a NetworkStatus. */
export function prepare(individual: bool): i32 {
  const network = changetype<PackedNetwork>(networkStart);
  return layOutNetwork(network.inputs, network.outputs, 0, 0, individual);
}

/** Lane 0 of node `node`'s value row. */
export function valueOffset(node: u32): usize {
  return forward.values + node * ROW_BYTES;
}

/** Where so many weights are written, f64, that `takeWeights` gives lane 0. */
export function weightsOffset(count: u32): usize {
  const at = endOfRows();
  ensure(at + count * 8);
  return at;
}

export function takeWeights(): void {
  if (forward.individual) setLaneWeights(forward, 0, endOfRows());
  else store<f64>(forward.weights, load<f64>(endOfRows()));
}
