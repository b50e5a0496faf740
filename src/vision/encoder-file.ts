/** The file of a trained encoder, laid out as assembly/vision/encoder.ts says. */
import { UserError } from "../user-error.js";
import { IMAGE_SIDE, type VaeShape, vaeLayers } from "./vae-shape.js";

const MAGIC = 0x434e4557;
const VERSION = 1;
const HEADER_WORDS = 9;
/** Of channels and latents, as the kernel has it of latents. */
const LARGEST_WIDTH = 256;
/** Channels out that lie side by side. */
const GROUP = 8;

/** The encoder's part of an autoencoder's parameters as a file: of the heads, the means alone. */
export function encoderFile(shape: VaeShape, parameters: Float32Array): Uint8Array {
  const { channels, latents } = shape;
  const layers = encoderLayers(shape);
  const file = new DataView(new ArrayBuffer(fileBytes(shape)));
  const words = [MAGIC, VERSION, IMAGE_SIDE, latents, channels.length, ...channels];
  for (const [i, word] of words.entries()) file.setUint32(i * 4, word, true);
  let to = HEADER_WORDS * 4;
  const write = (value: number) => {
    file.setFloat32(to, value, true);
    to += 4;
  };
  let from = 0;
  for (const { rows, columns, kept } of layers) {
    for (let column = 0; column < kept; column++) write(parameters[from + column]);
    from += columns;
    for (let group = 0; group < kept; group += GROUP) {
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < GROUP; i++) write(parameters[from + row * columns + group + i]);
      }
    }
    from += rows * columns;
  }
  return new Uint8Array(file.buffer);
}

/**
 * The shape of the encoder in a file. Throws a UserError that says in one line why it is none of car racing's.
 * @param origin the file's name, for error lines.
 */
export function encoderShape(bytes: Uint8Array, origin: string): VaeShape {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_WORDS * 4 || view.getUint32(0, true) !== MAGIC) {
    throw new UserError(`${origin}: not an encoder's weights: expected a file that wann train-vae wrote`);
  }
  const [version, side, latents, convolutions, ...channels] = Array.from({ length: HEADER_WORDS - 1 }, (_, i) => {
    return view.getUint32(4 + i * 4, true);
  });
  if (version !== VERSION) throw new UserError(`${origin}: version: ${version}: expected ${VERSION}`);
  if (side !== IMAGE_SIDE) throw new UserError(`${origin}: images of ${side} × ${side}: expected ${IMAGE_SIDE}`);
  if (convolutions !== channels.length) {
    throw new UserError(`${origin}: ${convolutions} convolutions: expected ${channels.length}`);
  }
  for (const width of [...channels, latents]) {
    if (width === 0 || width % GROUP !== 0 || width > LARGEST_WIDTH) {
      throw new UserError(`${origin}: ${width} channels or latents: expected multiples of 8 up to ${LARGEST_WIDTH}`);
    }
  }
  const [a, b, c, d] = channels;
  const shape: VaeShape = { channels: [a, b, c, d], latents };
  const expected = fileBytes(shape);
  if (bytes.length !== expected) {
    throw new UserError(`${origin}: ${bytes.length} bytes: expected ${expected}, cut short, or of other channels`);
  }
  return shape;
}

/**
 * `bytes`, where they are an encoder's that gives so many latents. Throws a UserError as `encoderShape` does.
 * @param origin the file's name, for error lines.
 */
export function requireEncoder(bytes: Uint8Array, latents: number, origin: string): Uint8Array {
  const shape = encoderShape(bytes, origin);
  if (shape.latents === latents) return bytes;
  throw new UserError(`${origin}: ${shape.latents} latents: expected ${latents}`);
}

/** The encoder's layers as matrices, and how many of their columns the file keeps. */
function encoderLayers(shape: VaeShape): { rows: number; columns: number; kept: number }[] {
  return vaeLayers(shape)
    .slice(0, shape.channels.length + 1)
    .map(({ inputs, outputs, taps }, i) => {
      return { rows: inputs * taps, columns: outputs, kept: i < shape.channels.length ? outputs : shape.latents };
    });
}

function fileBytes(shape: VaeShape): number {
  return encoderLayers(shape).reduce((sum, { rows, kept }) => sum + 4 * kept * (1 + rows), HEADER_WORDS * 4);
}
