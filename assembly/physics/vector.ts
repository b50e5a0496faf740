/** Four lanes of float32 at once: what both solvers compute with. */
import { bodyOf, Model } from "./model";

/** The cross product of two plane vectors. */
// @ts-ignore: decorator
@inline
export function cross(ax: v128, ay: v128, bx: v128, by: v128): v128 {
  return f32x4.sub(f32x4.mul(ax, by), f32x4.mul(ay, bx));
}

// @ts-ignore: decorator
@inline
export function inverseMass(model: Model, body: u32): v128 {
  return f32x4.splat(bodyOf(model, body).inverseMass);
}

// @ts-ignore: decorator
@inline
export function inverseInertia(model: Model, body: u32): v128 {
  return f32x4.splat(bodyOf(model, body).inverseInertia);
}
