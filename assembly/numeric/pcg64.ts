/**
 * PCG64 (XSL-RR 128/64) and the draws that NumPy's default generator makes from it, bit for bit. One generator, seeded
 * anew for each episode. Source: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation" (2014); the use of its bits as NumPy's Generator does.
 */
import { cosOf, halfTurns, reduceAngle, sinOf } from "./trigonometry";
import { log } from "./exponential";
import { generateState, seedPool } from "./seed-sequence";

const MULTIPLIER_HIGH: u64 = 0x2360ed051fc65da4;
const MULTIPLIER_LOW: u64 = 0x4385df649fccf645;

/** 2^−53. */
const UNIT: f64 = 1.1102230246251565e-16;
const TWO_PI: f64 = 6.283185307179586;

let stateHigh: u64 = 0;
let stateLow: u64 = 0;
let incrementHigh: u64 = 0;
let incrementLow: u64 = 0;
let spare: u32 = 0;
let hasSpare: bool = false;

const words: usize = memory.data(8 * 4, 8);

/** The upper 64 bits of the 128-bit product. */
function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const carry = (middle & 0xffffffff) + aLow * bHigh;
  return aHigh * bHigh + (middle >> 32) + (carry >> 32);
}

function addToState(high: u64, low: u64): void {
  const sum = stateLow + low;
  stateHigh += high + u64(sum < low);
  stateLow = sum;
}

function advance(): void {
  const high = multiplyHigh(stateLow, MULTIPLIER_LOW) + stateHigh * MULTIPLIER_LOW + stateLow * MULTIPLIER_HIGH;
  stateLow *= MULTIPLIER_LOW;
  stateHigh = high;
  addToState(incrementHigh, incrementLow);
}

/** Starts the generator as `numpy.random.default_rng(seed)` does. */
export function seedGenerator(seed: u32): void {
  seedPool(seed);
  generateState(words, 8);
  const sequenceHigh = load<u64>(words, 16);
  const sequenceLow = load<u64>(words, 24);
  incrementHigh = (sequenceHigh << 1) | (sequenceLow >> 63);
  incrementLow = (sequenceLow << 1) | 1;
  stateHigh = 0;
  stateLow = 0;
  hasSpare = false;
  advance();
  addToState(load<u64>(words), load<u64>(words, 8));
  advance();
}

export function nextU64(): u64 {
  advance();
  return rotr(stateHigh ^ stateLow, stateHigh >> 58);
}

/** The low half of a 64-bit draw, then its high half. */
function nextU32(): u32 {
  if (hasSpare) {
    hasSpare = false;
    return spare;
  }
  const bits = nextU64();
  spare = u32(bits >> 32);
  hasSpare = true;
  return u32(bits);
}

/** Uniform in [0, 1). */
export function random(): f64 {
  return f64(nextU64() >> 11) * UNIT;
}

/** Uniform in [low, high). */
export function uniform(low: f64, high: f64): f64 {
  return low + (high - low) * random();
}

/** Integers in [low, high), by Lemire's method; high − low must be in 2 … 2³²−1. */
export function integer(low: i32, high: i32): i32 {
  const range = u32(high - low);
  let product = u64(nextU32()) * range;
  if (u32(product) < range) {
    const threshold: u32 = (0 - range) % range;
    while (u32(product) < threshold) product = u64(nextU32()) * range;
  }
  return low + i32(product >> 32);
}

/**
 * Four standard normal draws to `out` by Box and Muller's method: for two pairs (u, v) of uniform draws,
 * √(−2 ln(1 − u)) times cos 2πv, then times sin 2πv.
 */
export function normal4(out: usize): void {
  const u0 = random();
  const v0 = random();
  const u1 = random();
  const v1 = random();
  const u = v128.replace_lane<f64>(v128.splat<f64>(1 - u0), 1, 1 - u1);
  const angle = v128.mul<f64>(v128.replace_lane<f64>(v128.splat<f64>(v0), 1, v1), v128.splat<f64>(TWO_PI));
  const radius = v128.sqrt<f64>(v128.mul<f64>(log<f64>(u), v128.splat<f64>(-2)));
  const turns = halfTurns<f64>(angle);
  const reduced = reduceAngle<f64>(angle, turns);
  const c = v128.mul<f64>(radius, cosOf<f64>(reduced, turns));
  const s = v128.mul<f64>(radius, sinOf<f64>(reduced, turns));
  store<f64>(out, v128.extract_lane<f64>(c, 0));
  store<f64>(out, v128.extract_lane<f64>(s, 0), 8);
  store<f64>(out, v128.extract_lane<f64>(c, 1), 16);
  store<f64>(out, v128.extract_lane<f64>(s, 1), 24);
}
