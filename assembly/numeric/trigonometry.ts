/**
 * Sine and cosine over lanes: one reduction by whole half-turns, then one polynomial on [−π/2, π/2]. Absolute error at
 * most 1e-15 for arguments up to ±1e6. Results stay within ±1 (to rounding), those of sinPi and cosPi for every finite
 * argument, those of angles in radians up to ±1e15. Infinities and NaN give NaN. Coefficients are minimax fits by Remez
 * exchange: sin to 1.2e-16, cos to 6e-18.
 */
import { constant, signOfParity } from "./lanes";

const HALF = memory.data<f64>([0.5]);
const ONE = memory.data<f64>([1]);
const PI = memory.data<f64>([3.141592653589793]);
const ONE_OVER_PI = memory.data<f64>([0.3183098861837907]);

/** π in two parts; the first has 33 significant bits, so that its product with an integer below 2^20 is exact. */
const PI_HIGH = memory.data<f64>([3.1415926534682512]);
const PI_LOW = memory.data<f64>([1.2154201013012384e-10]);

/** (sin z − z) / z³ in powers of z². */
const SIN = memory.data<f64>([
  -0.1666666666666581, 0.00833333333326288, -0.00019841269820094194, 2.755731607700568e-6, -2.5051851496886346e-8,
  1.6047301192945672e-10, -7.364646407318831e-13,
]);

/** (cos z − 1 + z²/2) / z⁴ in powers of z². */
const COS = memory.data<f64>([
  0.04166666666666583, -0.001388888888883005, 2.4801587285783923e-5, -2.7557317068512745e-7, 2.087659259260441e-9,
  -1.1463635440086631e-11, 4.616135077009849e-14,
]);

// @ts-ignore: decorator
@inline
function horner7<T>(t: v128, coefficients: usize): v128 {
  let p = v128.load_splat<T>(coefficients, 6 * sizeof<T>());
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(coefficients, 5 * sizeof<T>()));
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(coefficients, 4 * sizeof<T>()));
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(coefficients, 3 * sizeof<T>()));
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(coefficients, 2 * sizeof<T>()));
  p = v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(coefficients, sizeof<T>()));
  return v128.add<T>(v128.mul<T>(p, t), v128.load_splat<T>(coefficients));
}

// @ts-ignore: decorator
@inline
function sinReduced<T>(z: v128): v128 {
  const t = v128.mul<T>(z, z);
  return v128.add<T>(z, v128.mul<T>(v128.mul<T>(z, t), horner7<T>(t, SIN)));
}

// @ts-ignore: decorator
@inline
function cosReduced<T>(z: v128): v128 {
  const t = v128.mul<T>(z, z);
  const head = v128.sub<T>(constant<T>(ONE), v128.mul<T>(t, constant<T>(HALF)));
  return v128.add<T>(head, v128.mul<T>(v128.mul<T>(t, t), horner7<T>(t, COS)));
}

/** sin(πx). The reduction is exact, so that whole numbers give exactly zero. */
// @ts-ignore: decorator
@inline
export function sinPi<T>(x: v128): v128 {
  const n = v128.nearest<T>(x);
  const r = v128.xor(v128.sub<T>(x, n), signOfParity<T>(n));
  return sinReduced<T>(v128.mul<T>(r, constant<T>(PI)));
}

/** cos(πx) = ± sin π(1/2 − |r|) with r = x − round(x): x + 1/2 would round, while 1/2 − |r| is exact near the zeros. */
// @ts-ignore: decorator
@inline
export function cosPi<T>(x: v128): v128 {
  const n = v128.nearest<T>(x);
  const r = v128.sub<T>(constant<T>(HALF), v128.abs<T>(v128.sub<T>(x, n)));
  return sinReduced<T>(v128.mul<T>(v128.xor(r, signOfParity<T>(n)), constant<T>(PI)));
}

/** How many half-turns to take off `angle` (radians) to bring it into [−π/2, π/2]. */
// @ts-ignore: decorator
@inline
export function halfTurns<T>(angle: v128): v128 {
  return v128.nearest<T>(v128.mul<T>(angle, constant<T>(ONE_OVER_PI)));
}

/** `angle` less `turns` half-turns, both as given by and to `halfTurns`. */
// @ts-ignore: decorator
@inline
export function reduceAngle<T>(angle: v128, turns: v128): v128 {
  const r = v128.sub<T>(angle, v128.mul<T>(turns, constant<T>(PI_HIGH)));
  return v128.sub<T>(r, v128.mul<T>(turns, constant<T>(PI_LOW)));
}

/** Sine of an angle reduced by `turns` half-turns. */
// @ts-ignore: decorator
@inline
export function sinOf<T>(reduced: v128, turns: v128): v128 {
  return v128.xor(sinReduced<T>(reduced), signOfParity<T>(turns));
}

/** Cosine of an angle reduced by `turns` half-turns. */
// @ts-ignore: decorator
@inline
export function cosOf<T>(reduced: v128, turns: v128): v128 {
  return v128.xor(cosReduced<T>(reduced), signOfParity<T>(turns));
}

/** The results of `sinCosAngle`. */
export let angleSine: f64 = 0;
export let angleCosine: f64 = 0;

/** Of one angle in radians, into `angleSine` and `angleCosine`. */
export function sinCosAngle(angle: f64): void {
  const vector = v128.splat<f64>(angle);
  const turns = halfTurns<f64>(vector);
  const reduced = reduceAngle<f64>(vector, turns);
  angleSine = v128.extract_lane<f64>(sinOf<f64>(reduced, turns), 0);
  angleCosine = v128.extract_lane<f64>(cosOf<f64>(reduced, turns), 0);
}
