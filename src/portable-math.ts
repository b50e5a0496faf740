/**
 * Functions in plain arithmetic: the same bits in every engine, which those of `Math` are not. A user's task imports them from "wann/math".
 * Of `Math` itself, sqrt, abs, sign, min, max, floor, ceil, round, trunc and fround are as exact.
 *
 * Sine, cosine, arctangents and tanh are those of the wasm (assembly/numeric), to the bit.
 *
 * @module wann/math
 */

/** ln 2 in two parts: the first has trailing zeros, so that its multiples are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2⁻¹⁰²². */
const SMALLEST_NORMAL = 2.2250738585072014e-308;

const bits = new DataView(new ArrayBuffer(8));

/** 2ⁿ for −1022 ≤ n ≤ 1023. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** eˣ, within two units in the last place: e^(k ln 2 + r) = 2^k · e^r with |r| ≤ ln 2 / 2, e^r by its Taylor series. 0 below −708, infinite above 709. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.round(x / LN2_HIGH);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let i = 14; i > 0; i--) sum = 1 + (sum * r) / i;
  return sum * powerOfTwo(k);
}

/**
 * The natural logarithm, within two units in the last place: x = 2^k · m with m about 1, and ln m = 2 artanh s by its series,
 * s = (m − 1) / (m + 1). −∞ of 0, NaN of what is less.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < SMALLEST_NORMAL) return log(x * 2 ** 54) - 54 * Math.LN2;
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let k = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | (1023 << 20));
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let i = 23; i > 1; i -= 2) sum = (sum + 1 / i) * square;
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW));
}

/** π in two parts; the first has 33 significant bits, so that its product with an integer below 2²⁰ is exact. */
const PI_HIGH = 3.1415926534682512;
const PI_LOW = 1.2154201013012384e-10;
const ONE_OVER_PI = 0.3183098861837907;

/** (sin z − z) / z³ in powers of z². */
const SIN = [
  -0.1666666666666581, 0.00833333333326288, -0.00019841269820094194, 2.755731607700568e-6, -2.5051851496886346e-8,
  1.6047301192945672e-10, -7.364646407318831e-13,
] as const;

/** (cos z − 1 + z²/2) / z⁴ in powers of z². */
const COS = [
  0.04166666666666583, -0.001388888888883005, 2.4801587285783923e-5, -2.7557317068512745e-7, 2.087659259260441e-9,
  -1.1463635440086631e-11, 4.616135077009849e-14,
] as const;

/** The value at `t` of a polynomial with the coefficients of t⁰, t¹, …. */
function polynomial(coefficients: readonly number[], t: number): number {
  let sum = coefficients[coefficients.length - 1];
  for (let i = coefficients.length - 2; i >= 0; i--) sum = sum * t + coefficients[i];
  return sum;
}

/** The nearest whole number, of two the even one. */
function nearest(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest < 0.5 ? floor : floor + 1;
}

/** An angle less so many half-turns. */
function reduced(angle: number, turns: number): number {
  return angle - turns * PI_HIGH - turns * PI_LOW;
}

/** The sine of an angle in radians; absolute error at most 1e-15 up to ±1e6. */
export function sin(angle: number): number {
  const turns = nearest(angle * ONE_OVER_PI);
  const z = reduced(angle, turns);
  const t = z * z;
  const sine = z + z * t * polynomial(SIN, t);
  return turns % 2 === 0 ? sine : -sine;
}

/** The cosine of an angle in radians; absolute error at most 1e-15 up to ±1e6. */
export function cos(angle: number): number {
  const turns = nearest(angle * ONE_OVER_PI);
  const z = reduced(angle, turns);
  const t = z * z;
  const cosine = 1 - t * 0.5 + t * t * polynomial(COS, t);
  return turns % 2 === 0 ? cosine : -cosine;
}

/** The tangent of an angle in radians: its sine by its cosine. */
export function tan(angle: number): number {
  return sin(angle) / cos(angle);
}

