/**
 * Sine and cosine of float32 angles, rounded as C libraries round them: double-precision polynomials on [−π/4, π/4] after
 * a reduction by quarter-turns. Method and coefficients: S. Nagy's sinf and cosf (Arm optimized routines, in glibc since
 * 2.28), so that physics recorded with those is met bit for bit. Angles up to ±120 rad.
 */
import { constant } from "./lanes";

const QUARTERS = memory.data<f64>([0.6366197723675814]);
const QUARTER = memory.data<f64>([1.5707963267948966]);
/** 1.5 · 2^52: adding it leaves an integer in the low bits. */
const INTEGER_BITS = memory.data<f64>([6755399441055744]);
const SIN = memory.data<f64>([-0.16666654943701084, 0.008332178146138854, -0.00019517298981385725]);
const COS = memory.data<f64>([
  1, -0.49999999725108224, 0.041666623324344516, -0.001388676379437604, 2.4390450703564542e-5,
]);
const ONE = memory.data<i64>([1]);

/** The results of `sinCos`. */
export let sine: v128 = f32x4.splat(0);
export let cosine: v128 = f32x4.splat(0);

let sine2: v128 = f64x2.splat(0);
let cosine2: v128 = f64x2.splat(0);

// @ts-ignore: decorator
@inline
function coefficient(table: usize, index: usize): v128 {
  return v128.load_splat<f64>(table + index * 8);
}

/** Of two angles in f64. */
function sinCos2(angle: v128): void {
  const n = f64x2.nearest(f64x2.mul(angle, constant<f64>(QUARTERS)));
  const x = f64x2.sub(angle, f64x2.mul(n, constant<f64>(QUARTER)));
  const x2 = f64x2.mul(x, x);

  const x3 = f64x2.mul(x, x2);
  const s1 = f64x2.add(coefficient(SIN, 1), f64x2.mul(x2, coefficient(SIN, 2)));
  const x5 = f64x2.mul(x3, x2);
  const s = f64x2.add(f64x2.add(x, f64x2.mul(x3, coefficient(SIN, 0))), f64x2.mul(x5, s1));

  const x4 = f64x2.mul(x2, x2);
  const c2 = f64x2.add(coefficient(COS, 3), f64x2.mul(x2, coefficient(COS, 4)));
  const c1 = f64x2.add(coefficient(COS, 0), f64x2.mul(x2, coefficient(COS, 1)));
  const x6 = f64x2.mul(x4, x2);
  const c = f64x2.add(f64x2.add(c1, f64x2.mul(x4, coefficient(COS, 2))), f64x2.mul(x6, c2));

  const bits = f64x2.add(n, constant<f64>(INTEGER_BITS));
  const odd = i64x2.shr_s(i64x2.shl(bits, 63), 63);
  const sinSign = i64x2.shl(i64x2.shr_u(bits, 1), 63);
  const cosSign = i64x2.shl(i64x2.shr_u(i64x2.add(bits, constant<i64>(ONE)), 1), 63);
  sine2 = v128.xor(v128.bitselect(c, s, odd), sinSign);
  cosine2 = v128.xor(v128.bitselect(s, c, odd), cosSign);
}

/** Of four angles, into `sine` and `cosine`. */
export function sinCos(angles: v128): void {
  sinCos2(f64x2.promote_low_f32x4(angles));
  const lowSine = f32x4.demote_f64x2_zero(sine2);
  const lowCosine = f32x4.demote_f64x2_zero(cosine2);
  sinCos2(f64x2.promote_low_f32x4(v128.shuffle<f32>(angles, angles, 2, 3, 2, 3)));
  sine = v128.shuffle<f32>(lowSine, f32x4.demote_f64x2_zero(sine2), 0, 1, 4, 5);
  cosine = v128.shuffle<f32>(lowCosine, f32x4.demote_f64x2_zero(cosine2), 0, 1, 4, 5);
}

/** The results of `sinCos1`. */
export let sine1: f32 = 0;
export let cosine1: f32 = 0;

/** Of one angle, into `sine1` and `cosine1`: the same bits as in a lane. */
export function sinCos1(angle: f32): void {
  sinCos2(f64x2.splat(angle));
  sine1 = <f32>f64x2.extract_lane(sine2, 0);
  cosine1 = <f32>f64x2.extract_lane(cosine2, 0);
}
