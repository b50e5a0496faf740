/**
 * Small helpers over v128 that more than one numeric function needs. `T` is the lane type; only f64 lanes are in use so
 * far, and a width that has not been tested does not compile.
 */

/** 1.5 · 2^52: adding it to an integer |n| < 2^51 leaves n, in two's complement, in the low bits of the sum. */
const INTEGER_BITS = memory.data<f64>([6755399441055744]);

const ONE = memory.data<f64>([1]);

/**
 * The constant at `address` in every lane. Kernels keep their constants in memory: V8 rebuilds a literal vector from a
 * general register at each use, three instructions where a broadcasting load is one (15% of a swing-up step).
 */
// @ts-ignore: decorator
@inline
export function constant<T>(address: usize): v128 {
  return v128.load_splat<T>(address);
}

/** The nearest integer, halves to even. `x` must be below 2^51 in magnitude. */
// @ts-ignore: decorator
@inline
export function roundSmall<T>(x: v128): v128 {
  if (sizeof<T>() != 8) ERROR("roundSmall: only f64 lanes");
  const magic = constant<f64>(INTEGER_BITS);
  return v128.sub<f64>(v128.add<f64>(x, magic), magic);
}

/** The sign bit alone where the integer `n` is odd, else zero: `xor` with it is multiplication by (−1)^n. |n| < 2^51. */
// @ts-ignore: decorator
@inline
export function signOfParity<T>(n: v128): v128 {
  if (sizeof<T>() != 8) ERROR("signOfParity: only f64 lanes");
  return v128.shl<i64>(v128.add<f64>(n, constant<f64>(INTEGER_BITS)), 63);
}

/** 2^n for an integer −1022 ≤ n ≤ 1023. */
// @ts-ignore: decorator
@inline
export function powerOfTwo<T>(n: v128): v128 {
  if (sizeof<T>() != 8) ERROR("powerOfTwo: only f64 lanes");
  const bits = v128.shl<i64>(v128.add<f64>(n, constant<f64>(INTEGER_BITS)), 52);
  return v128.add<i64>(bits, constant<f64>(ONE));
}

/** `x` held within ±`limit` (in every lane); NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function clamp<T>(x: v128, limit: v128): v128 {
  return v128.pmax<T>(v128.pmin<T>(x, limit), v128.neg<T>(limit));
}

/** One bit a lane: set where the lane of `mask` is all ones. */
// @ts-ignore: decorator
@inline
export function laneBits<T>(mask: v128): u32 {
  return sizeof<T>() == 8 ? v128.bitmask<i64>(mask) : v128.bitmask<i32>(mask);
}
