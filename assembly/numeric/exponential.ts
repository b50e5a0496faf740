/**
 * exp, tanh, the logistic sigmoid and log over lanes.
 *
 * exp(y) = 2^n · exp(r) with n = round(y / ln 2). exp(r) is the rational form that fdlibm's e_exp.c describes: with
 * c = r − r² P(r²), exp(r) = 1 + 2r / (2 − c), so that with d = 2 − c, exp(y) = 2^n (2r + d) / d. tanh and sigmoid are
 * quotients of the same parts and need no second division. P is a minimax fit by Remez exchange to 2.6e-15, which leaves
 * exp(r) within 4e-16.
 */
import { clamp, constant, powerOfTwo, roundSmall } from "./lanes";

const ONE = memory.data<f64>([1]);
const TWO = memory.data<f64>([2]);
const LN2 = memory.data<f64>([0.6931471805599453]);
const ONE_OVER_LN2 = memory.data<f64>([1.4426950408889634]);
const LN2_HIGH = memory.data<f64>([0.6931471803691238]);
const LN2_LOW = memory.data<f64>([1.9082149292705877e-10]);

/** Past this argument tanh(y / 2) and sigmoid(y) are constant to the last bit that the error bound counts. */
const SATURATED = memory.data<f64>([40]);

/** exp of anything lower is below 3.4e-308: the result is flushed there instead of going denormal. */
const LOWEST = memory.data<f64>([-708]);

const P = memory.data<f64>([
  0.1666666666660157, -0.0027777777261201436, 6.613629153566284e-5, -1.6410346843143768e-6,
]);

/** (log((1+s)/(1−s)) − 2s) / s³ in powers of s², minimax to 4.1e-17. */
const LOG = memory.data<f64>([
  0.6666666666650428, 0.40000000085280935, 0.2857141255249545, 0.22223659484867225, 0.18115234496633473,
  0.16912615217001878,
]);

const EXPONENT_BITS: i64 = 0x7ff0000000000000;
const MANTISSA_BITS: i64 = 0x000fffffffffffff;
const ONE_BITS: i64 = 0x3ff0000000000000;
const SQRT2: f64 = 1.4142135623730951;

// @ts-ignore: decorator
@inline
function exponent<T>(y: v128): v128 {
  return roundSmall<T>(v128.mul<T>(y, constant<T>(ONE_OVER_LN2)));
}

// @ts-ignore: decorator
@inline
function remainder<T>(y: v128, n: v128): v128 {
  return v128.sub<T>(y, v128.mul<T>(n, constant<T>(LN2)));
}

/** d = 2 − r + r² P(r²). */
// @ts-ignore: decorator
@inline
function denominator<T>(r: v128): v128 {
  const t = v128.mul<T>(r, r);
  let p = v128.load_splat<T>(P, 3 * sizeof<T>());
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(P, 2 * sizeof<T>()));
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(P, sizeof<T>()));
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(P));
  return v128.add<T>(v128.sub<T>(constant<T>(TWO), r), v128.mul<T>(p, t));
}

/**
 * exp(y) for y ≤ 0, absolute error at most 1e-15. (The remainder is taken with one rounded ln 2: its error grows as |y|
 * while exp(y) falls faster.) NaN gives NaN, −∞ gives a number below 1e-307.
 */
// @ts-ignore: decorator
@inline
export function expOfNegative<T>(y: v128): v128 {
  const held = v128.pmax<T>(y, constant<T>(LOWEST));
  const n = exponent<T>(held);
  const r = remainder<T>(held, n);
  const d = denominator<T>(r);
  const e = v128.mul<T>(powerOfTwo<T>(n), v128.add<T>(v128.add<T>(r, r), d));
  return v128.div<T>(e, d);
}

/**
 * tanh(x), absolute error at most 1e-15 and relative error at most 1e-14; infinities give ±1, NaN gives NaN. With
 * y = 2x and E = exp(y) − 1 = (2^n 2r + (2^n − 1) d) / d, tanh = E / (E + 2); E keeps its accuracy near zero.
 */
// @ts-ignore: decorator
@inline
export function tanh<T>(x: v128): v128 {
  const y = clamp<T>(v128.add<T>(x, x), constant<T>(SATURATED));
  const n = exponent<T>(y);
  const r = remainder<T>(y, n);
  const d = denominator<T>(r);
  const scale = powerOfTwo<T>(n);
  const numerator = v128.add<T>(
    v128.mul<T>(scale, v128.add<T>(r, r)),
    v128.mul<T>(v128.sub<T>(scale, constant<T>(ONE)), d),
  );
  return v128.div<T>(numerator, v128.add<T>(numerator, v128.add<T>(d, d)));
}

/** 1 / (1 + exp(−x)), the same function as (tanh(x/2) + 1) / 2, absolute error at most 1e-15. */
// @ts-ignore: decorator
@inline
export function sigmoid<T>(x: v128): v128 {
  const y = clamp<T>(x, constant<T>(SATURATED));
  const n = exponent<T>(y);
  const r = remainder<T>(y, n);
  const d = denominator<T>(r);
  const e = v128.mul<T>(powerOfTwo<T>(n), v128.add<T>(v128.add<T>(r, r), d));
  return v128.div<T>(e, v128.add<T>(e, d));
}

/**
 * log(x) for normal x > 0, relative error at most 1e-15 away from 1 and absolute error at most 1e-16 near it. f64 lanes only.
 * x = 2^k m with m in [√½, √2); with s = (m − 1)/(m + 1), log m = 2s + s³ R(s²).
 */
// @ts-ignore: decorator
@inline
export function log<T>(x: v128): v128 {
  if (sizeof<T>() != 8) ERROR("log: only f64 lanes");
  const one = v128.splat<f64>(1);
  const biased = v128.or(v128.and(x, v128.splat<i64>(MANTISSA_BITS)), v128.splat<i64>(ONE_BITS));
  const large = v128.gt<f64>(biased, v128.splat<f64>(SQRT2));
  const m = v128.bitselect(v128.mul<f64>(biased, v128.splat<f64>(0.5)), biased, large);
  const bits = v128.shr<u64>(v128.and(x, v128.splat<i64>(EXPONENT_BITS)), 52);
  // 2^52 + bits, read as a float, less 2^52 + 1023: the exponent as a number.
  let k = v128.sub<f64>(v128.or(bits, v128.splat<i64>(0x4330000000000000)), v128.splat<f64>(4503599627371519));
  k = v128.add<f64>(k, v128.and(large, one));
  const s = v128.div<f64>(v128.sub<f64>(m, one), v128.add<f64>(m, one));
  const z = v128.mul<f64>(s, s);
  let p = v128.load_splat<f64>(LOG, 5 * 8);
  p = v128.add<f64>(v128.mul<f64>(p, z), v128.load_splat<f64>(LOG, 4 * 8));
  p = v128.add<f64>(v128.mul<f64>(p, z), v128.load_splat<f64>(LOG, 3 * 8));
  p = v128.add<f64>(v128.mul<f64>(p, z), v128.load_splat<f64>(LOG, 2 * 8));
  p = v128.add<f64>(v128.mul<f64>(p, z), v128.load_splat<f64>(LOG, 8));
  p = v128.add<f64>(v128.mul<f64>(p, z), v128.load_splat<f64>(LOG));
  const small = v128.add<f64>(v128.add<f64>(s, s), v128.mul<f64>(v128.mul<f64>(s, z), p));
  const tail = v128.add<f64>(small, v128.mul<f64>(k, constant<f64>(LN2_LOW)));
  return v128.add<f64>(v128.mul<f64>(k, constant<f64>(LN2_HIGH)), tail);
}
