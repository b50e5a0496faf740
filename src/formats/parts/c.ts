/**
 * The activations in C99, in numbers of 64 bits and of 32: the kernels' arithmetic (assembly/numeric), operation by operation. The
 * names begin with wann_, which a header makes its own.
 */
import type { Part } from "./library.js";

/** By the activations' names, and what they need: of 64 bits. */
export const C_DOUBLE: Readonly<Record<string, Part>> = {
  nearest: {
    text: `/* The nearest whole number, halves to even. */
static inline double wann_nearest(double x) {
  const double size = x < 0 ? -x : x;
  if (!(size < 4503599627370496.0)) return x;
  const double whole = (size + 4503599627370496.0) - 4503599627370496.0;
  return x < 0 ? -whole : whole;
}`,
  },
  odd: {
    text: `/* Whether a whole number is odd. */
static inline int wann_odd(double n) {
  const double low = n + 6755399441055744.0;
  uint64_t bits;
  memcpy(&bits, &low, sizeof bits);
  return (int)(bits & 1);
}`,
  },
  sinReduced: {
    text: `/* sin z for |z| <= pi / 2: a minimax polynomial. */
static inline double wann_sin_reduced(double z) {
  const double t = z * z;
  double p = -7.364646407318831e-13 * t + 1.6047301192945672e-10;
  p = p * t + -2.5051851496886346e-8;
  p = p * t + 2.755731607700568e-6;
  p = p * t + -0.00019841269820094194;
  p = p * t + 0.00833333333326288;
  p = p * t + -0.1666666666666581;
  return z + z * t * p;
}`,
  },
  exponent: {
    text: `/* exp y = 2^n (2 r + d) / d: 2^n, r and d. */
typedef struct {
  double scale, r, d;
} wann_exponent_parts;

static inline wann_exponent_parts wann_exponent(double y) {
  wann_exponent_parts parts;
  const double n = (y * 1.4426950408889634 + 6755399441055744.0) - 6755399441055744.0;
  const uint64_t bits = (uint64_t)((int64_t)n + 1023) << 52;
  const double r = y - n * 0.6931471805599453;
  const double t = r * r;
  double p = -1.6410346843143768e-6 * t + 6.613629153566284e-5;
  p = p * t + -0.0027777777261201436;
  p = p * t + 0.1666666666660157;
  memcpy(&parts.scale, &bits, sizeof bits);
  parts.r = r;
  parts.d = (2 - r) + p * t;
  return parts;
}`,
  },
  clamp: {
    text: `/* Past 40 nothing changes any more. */
static inline double wann_clamp(double y) {
  const double low = 40 < y ? 40 : y;
  return low < -40 ? -40 : low;
}`,
  },
  sine: {
    needs: ["nearest", "odd", "sinReduced"],
    text: `/* sin(pi x), exactly 0 at whole numbers. */
static inline double wann_sine(double x) {
  const double n = wann_nearest(x);
  const double r = (x - n) + 0.0;
  return wann_sin_reduced((wann_odd(n) ? -r : r) * 3.141592653589793);
}`,
  },
  cosine: {
    needs: ["nearest", "odd", "sinReduced"],
    text: `/* cos(pi x). */
static inline double wann_cosine(double x) {
  const double n = wann_nearest(x);
  const double off = x - n;
  const double r = 0.5 - (off < 0 ? -off : off);
  return wann_sin_reduced((wann_odd(n) ? -r : r) * 3.141592653589793);
}`,
  },
  gaussian: {
    needs: ["exponent"],
    text: `/* exp(-x^2 / 2). */
static inline double wann_gaussian(double x) {
  const double y = x * x * -0.5;
  if (x != x) return x;
  const wann_exponent_parts e = wann_exponent(y < -708 ? -708 : y);
  return (e.scale * ((e.r + e.r) + e.d)) / e.d;
}`,
  },
  tanh: {
    needs: ["clamp", "exponent"],
    text: `static inline double wann_tanh(double x) {
  if (x != x) return x;
  const wann_exponent_parts parts = wann_exponent(wann_clamp(x + x));
  const double e = parts.scale * (parts.r + parts.r) + (parts.scale - 1) * parts.d;
  return e / (e + (parts.d + parts.d));
}`,
  },
  sigmoid: {
    needs: ["clamp", "exponent"],
    text: `/* 1 / (1 + exp(-x)). */
static inline double wann_sigmoid(double x) {
  if (x != x) return x;
  const wann_exponent_parts parts = wann_exponent(wann_clamp(x));
  const double e = parts.scale * ((parts.r + parts.r) + parts.d);
  return e / (e + parts.d);
}`,
  },
};

