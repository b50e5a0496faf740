/**
 * The loss of a variational autoencoder, a mean over frames: squared error of the pixels, summed, and the divergence of the
 * latents' distribution from the standard normal one, of which a frame is not charged less than a tolerance (D. Ha & J. Schmidhuber,
 * "World Models", 2018). Latents are drawn as mean + exp(log variance / 2) · noise.
 */
import { expOfNegative32 } from "../numeric/single";

/** A frame's divergence costs at least this much a latent. */
const TOLERANCE: f32 = 0.5;

// @ts-ignore: decorator
@inline
function exp32(y: v128): v128 {
  const one = f32x4.splat(1);
  const e = expOfNegative32(f32x4.neg(f32x4.abs(y)));
  return v128.bitselect(f32x4.div(one, e), e, f32x4.gt(y, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function sum4(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** Draws `latents` of each frame to `out`; `heads` are its means, then its log variances. */
export function drawLatents(heads: usize, noise: usize, out: usize, latents: u32, frames: u32): void {
  const row = latents * 4;
  for (let frame: u32 = 0; frame < frames; frame++, heads += 2 * row, noise += row, out += row) {
    for (let at: u32 = 0; at < row; at += 16) {
      const deviation = exp32(f32x4.mul(v128.load(heads + row + at), f32x4.splat(0.5)));
      v128.store(out + at, f32x4.add(v128.load(heads + at), f32x4.mul(deviation, v128.load(noise + at))));
    }
  }
}

/** A frame's divergence before the tolerance. */
function frameDivergence(heads: usize, row: u32): f32 {
  let sum = f32x4.splat(0);
  for (let at: u32 = 0; at < row; at += 16) {
    const mean = v128.load(heads + at);
    const logVariance = v128.load(heads + row + at);
    const squares = f32x4.add(f32x4.mul(mean, mean), exp32(logVariance));
    sum = f32x4.add(sum, f32x4.sub(squares, f32x4.add(logVariance, f32x4.splat(1))));
  }
  return sum4(sum) * 0.5;
}

/** The mean divergence as it is charged. */
export function divergence(heads: usize, latents: u32, frames: u32): f64 {
  let sum: f64 = 0;
  for (let frame: u32 = 0; frame < frames; frame++) {
    sum += <f64>max(frameDivergence(heads + frame * latents * 8, latents * 4), TOLERANCE * <f32>latents);
  }
  return sum / <f64>frames;
}

/** From the derivatives by the latents drawn to those by means and log variances, the divergence's with them. */
export function throughLatents(
  heads: usize, noise: usize, adjoints: usize, headAdjoints: usize, latents: u32, frames: u32,
): void {
  const row = latents * 4;
  const half = f32x4.splat(0.5);
  for (let frame: u32 = 0; frame < frames; frame++, heads += 2 * row, headAdjoints += 2 * row) {
    const charged = frameDivergence(heads, row) > TOLERANCE * <f32>latents;
    const share = f32x4.splat(charged ? <f32>1 / <f32>frames : 0);
    for (let at: u32 = 0; at < row; at += 16, noise += 16, adjoints += 16) {
      const mean = v128.load(heads + at);
      const deviation = exp32(f32x4.mul(v128.load(heads + row + at), half));
      const adjoint = v128.load(adjoints);
      const excess = f32x4.sub(f32x4.mul(deviation, deviation), f32x4.splat(1));
      const drawn = f32x4.mul(f32x4.mul(adjoint, v128.load(noise)), deviation);
      const scaled = f32x4.mul(f32x4.add(drawn, f32x4.mul(share, excess)), half);
      v128.store(headAdjoints + at, f32x4.add(adjoint, f32x4.mul(share, mean)));
      v128.store(headAdjoints + row + at, scaled);
    }
  }
}

/** The mean over frames of the squared error of `count` floats each; its derivatives go to `adjoints`. */
export function squaredError(values: usize, images: usize, adjoints: usize, count: u32, frames: u32): f64 {
  const scale = f32x4.splat(<f32>2 / <f32>frames);
  let total: f64 = 0;
  for (let frame: u32 = 0; frame < frames; frame++) {
    let sum = f32x4.splat(0);
    for (let at: u32 = 0; at < count * 4; at += 16, values += 16, images += 16, adjoints += 16) {
      const error = f32x4.sub(v128.load(values), v128.load(images));
      sum = f32x4.add(sum, f32x4.mul(error, error));
      v128.store(adjoints, f32x4.mul(error, scale));
    }
    total += <f64>sum4(sum);
  }
  return total / <f64>frames;
}
