/** The autoencoder of 64 × 64 pixels, plainly, in float64: its losses. */
export interface Shape {
  /** Channels out of each of the encoder's four convolutions. */
  readonly channels: readonly number[];
  readonly latents: number;
}

type Output = (x: number) => number;

interface Layer {
  readonly name: string;
  readonly side: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly transposed: boolean;
  readonly output: Output;
}

const COLOURS = 3;
const TOLERANCE = 0.5;
const linear: Output = (x) => x;
const rectified: Output = (x) => Math.max(0, x);
const sigmoid: Output = (x) => 1 / (1 + Math.exp(-x));

function layers({ channels: [a, b, c, d], latents }: Shape): { encoder: Layer[]; decoder: Layer[] } {
  const convolution = (name: string, side: number, inputs: number, outputs: number, kernel = 4, output = rectified) => {
    return { name, side, inputs, outputs, kernel, transposed: false, output };
  };
  const transposed = (
    name: string,
    side: number,
    inputs: number,
    outputs: number,
    kernel: number,
    output = rectified,
  ) => {
    return { name, side, inputs, outputs, kernel, transposed: true, output };
  };
  return {
    encoder: [
      convolution("convolution 1", 64, COLOURS, a),
      convolution("convolution 2", 31, a, b),
      convolution("convolution 3", 14, b, c),
      convolution("convolution 4", 6, c, d),
      convolution("heads", 2, d, 2 * latents, 2, linear),
    ],
    decoder: [
      convolution("dense", 1, latents, 4 * d, 1, linear),
      transposed("transposed 1", 1, 4 * d, c, 5),
      transposed("transposed 2", 5, c, b, 5),
      transposed("transposed 3", 13, b, a, 6),
      transposed("transposed 4", 30, a, COLOURS, 6, sigmoid),
    ],
  };
}

/** Each tensor of parameters with its place, in the kernels' order. */
export function tensors(shape: Shape): { name: string; from: number; count: number; inputs: number }[] {
  const { encoder, decoder } = layers(shape);
  let from = 0;
  return [...encoder, ...decoder].flatMap(({ name, inputs, outputs, kernel }) => {
    const weights = inputs * outputs * kernel ** 2;
    const bias = { name: `${name}, bias`, from, count: outputs, inputs };
    from += outputs + weights;
    return [bias, { name: `${name}, weights`, from: from - weights, count: weights, inputs: inputs * kernel ** 2 }];
  });
}

function apply(layer: Layer, parameters: ArrayLike<number>, at: number, image: readonly number[]): number[] {
  const { side, inputs, outputs, kernel, transposed, output } = layer;
  const after = transposed ? 2 * (side - 1) + kernel : Math.floor((side - kernel) / 2) + 1;
  const sums = Array.from({ length: after * after * outputs }, (_, i) => parameters[at + (i % outputs)]);
  const small = Math.min(side, after);
  const large = Math.max(side, after);
  for (let row = 0; row < small; row++) {
    for (let column = 0; column < small; column++) {
      for (let tap = 0; tap < kernel ** 2; tap++) {
        const y = 2 * row + Math.floor(tap / kernel);
        const x = 2 * column + (tap % kernel);
        const [from, to] = [row * small + column, y * large + x];
        for (let i = 0; i < inputs; i++) {
          for (let o = 0; o < outputs; o++) {
            const index = transposed ? (i * kernel ** 2 + tap) * outputs + o : (tap * inputs + i) * outputs + o;
            const weight = parameters[at + outputs + index];
            if (transposed) sums[to * outputs + o] += weight * image[from * inputs + i];
            else sums[from * outputs + o] += weight * image[to * inputs + i];
          }
        }
      }
    }
  }
  return sums.map(output);
}

/** What a run of layers makes of an image, with parameters from `at` on. */
function run(list: readonly Layer[], parameters: ArrayLike<number>, at: number, image: readonly number[]): number[] {
  let values = [...image];
  for (const layer of list) {
    values = apply(layer, parameters, at, values);
    at += layer.outputs * (1 + layer.inputs * layer.kernel ** 2);
  }
  return values;
}

/** The means and log variances of a frame's latents. */
export function heads(shape: Shape, parameters: ArrayLike<number>, frame: ArrayLike<number>): [number[], number[]] {
  const values = run(layers(shape).encoder, parameters, 0, Array.from(frame));
  return [values.slice(0, shape.latents), values.slice(shape.latents)];
}

/** Mean losses of frames, [frame][row][column][colour], whose latents are drawn with `noise`, [frame][latent]. */
export function losses(
  shape: Shape,
  parameters: ArrayLike<number>,
  frames: readonly ArrayLike<number>[],
  noise: readonly ArrayLike<number>[],
): { reconstruction: number; divergence: number } {
  const decoder = tensors(shape).find(({ name }) => name === "dense, bias")?.from ?? 0;
  let [reconstruction, divergence] = [0, 0];
  for (const [f, frame] of frames.entries()) {
    const [means, logVariances] = heads(shape, parameters, frame);
    const charge = means.reduce((sum, m, i) => sum + (m * m + Math.exp(logVariances[i]) - logVariances[i] - 1) / 2, 0);
    divergence += Math.max(charge, TOLERANCE * shape.latents) / frames.length;
    const latents = means.map((m, i) => m + Math.exp(logVariances[i] / 2) * noise[f][i]);
    const seen = run(layers(shape).decoder, parameters, decoder, latents);
    reconstruction += seen.reduce((sum, value, i) => sum + (value - frame[i]) ** 2, 0) / frames.length;
  }
  return { reconstruction, divergence };
}
