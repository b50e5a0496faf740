/**
 * The encoder half of a convolutional variational autoencoder (D. P. Kingma & M. Welling, 2013; for car racing, D. Ha &
 * J. Schmidhuber, "World Models", 2018): convolutions of 4 × 4 in steps of 2 without padding, rectified, then one dense layer to
 * the means of the latents. Its width is the file's; a frame's cost is known from it.
 *
 *     byte   ┌──────────────────────────────────────────────────────────────┐
 *        0   │ magic "WENC"                                                 │
 *        4   │ version                                                      │
 *        8   │ side of the square image, of red, green and blue             │
 *       12   │ latents                                                      │
 *       16   │ convolutions, 1 to 4                                         │
 *       20   │ channels out of each of four, 0 where there is none          │
 *       36   ├──────────────────────────────────────────────────────────────┤
 *            │ for each convolution, f32:                                   │
 *            │   bias [out], weights [out / 8][row 4][column 4][in][8]      │
 *            ├──────────────────────────────────────────────────────────────┤
 *            │ dense: bias [latents], weights [latents / 8][in][8]          │
 *            └──────────────────────────────────────────────────────────────┘
 *
 * All fields little-endian, integers u32. Images and what the convolutions make of them lie as [row][column][channel], so that
 * a kernel's row is one run of values.
 */

export const ENCODER_MAGIC: u32 = 0x434e4557;
export const ENCODER_VERSION: u32 = 1;
const HEADER_BYTES: u32 = 36;
const COLOURS: u32 = 3;
const KERNEL: u32 = 4;
/** Channels that are computed at once: two vectors. */
const GROUP: u32 = 8;
/** Places that are computed at once. */
const PLACES: u32 = 4;
const MAX_LAYERS: u32 = 4;
const MAX_CHANNELS: u32 = 512;
const MAX_SIDE: u32 = 256;
const MAX_LATENTS: u32 = 256;

export namespace EncoderStatus {
  export const OK = 0;
  export const BAD_MAGIC = 40;
  export const BAD_VERSION = 41;
  export const BAD_SHAPE = 42;
  export const BAD_LENGTH = 43;
}

@unmanaged
export class PackedEncoder {
  magic: u32;
  version: u32;
  side: u32;
  latents: u32;
  layers: u32;

  /** Channels that layer `i` takes in: the image's colours, or what the layer before it gives out. */
  channels(i: u32): u32 {
    return i == 0 ? COLOURS : load<u32>(changetype<usize>(this) + (i - 1) * 4, offsetof<PackedEncoder>());
  }

  /** Checks everything that could lead an encoding out of its memory. */
  check(bytes: u32): i32 {
    if (bytes < HEADER_BYTES) return EncoderStatus.BAD_LENGTH;
    if (this.magic != ENCODER_MAGIC) return EncoderStatus.BAD_MAGIC;
    if (this.version != ENCODER_VERSION) return EncoderStatus.BAD_VERSION;
    if (this.side > MAX_SIDE || this.latents > MAX_LATENTS || !wholeGroups(this.latents)) return EncoderStatus.BAD_SHAPE;
    if (this.layers == 0 || this.layers > MAX_LAYERS) return EncoderStatus.BAD_SHAPE;
    let floats: u64 = 0;
    let side = this.side;
    for (let i: u32 = 0; i < this.layers; i++) {
      const out = this.channels(i + 1);
      if (out > MAX_CHANNELS || !wholeGroups(out) || side < 6) return EncoderStatus.BAD_SHAPE;
      floats += <u64>out * (1 + KERNEL * KERNEL * this.channels(i));
      side = sideAfter(side);
    }
    floats += <u64>this.latents * (1 + side * side * this.channels(this.layers));
    return <u64>bytes == HEADER_BYTES + floats * 4 ? EncoderStatus.OK : EncoderStatus.BAD_LENGTH;
  }

  /** Bytes that `encode` needs beside the image, for two layers' values. */
  get scratchBytes(): u32 {
    return this.halfScratch * 2;
  }

  /** Room for the values of the largest layer. */
  get halfScratch(): u32 {
    let most: u32 = 0;
    let side = this.side;
    for (let i: u32 = 0; i < this.layers; i++) {
      side = sideAfter(side);
      most = max(most, side * side * this.channels(i + 1) * 4);
    }
    return (most + 15) & ~15;
  }
}

// @ts-ignore: decorator
@inline
function wholeGroups(channels: u32): bool {
  return channels > 0 && channels % GROUP == 0;
}

// @ts-ignore: decorator
@inline
function sideAfter(side: u32): u32 {
  return (side - KERNEL) / 2 + 1;
}

