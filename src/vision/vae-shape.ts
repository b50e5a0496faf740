/** How large an autoencoder is, and where its parameters lie; the layers are assembly/vision/vae.ts's. */

/** Side of the images. */
export const IMAGE_SIDE = 64;
const COLOURS = 3;
/** Floats, or bytes, of an image. */
export const IMAGE_FLOATS = IMAGE_SIDE * IMAGE_SIDE * COLOURS;
const ENCODER_KERNEL = 4;
/** Side of what the last convolution gives out. */
const LAST_SIDE = 2;
const DECODER_KERNELS = [5, 5, 6, 6];

export interface VaeShape {
  /** Out of each of the encoder's four convolutions; multiples of 8. The decoder has them in reverse. */
  readonly channels: readonly [number, number, number, number];
  /** A multiple of 8. */
  readonly latents: number;
}

export interface VaeLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Values of a kernel that belong to one input and one output. */
  readonly taps: number;
}

/** The layers in the order of their parameters: four convolutions, both heads as one, and the decoder's five. */
export function vaeLayers({ channels, latents }: VaeShape): VaeLayer[] {
  const taps = ENCODER_KERNEL ** 2;
  const last = channels[3];
  const hidden = last * LAST_SIDE ** 2;
  const convolutions = channels.map((outputs, i) => ({ inputs: channels[i - 1] ?? COLOURS, outputs, taps }));
  const back = [...channels].reverse();
  const transposed = DECODER_KERNELS.map((kernel, i) => ({
    inputs: i === 0 ? hidden : back[i],
    outputs: back[i + 1] ?? COLOURS,
    taps: kernel ** 2,
  }));
  return [
    ...convolutions,
    { inputs: last, outputs: 2 * latents, taps: LAST_SIDE ** 2 },
    { inputs: latents, outputs: hidden, taps: 1 },
    ...transposed,
  ];
}
