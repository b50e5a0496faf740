/**
 * The ten activations, numbered as in the original WANN code. Each is a class without fields, so that a kernel can take
 * one as a type parameter and be compiled once for each: `changetype<A>(0).apply<T>(x)` is a direct, inlined call.
 */
import { constant } from "../numeric/lanes";
import { expOfNegative, sigmoid, tanh } from "../numeric/exponential";
import { cosPi32, expOfNegative32, sigmoid32, sinPi32, tanh32 } from "../numeric/single";
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

const ONE = memory.data<f64>([1]);
const ONE_32 = memory.data<f32>([1]);
const MINUS_HALF = memory.data<f64>([-0.5]);
const MINUS_HALF_32 = memory.data<f32>([-0.5]);

/** A type is of one of two widths; what depends on it is settled when the kernel is compiled. */
// @ts-ignore: decorator
@inline
function narrow<T>(): bool {
  return sizeof<T>() == 4;
}

/** x */
@final
@unmanaged
export class Linear {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return x;
  }
}

/** x > 0 ? 1 : 0 */
@final
@unmanaged
export class Step {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return v128.and(v128.gt<T>(x, v128.splat<T>(<T>0)), constant<T>(narrow<T>() ? ONE_32 : ONE));
  }
}

/** sin(πx) */
@final
@unmanaged
export class Sine {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return narrow<T>() ? sinPi32(x) : sinPi<f64>(x);
  }
}

/** exp(−x²/2) */
@final
@unmanaged
export class Gaussian {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    const y = v128.mul<T>(v128.mul<T>(x, x), constant<T>(narrow<T>() ? MINUS_HALF_32 : MINUS_HALF));
    return narrow<T>() ? expOfNegative32(y) : expOfNegative<f64>(y);
  }
}

/** tanh x */
@final
@unmanaged
export class Tanh {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return narrow<T>() ? tanh32(x) : tanh<f64>(x);
  }
}

/** (tanh(x/2) + 1) / 2 */
@final
@unmanaged
export class Sigmoid {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return narrow<T>() ? sigmoid32(x) : sigmoid<f64>(x);
  }
}

/** −x */
@final
@unmanaged
export class Inverse {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return v128.neg<T>(x);
  }
}

/** |x| */
@final
@unmanaged
export class Absolute {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return v128.abs<T>(x);
  }
}

/** max(x, 0) */
@final
@unmanaged
export class Relu {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return v128.pmax<T>(x, v128.splat<T>(<T>0));
  }
}

/** cos(πx) */
@final
@unmanaged
export class Cosine {
  // @ts-ignore: decorator
  @inline
  apply<T>(x: v128): v128 {
    return narrow<T>() ? cosPi32(x) : cosPi<f64>(x);
  }
}
