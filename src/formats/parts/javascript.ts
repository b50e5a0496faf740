/**
 * The activations in JavaScript: the kernels' arithmetic (assembly/numeric), operation by operation, so that results are the same to
 * the bit in every engine, which those of `Math` are not.
 */
import type { Part } from "./library.js";

const BITS = `const bits = new DataView(new ArrayBuffer(8));`;

const NEAREST = `/** The nearest whole number, halves to even. */
function nearest(x) {
  const size = Math.abs(x);
  if (!(size < 4503599627370496)) return x;
  const whole = size + 4503599627370496 - 4503599627370496;
  return x < 0 ? -whole : whole;
}`;

const ODD = `/** Whether a whole number is odd. */
function odd(n) {
  bits.setFloat64(0, n + 6755399441055744);
  return (bits.getUint32(4) & 1) === 1;
}`;

const POWER_OF_TWO = `/** 2 to the power of a whole number from -1022 to 1023. */
function powerOfTwo(n) {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}`;

const SIN_REDUCED = `/** sin z for |z| <= pi / 2: a minimax polynomial. */
function sinReduced(z) {
  const t = z * z;
  let p = -7.364646407318831e-13 * t + 1.6047301192945672e-10;
  p = p * t + -2.5051851496886346e-8;
  p = p * t + 2.755731607700568e-6;
  p = p * t + -0.00019841269820094194;
  p = p * t + 0.00833333333326288;
  p = p * t + -0.1666666666666581;
  return z + z * t * p;
}`;

const EXPONENT = `/** exp y = 2^n (2 r + d) / d: n as the power of two, r and d. */
function exponent(y) {
  const n = y * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
  const r = y - n * 0.6931471805599453;
  const t = r * r;
  let p = -1.6410346843143768e-6 * t + 6.613629153566284e-5;
  p = p * t + -0.0027777777261201436;
  p = p * t + 0.1666666666660157;
  return { scale: powerOfTwo(n), r, d: 2 - r + p * t };
}`;

const CLAMP = `/** Past 40 nothing changes any more. */
function clamp(y) {
  const low = 40 < y ? 40 : y;
  return low < -40 ? -40 : low;
}`;

/** By the activations' names, and what they need. */
export const JAVASCRIPT: Readonly<Record<string, Part>> = {
  bits: { text: BITS },
  nearest: { text: NEAREST },
  odd: { needs: ["bits"], text: ODD },
  powerOfTwo: { needs: ["bits"], text: POWER_OF_TWO },
  sinReduced: { text: SIN_REDUCED },
  exponent: { needs: ["powerOfTwo"], text: EXPONENT },
  clamp: { text: CLAMP },
  step: { text: "const step = (x) => (x > 0 ? 1 : 0);" },
  sine: {
    needs: ["nearest", "odd", "sinReduced"],
    text: `/** sin(pi x), exactly 0 at whole numbers. */
function sine(x) {
  const n = nearest(x);
  const r = x - n + 0;
  return sinReduced((odd(n) ? -r : r) * 3.141592653589793);
}`,
  },
  cosine: {
    needs: ["nearest", "odd", "sinReduced"],
    text: `/** cos(pi x). */
function cosine(x) {
  const n = nearest(x);
  const r = 0.5 - Math.abs(x - n);
  return sinReduced((odd(n) ? -r : r) * 3.141592653589793);
}`,
  },
  gaussian: {
    needs: ["exponent"],
    text: `/** exp(-x^2 / 2). */
function gaussian(x) {
  const y = x * x * -0.5;
  const { scale, r, d } = exponent(y < -708 ? -708 : y);
  return (scale * (r + r + d)) / d;
}`,
  },
  tanh: {
    needs: ["clamp", "exponent"],
    text: `function tanh(x) {
  const { scale, r, d } = exponent(clamp(x + x));
  const e = scale * (r + r) + (scale - 1) * d;
  return e / (e + (d + d));
}`,
  },
  sigmoid: {
    needs: ["clamp", "exponent"],
    text: `/** 1 / (1 + exp(-x)). */
function sigmoid(x) {
  const { scale, r, d } = exponent(clamp(x));
  const e = scale * (r + r + d);
  return e / (e + d);
}`,
  },
  inverse: { text: "const inverse = (x) => -x;" },
  absolute: { text: "const absolute = (x) => Math.abs(x);" },
  relu: { text: "const relu = (x) => (x < 0 ? 0 : x);" },
};