/** The latent means, f32, of the image at `image` (f32), to `out`; `scratch` is the encoder's own. */
export function encode(encoder: PackedEncoder, image: usize, scratch: usize, out: usize): void {
  let weights = changetype<usize>(encoder) + HEADER_BYTES;
  let input = image;
  let output = scratch;
  let side = encoder.side;
  const half = encoder.halfScratch;
  for (let i: u32 = 0; i < encoder.layers; i++) {
    const inputs = encoder.channels(i);
    const outputs = encoder.channels(i + 1);
    convolve(input, side, inputs, weights, outputs, output);
    weights += outputs * (1 + KERNEL * KERNEL * inputs) * 4;
    side = sideAfter(side);
    input = output;
    output = output == scratch ? scratch + half : scratch;
  }
  combine(input, side * side * encoder.channels(encoder.layers), weights, encoder.latents, out);
}

// @ts-ignore: decorator
@inline
function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
function storeRectified(at: usize, low: v128, high: v128): void {
  v128.store(at, f32x4.max(low, f32x4.splat(0)));
  v128.store(at, f32x4.max(high, f32x4.splat(0)), 16);
}

/** Four places of eight channels at a time; the last four places may overlap those before. */
function convolve(input: usize, side: u32, inputs: u32, layer: usize, outputs: u32, output: usize): void {
  const wide = sideAfter(side);
  const places = wide * wide;
  const stride = inputs * 4;
  const run = KERNEL * stride;
  for (let channel: u32 = 0; channel < outputs; channel += GROUP) {
    const biasLow = v128.load(layer + channel * 4);
    const biasHigh = v128.load(layer + channel * 4, 16);
    const kernel = layer + (outputs + channel * KERNEL * KERNEL * inputs) * 4;
    for (let next: u32 = 0; next < places; next += PLACES) {
      const place = min(next, places - PLACES);
      let x0 = input + placeOffset(place, wide, side) * stride;
      let x1 = input + placeOffset(place + 1, wide, side) * stride;
      let x2 = input + placeOffset(place + 2, wide, side) * stride;
      let x3 = input + placeOffset(place + 3, wide, side) * stride;
      let low0 = biasLow;
      let low1 = biasLow;
      let low2 = biasLow;
      let low3 = biasLow;
      let high0 = biasHigh;
      let high1 = biasHigh;
      let high2 = biasHigh;
      let high3 = biasHigh;
      let w = kernel;
      for (let row: u32 = 0; row < KERNEL; row++) {
        for (let at: u32 = 0; at < run; at += 4, w += 32) {
          const low = v128.load(w);
          const high = v128.load(w, 16);
          const value0 = v128.load32_splat(x0 + at);
          low0 = addProduct(low0, value0, low);
          high0 = addProduct(high0, value0, high);
          const value1 = v128.load32_splat(x1 + at);
          low1 = addProduct(low1, value1, low);
          high1 = addProduct(high1, value1, high);
          const value2 = v128.load32_splat(x2 + at);
          low2 = addProduct(low2, value2, low);
          high2 = addProduct(high2, value2, high);
          const value3 = v128.load32_splat(x3 + at);
          low3 = addProduct(low3, value3, low);
          high3 = addProduct(high3, value3, high);
        }
        x0 += side * stride;
        x1 += side * stride;
        x2 += side * stride;
        x3 += side * stride;
      }
      const to = output + (place * outputs + channel) * 4;
      storeRectified(to, low0, high0);
      storeRectified(to + outputs * 4, low1, high1);
      storeRectified(to + outputs * 8, low2, high2);
      storeRectified(to + outputs * 12, low3, high3);
    }
  }
}

/** How many values' channels lie before the kernel of output place `place`. */
// @ts-ignore: decorator
@inline
function placeOffset(place: u32, wide: u32, side: u32): u32 {
  const row = place / wide;
  return 2 * (row * side + (place - row * wide));
}

/** The dense layer. */
function combine(input: usize, inputs: u32, layer: usize, outputs: u32, output: usize): void {
  let w = layer + outputs * 4;
  for (let channel: u32 = 0; channel < outputs; channel += GROUP) {
    let low = v128.load(layer + channel * 4);
    let high = v128.load(layer + channel * 4, 16);
    for (let i: u32 = 0; i < inputs; i++, w += 32) {
      const value = v128.load32_splat(input + i * 4);
      low = addProduct(low, value, v128.load(w));
      high = addProduct(high, value, v128.load(w, 16));
    }
    v128.store(output + channel * 4, low);
    v128.store(output + channel * 4, high, 16);
  }
}