/** atan of 0, 1/8, … 1. */
const EIGHTHS = [
  0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061, 0.5585993153435624,
  0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
] as const;

/** The angle of (x, y) from the x axis, −π to π; absolute error at most 1e-15 unless all is below 1e-290. Of (0, 0) it is 0. */
export function atan2(y: number, x: number): number {
  const width = Math.abs(x);
  const height = Math.abs(y);
  const most = Math.max(width, height);
  if (most === 0) return 0;
  if (most === Number.POSITIVE_INFINITY) return atan2(side(y), side(x));
  const least = Math.min(width, height);
  const eighth = nearest((8 * least) / most);
  const c = eighth / 8;
  const t = (least - c * most) / (most + c * least);
  const z = t * t;
  const series = t * z * (-1 / 3 + z * (1 / 5 + z * (-1 / 7 + z * (1 / 9 - z / 11))));
  let angle = EIGHTHS[eighth] + (t + series);
  if (height > width) angle = Math.PI / 2 - angle;
  if (x < 0) angle = Math.PI - angle;
  return y < 0 ? -angle : angle;
}

/** ±1 of an infinite number, 0 of another. */
function side(x: number): number {
  return Number.isFinite(x) ? 0 : Math.sign(x);
}

/** The angle with a tangent, −π/2 to π/2. */
export function atan(tangent: number): number {
  return atan2(tangent, 1);
}

/** The angle with a sine, −π/2 to π/2; NaN where there is none. */
export function asin(sine: number): number {
  return atan2(sine, Math.sqrt((1 - sine) * (1 + sine)));
}

/** The angle with a cosine, 0 to π; NaN where there is none. */
export function acos(cosine: number): number {
  return atan2(Math.sqrt((1 - cosine) * (1 + cosine)), cosine);
}

const ONE_OVER_LN2 = Math.LOG2E;

/** (2 − r + r² P(r²) with e^r = 1 + 2r / (that)): the rational form of assembly/numeric/exponential.ts. */
const EXP = [0.1666666666660157, -0.0027777777261201436, 6.613629153566284e-5, -1.6410346843143768e-6] as const;

/** Past this 2x the hyperbolic tangent is ±1. */
const SATURATED = 40;

/** The hyperbolic tangent; absolute error at most 1e-15. */
export function tanh(x: number): number {
  const y = Math.min(Math.max(x + x, -SATURATED), SATURATED);
  const n = nearest(y * ONE_OVER_LN2);
  const r = y - n * Math.LN2;
  const t = r * r;
  const d = 2 - r + polynomial(EXP, t) * t;
  const scale = powerOfTwo(n);
  const numerator = scale * (r + r) + (scale - 1) * d;
  return numerator / (numerator + (d + d));
}

/** Exponents up to which a power is a product. */
const LARGEST_PRODUCT = 1024;

/**
 * xʸ. For a whole y up to ±1024 a product of x; else e^(y ln x), with a relative error of up to |y ln x| · 2⁻⁵¹.
 */
export function pow(x: number, y: number): number {
  if (!Number.isInteger(y) || Math.abs(y) > LARGEST_PRODUCT) return exp(y * log(x));
  let product = 1;
  let square = x;
  for (let rest = Math.abs(y); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product *= square;
    square *= square;
  }
  return y < 0 ? 1 / product : product;
}

/** A sum of squares beyond this has lost no digits to numbers that are too small or too large. */
const SAFE_SQUARES = 1e-280;

/** The length of a vector, its numbers squared and summed in their order. */
export function hypot(...numbers: readonly number[]): number {
  const sum = numbers.reduce((squares, each) => squares + each * each, 0);
  if (sum > SAFE_SQUARES && sum < 1 / SAFE_SQUARES) return Math.sqrt(sum);
  const most = numbers.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
  if (most === 0 || most === Number.POSITIVE_INFINITY) return most;
  return most * Math.sqrt(numbers.reduce((squares, each) => squares + (each / most) * (each / most), 0));
}
