/**
 * The encoder half of a convolutional variational autoencoder (D. P. Kingma & M. Welling, 2013; for car racing, D. Ha &
 * J. Schmidhuber, "World Models", 2018): convolutions of 4 × 4 in steps of 2 without padding, rectified, then one dense layer to
 * the means of the latents. Its width is the file's; a frame's cost is known from it. This is the file as it was trained, in f32.
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
export const HEADER_BYTES: u32 = 36;
export const COLOURS: u32 = 3;
export const KERNEL: u32 = 4;
/** Channels that are computed at once: two vectors. */
export const GROUP: u32 = 8;
const MAX_LAYERS: u32 = 4;
export const MAX_CHANNELS: u32 = 256;
/** A bit a column in 64. */
const MAX_SIDE: u32 = 64;
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
}

// @ts-ignore: decorator
@inline
function wholeGroups(channels: u32): bool {
  return channels > 0 && channels % GROUP == 0;
}

// @ts-ignore: decorator
@inline
export function sideAfter(side: u32): u32 {
  return (side - KERNEL) / 2 + 1;
}
