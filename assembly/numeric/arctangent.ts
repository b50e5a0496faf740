/**
 * The angle of a vector. With the larger coordinate as divisor the quotient q lies in [0, 1]; with c the nearest eighth,
 * atan q = atan c + atan((q − c) / (1 + q c)), whose last argument is at most 1/16, where the Taylor series to the eleventh
 * power leaves 2e-17.
 */

const HALF_PI: f64 = 1.5707963267948966;
const PI: f64 = 3.141592653589793;

/** atan of 0, 1/8, … 1. */
const EIGHTHS = memory.data<f64>([
  0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061, 0.5585993153435624,
  0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
]);

/** The angle of (x, y) from the x axis, −π to π, absolute error at most 1e-15 unless all is below 1e-290; of (0, 0) it is 0. */
export function atan2(y: f64, x: f64): f64 {
  const width = abs<f64>(x);
  const height = abs<f64>(y);
  const most = max<f64>(width, height);
  if (most == 0) return 0;
  const least = min<f64>(width, height);
  const eighth = nearest<f64>(8 * least / most);
  const c = eighth / 8;
  const t = (least - c * most) / (most + c * least);
  const z = t * t;
  const series = t * z * (-1 / 3.0 + z * (1 / 5.0 + z * (-1 / 7.0 + z * (1 / 9.0 - z / 11.0))));
  let angle = load<f64>(EIGHTHS + <usize>eighth * 8) + (t + series);
  if (height > width) angle = HALF_PI - angle;
  if (x < 0) angle = PI - angle;
  return y < 0 ? -angle : angle;
}
