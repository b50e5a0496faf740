/** The convolutional encoder, plainly, in float64. */
export interface Shape {
  readonly side: number;
  /** Channels out of each convolution. */
  readonly channels: readonly number[];
  readonly latents: number;
}

const KERNEL = 4;
const GROUP = 8;
const COLOURS = 3;

export function sideAfter(side: number): number {
  return Math.floor((side - KERNEL) / 2) + 1;
}

/** Values that each layer's bias and weights take in the file, the dense one last. */
function layers({ side, channels, latents }: Shape): { inputs: number; outputs: number; taps: number }[] {
  const convolutions = channels.map((outputs, i) => ({
    inputs: channels[i - 1] ?? COLOURS,
    outputs,
    taps: KERNEL * KERNEL,
  }));
  const last = channels.reduce(sideAfter, side);
  const inputs = last * last * channels[channels.length - 1];
  return [...convolutions, { inputs, outputs: latents, taps: 1 }];
}

export function parameterCount(shape: Shape): number {
  return layers(shape).reduce((sum, { inputs, outputs, taps }) => sum + outputs * (1 + taps * inputs), 0);
}

/** The latents of an image, [row][column][colour], with the parameters in the file's order. */
export function encode(shape: Shape, parameters: Float32Array, image: Float32Array): number[] {
  let at = 0;
  let values = [...image];
  let side = shape.side;
  for (const [i, { inputs, outputs, taps }] of layers(shape).entries()) {
    const bias = parameters.subarray(at, at + outputs);
    const weights = parameters.subarray(at + outputs, at + outputs * (1 + taps * inputs));
    at += outputs * (1 + taps * inputs);
    const weight = (output: number, tap: number, input: number): number =>
      weights[((Math.floor(output / GROUP) * taps + tap) * inputs + input) * GROUP + (output % GROUP)];
    const dense = i === shape.channels.length;
    const wide = dense ? 1 : sideAfter(side);
    const next: number[] = [];
    for (let row = 0; row < wide; row++) {
      for (let column = 0; column < wide; column++) {
        for (let output = 0; output < outputs; output++) {
          let sum = bias[output];
          for (let tap = 0; tap < taps; tap++) {
            const y = 2 * row + Math.floor(tap / KERNEL);
            const x = 2 * column + (tap % KERNEL);
            for (let input = 0; input < inputs; input++) {
              sum += weight(output, tap, input) * values[(y * side + x) * inputs + input];
            }
          }
          next.push(dense ? sum : Math.max(0, sum));
        }
      }
    }
    values = next;
    side = wide;
  }
  return values;
}