/** The same of 32 bits. */
export const C_FLOAT: Readonly<Record<string, Part>> = {
  nearest: {
    text: `/* The nearest whole number, halves to even. */
static inline float wann_nearest(float x) {
  const float size = x < 0 ? -x : x;
  if (!(size < 8388608.0f)) return x;
  const float whole = (size + 8388608.0f) - 8388608.0f;
  return x < 0 ? -whole : whole;
}`,
  },
  odd: {
    text: `/* Whether a whole number is odd. */
static inline int wann_odd(float n) {
  return n > -16777216.0f && n < 16777216.0f && ((int32_t)n & 1);
}`,
  },
  sinReduced: {
    text: `/* sin(pi r) for |r| <= 1/2: its Taylor series. */
static inline float wann_sin_reduced(float r) {
  const float t = r * r;
  float p = (float)-0.00737043094571 * t + (float)0.0821458866111;
  p = p * t + (float)-0.599264529321;
  p = p * t + (float)2.55016403988;
  p = p * t + (float)-5.16771278005;
  p = p * t + (float)3.14159265359;
  return r * p;
}`,
  },
  exponential: {
    needs: ["nearest"],
    text: `/* exp y for -87 <= y <= 87: the polynomial of Cephes. */
static inline float wann_exponential(float y) {
  const float n = wann_nearest(y * (float)1.44269504);
  const uint32_t bits = (uint32_t)((int32_t)n + 127) << 23;
  const float r = (y - n * (float)0.693359375) - n * (float)-2.12194440e-4;
  float p = (float)0.00019875691500 * r + (float)0.0013981999507;
  float scale;
  p = p * r + (float)0.0083334519073;
  p = p * r + (float)0.041665795894;
  p = p * r + (float)0.16666665459;
  p = p * r + (float)0.50000001201;
  memcpy(&scale, &bits, sizeof bits);
  return (((r * r) * p + r) + 1) * scale;
}`,
  },
  sine: {
    needs: ["nearest", "odd", "sinReduced"],
    text: `/* sin(pi x), exactly 0 at whole numbers. */
static inline float wann_sine(float x) {
  const float n = wann_nearest(x);
  const float r = (x - n) + 0.0f;
  return wann_sin_reduced(wann_odd(n) ? -r : r);
}`,
  },
  cosine: {
    needs: ["nearest", "odd", "sinReduced"],
    text: `/* cos(pi x). */
static inline float wann_cosine(float x) {
  const float n = wann_nearest(x);
  const float off = x - n;
  const float r = 0.5f - (off < 0 ? -off : off);
  return wann_sin_reduced(wann_odd(n) ? -r : r);
}`,
  },
  gaussian: {
    needs: ["exponential"],
    text: `/* exp(-x^2 / 2). */
static inline float wann_gaussian(float x) {
  const float y = x * x * -0.5f;
  if (x != x) return x;
  return wann_exponential(y < -87 ? -87 : y);
}`,
  },
  sigmoid: {
    needs: ["exponential"],
    text: `/* 1 / (1 + exp(-x)). */
static inline float wann_sigmoid(float x) {
  const float low = 30 < -x ? 30 : -x;
  if (x != x) return x;
  return 1 / (1 + wann_exponential(low < -30 ? -30 : low));
}`,
  },
  tanh: {
    needs: ["sigmoid"],
    text: `static inline float wann_tanh(float x) {
  return wann_sigmoid(x + x) * 2 - 1;
}`,
  },
};
