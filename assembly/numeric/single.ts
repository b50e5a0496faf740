/**
 * The activations' functions over four f32 lanes, with an absolute error of a few units of 2⁻²⁴: for images, of which many
 * pass at once and none feeds back on the next. exp has the polynomial of Cephes' expf (Moshier 1992); sin πx is its Taylor
 * series to the eleventh power on [−1/2, 1/2], which leaves 6e-8.
 */
import { constant } from "./lanes";

const ONE = memory.data<f32>([1]);
const TWO = memory.data<f32>([2]);
const HALF = memory.data<f32>([0.5]);
const ONE_OVER_LN2 = memory.data<f32>([1.44269504]);
const LN2_HIGH = memory.data<f32>([0.693359375]);
const LN2_LOW = memory.data<f32>([-2.12194440e-4]);

/** exp of anything lower is flushed to about 1e-38. */
const LOWEST = memory.data<f32>([-87]);
/** Past this argument tanh(y / 2) and sigmoid(y) no longer change. */
const SATURATED = memory.data<f32>([30]);

/** (exp r − 1 − r) / r². */
const EXP = memory.data<f32>([
  0.50000001201, 0.16666665459, 0.041665795894, 0.0083334519073, 0.0013981999507, 0.00019875691500,
]);

/** sin(πr) / r in powers of r². */
const SIN_PI = memory.data<f32>([
  3.14159265359, -5.16771278005, 2.55016403988, -0.599264529321, 0.0821458866111, -0.00737043094571,
]);

// @ts-ignore: decorator
@inline
function horner6(t: v128, coefficients: usize): v128 {
  let p = v128.load_splat<f32>(coefficients, 20);
  p = v128.add<f32>(v128.mul<f32>(p, t), v128.load_splat<f32>(coefficients, 16));
  p = v128.add<f32>(v128.mul<f32>(p, t), v128.load_splat<f32>(coefficients, 12));
  p = v128.add<f32>(v128.mul<f32>(p, t), v128.load_splat<f32>(coefficients, 8));
  p = v128.add<f32>(v128.mul<f32>(p, t), v128.load_splat<f32>(coefficients, 4));
  return v128.add<f32>(v128.mul<f32>(p, t), v128.load_splat<f32>(coefficients));
}

/** exp(y) for −87 ≤ y ≤ 87. */
// @ts-ignore: decorator
@inline
function exp(y: v128): v128 {
  const n = v128.nearest<f32>(v128.mul<f32>(y, constant<f32>(ONE_OVER_LN2)));
  const high = v128.sub<f32>(y, v128.mul<f32>(n, constant<f32>(LN2_HIGH)));
  const r = v128.sub<f32>(high, v128.mul<f32>(n, constant<f32>(LN2_LOW)));
  const tail = v128.mul<f32>(v128.mul<f32>(r, r), horner6(r, EXP));
  const value = v128.add<f32>(v128.add<f32>(tail, r), constant<f32>(ONE));
  const scale = v128.add<i32>(v128.shl<i32>(v128.trunc_sat<i32>(n), 23), constant<f32>(ONE));
  return v128.mul<f32>(value, scale);
}

/** exp(y) for y ≤ 0. NaN gives NaN. */
// @ts-ignore: decorator
@inline
export function expOfNegative32(y: v128): v128 {
  return exp(v128.pmax<f32>(y, constant<f32>(LOWEST)));
}

/** 1 / (1 + exp(−x)); infinities give 0 and 1, NaN gives NaN. */
// @ts-ignore: decorator
@inline
export function sigmoid32(x: v128): v128 {
  const limit = constant<f32>(SATURATED);
  const y = v128.pmax<f32>(v128.pmin<f32>(v128.neg<f32>(x), limit), v128.neg<f32>(limit));
  const one = constant<f32>(ONE);
  return v128.div<f32>(one, v128.add<f32>(one, exp(y)));
}

/** tanh x = 2 sigmoid(2x) − 1. */
// @ts-ignore: decorator
@inline
export function tanh32(x: v128): v128 {
  const s = sigmoid32(v128.add<f32>(x, x));
  return v128.sub<f32>(v128.mul<f32>(s, constant<f32>(TWO)), constant<f32>(ONE));
}

/** The sign bit alone where the integer `n` is odd. |n| < 2³¹; from 2²⁴ on all are even. */
// @ts-ignore: decorator
@inline
function signOfParity32(n: v128): v128 {
  return v128.shl<i32>(v128.trunc_sat<i32>(n), 31);
}

// @ts-ignore: decorator
@inline
function sinPiReduced(r: v128): v128 {
  return v128.mul<f32>(r, horner6(v128.mul<f32>(r, r), SIN_PI));
}

/** sin(πx). */
// @ts-ignore: decorator
@inline
export function sinPi32(x: v128): v128 {
  const n = v128.nearest<f32>(x);
  return sinPiReduced(v128.xor(v128.sub<f32>(x, n), signOfParity32(n)));
}

/** cos(πx) = ± sin π(1/2 − |r|) with r = x − round(x). */
// @ts-ignore: decorator
@inline
export function cosPi32(x: v128): v128 {
  const n = v128.nearest<f32>(x);
  const r = v128.sub<f32>(constant<f32>(HALF), v128.abs<f32>(v128.sub<f32>(x, n)));
  return sinPiReduced(v128.xor(r, signOfParity32(n)));
}
