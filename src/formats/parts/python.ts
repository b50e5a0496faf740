/**
 * The activations in Python, for numbers and for NumPy's arrays: the kernels' arithmetic (assembly/numeric), operation by operation.
 */
import type { Part } from "./library.js";

/** By the activations' names, and what they need. */
export const PYTHON: Readonly<Record<string, Part>> = {
  pick: {
    text: `def _pick(condition, then, other):
    """then where the condition holds, else other."""
    if isinstance(condition, bool):
        return then if condition else other
    return numpy.where(condition, then, other)`,
  },
  nearest: {
    text: `def _nearest(x):
    """The nearest whole number, halves to even."""
    if not isinstance(x, float):
        return numpy.rint(x)
    if not abs(x) < 4503599627370496.0:
        return x
    whole = abs(x) + 4503599627370496.0 - 4503599627370496.0
    return -whole if x < 0 else whole`,
  },
  odd: {
    text: `def _odd(n):
    """Whether a whole number is odd."""
    low = n + 6755399441055744.0
    if isinstance(low, float):
        return struct.unpack("<q", struct.pack("<d", low))[0] & 1 == 1
    return low.view(numpy.int64) & 1 == 1`,
  },
  powerOfTwo: {
    text: `def _power_of_two(n):
    """2 to the power of a whole number."""
    if isinstance(n, float):
        return math.ldexp(1.0, int(n)) if n == n else n
    return numpy.where(n == n, numpy.ldexp(1.0, numpy.where(n == n, n, 0.0).astype(numpy.int32)), n)`,
  },
  sinReduced: {
    text: `def _sin_reduced(z):
    """sin z for |z| <= pi / 2: a minimax polynomial."""
    t = z * z
    p = -7.364646407318831e-13 * t + 1.6047301192945672e-10
    p = p * t + -2.5051851496886346e-8
    p = p * t + 2.755731607700568e-6
    p = p * t + -0.00019841269820094194
    p = p * t + 0.00833333333326288
    p = p * t + -0.1666666666666581
    return z + z * t * p`,
  },
  exponent: {
    needs: ["powerOfTwo"],
    text: `def _exponent(y):
    """exp y = 2^n (2 r + d) / d: 2^n, r and d."""
    n = y * 1.4426950408889634 + 6755399441055744.0 - 6755399441055744.0
    r = y - n * 0.6931471805599453
    t = r * r
    p = -1.6410346843143768e-6 * t + 6.613629153566284e-5
    p = p * t + -0.0027777777261201436
    p = p * t + 0.1666666666660157
    return _power_of_two(n), r, 2.0 - r + p * t`,
  },
  clamp: {
    needs: ["pick"],
    text: `def _clamp(y):
    """Past 40 nothing changes any more."""
    low = _pick(40.0 < y, 40.0, y)
    return _pick(low < -40.0, -40.0, low)`,
  },
  step: {
    needs: ["pick"],
    text: `def _step(x):
    return _pick(x > 0.0, 1.0, 0.0)`,
  },
  sine: {
    needs: ["pick", "nearest", "odd", "sinReduced"],
    text: `def _sine(x):
    """sin(pi x), exactly 0 at whole numbers."""
    n = _nearest(x)
    r = x - n + 0.0
    return _sin_reduced(_pick(_odd(n), -r, r) * 3.141592653589793)`,
  },
  cosine: {
    needs: ["pick", "nearest", "odd", "sinReduced"],
    text: `def _cosine(x):
    """cos(pi x)."""
    n = _nearest(x)
    r = 0.5 - abs(x - n)
    return _sin_reduced(_pick(_odd(n), -r, r) * 3.141592653589793)`,
  },
  gaussian: {
    needs: ["pick", "exponent"],
    text: `def _gaussian(x):
    """exp(-x^2 / 2)."""
    y = x * x * -0.5
    scale, r, d = _exponent(_pick(y < -708.0, -708.0, y))
    return scale * (r + r + d) / d`,
  },
  tanh: {
    needs: ["clamp", "exponent"],
    text: `def _tanh(x):
    scale, r, d = _exponent(_clamp(x + x))
    e = scale * (r + r) + (scale - 1.0) * d
    return e / (e + (d + d))`,
  },
  sigmoid: {
    needs: ["clamp", "exponent"],
    text: `def _sigmoid(x):
    """1 / (1 + exp(-x))."""
    scale, r, d = _exponent(_clamp(x))
    e = scale * (r + r + d)
    return e / (e + d)`,
  },
  inverse: {
    text: `def _inverse(x):
    return -x`,
  },
  absolute: {
    text: `def _absolute(x):
    return abs(x)`,
  },
  relu: {
    needs: ["pick"],
    text: `def _relu(x):
    return _pick(x < 0.0, 0.0, x)`,
  },
};
