/** The ten activations, numbered as in the original WANN code. */
import { expOfNegative, sigmoid, tanh } from "../numeric/exponential";
import { cosPi, sinPi } from "../numeric/trigonometry";

export namespace Activation {
  export const LINEAR: u32 = 1;
  export const STEP: u32 = 2;
  export const SINE: u32 = 3;
  export const GAUSSIAN: u32 = 4;
  export const TANH: u32 = 5;
  export const SIGMOID: u32 = 6;
  export const INVERSE: u32 = 7;
  export const ABSOLUTE: u32 = 8;
  export const RELU: u32 = 9;
  export const COSINE: u32 = 10;
}

/** The activation `id` of every lane of `x`. `id` is a constant where this is called, so that one case remains. */
// @ts-ignore: decorator
@inline
export function activate<T>(id: u32, x: v128): v128 {
  const zero = v128.splat<T>(<T>0);
  switch (id) {
    case Activation.STEP:
      return v128.and(v128.gt<T>(x, zero), v128.splat<T>(<T>1));
    case Activation.SINE:
      return sinPi<T>(x);
    case Activation.GAUSSIAN:
      return expOfNegative<T>(v128.mul<T>(v128.mul<T>(x, x), v128.splat<T>(<T>-0.5)));
    case Activation.TANH:
      return tanh<T>(x);
    case Activation.SIGMOID:
      return sigmoid<T>(x);
    case Activation.INVERSE:
      return v128.neg<T>(x);
    case Activation.ABSOLUTE:
      return v128.abs<T>(x);
    case Activation.RELU:
      return v128.pmax<T>(x, zero);
    case Activation.COSINE:
      return cosPi<T>(x);
    default:
      return x;
  }
}
