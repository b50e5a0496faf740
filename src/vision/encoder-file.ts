/**
 * The file of a trained encoder, little-endian:
 *
 *     byte   ┌──────────────────────────────────────────────────────────────┐
 *        0   │ magic "WENC"                                                 │
 *        4   │ version, 2                                                   │
 *        8   │ SHA-256 of the packed encoder                                │
 *       40   ├──────────────────────────────────────────────────────────────┤
 *            │ packed encoder, as assembly/vision/encoder.ts draws it       │
 *            └──────────────────────────────────────────────────────────────┘
 *
 * Version 1 is a packed encoder alone, which begins with the same magic and its own version, 1.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { UserError } from "../user-error.js";
import { IMAGE_SIDE, type VaeShape, vaeLayers } from "./vae-shape.js";

const MAGIC = 0x434e4557;
const VERSION = 2;
const HASH = 8;
const PACKED = 40;
const PACKED_VERSION = 1;
const PACKED_HEADER_WORDS = 9;
/** Of channels and latents, as the kernel has it of latents. */
const LARGEST_WIDTH = 256;
/** Channels out that lie side by side. */
const GROUP = 8;

/** The file of the encoder's part of an autoencoder's parameters. */
export function encoderFile(shape: VaeShape, parameters: Float32Array): Uint8Array {
  const packed = packEncoder(shape, parameters);
  const file = new Uint8Array(PACKED + packed.length);
  new Uint32Array(file.buffer, 0, 2).set([MAGIC, VERSION]);
  file.set(sha256(packed), HASH);
  file.set(packed, PACKED);
  return file;
}

/** The encoder's part of an autoencoder's parameters, packed: of the heads, the means alone. */
export function packEncoder(shape: VaeShape, parameters: Float32Array): Uint8Array {
  const { channels, latents } = shape;
  const layers = encoderLayers(shape);
  const packed = new DataView(new ArrayBuffer(packedBytes(shape)));
  const words = [MAGIC, PACKED_VERSION, IMAGE_SIDE, latents, channels.length, ...channels];
  for (const [i, word] of words.entries()) packed.setUint32(i * 4, word, true);
  let to = PACKED_HEADER_WORDS * 4;
  const write = (value: number) => {
    packed.setFloat32(to, value, true);
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
  return new Uint8Array(packed.buffer);
}

/**
 * The shape of the encoder in a file. Throws a UserError that says in one line why it is none of car racing's.
 * @param origin the file's name, for error lines.
 */
export function encoderShape(bytes: Uint8Array, origin: string): VaeShape {
  return shapeOf(packedIn(bytes, origin), origin);
}

/**
 * The packed encoder in a file, which the kernel takes, where it gives so many latents. Throws a UserError as `encoderShape` does.
 * @param origin the file's name, for error lines.
 */
export function requireEncoder(bytes: Uint8Array, latents: number, origin: string): Uint8Array {
  const packed = packedIn(bytes, origin);
  const shape = shapeOf(packed, origin);
  if (shape.latents === latents) return packed;
  throw new UserError(`${origin}: ${shape.latents} latents: expected ${latents}`);
}

/** The packed encoder, which is checked against the hash before it; version 1 had none. */
function packedIn(bytes: Uint8Array, origin: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HASH || view.getUint32(0, true) !== MAGIC) throw noEncoder(origin);
  const version = view.getUint32(4, true);
  if (version === PACKED_VERSION) return bytes;
  if (version !== VERSION) throw new UserError(`${origin}: version: ${version}: expected 1 to ${VERSION}`);
  const packed = bytes.subarray(PACKED);
  const hash = bytes.subarray(HASH, PACKED);
  if (sha256(packed).every((byte, i) => byte === hash[i])) return packed;
  throw new UserError(`${origin}: cut short or damaged: the content is not what its sha256 was taken of`);
}

function shapeOf(packed: Uint8Array, origin: string): VaeShape {
  if (packed.length < PACKED_HEADER_WORDS * 4) throw noEncoder(origin);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const words = Array.from({ length: PACKED_HEADER_WORDS }, (_, i) => view.getUint32(i * 4, true));
  const [magic, version, side, latents, convolutions, ...channels] = words;
  if (magic !== MAGIC || version !== PACKED_VERSION) throw noEncoder(origin);
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
  const expected = packedBytes(shape);
  if (packed.length !== expected) {
    throw new UserError(`${origin}: ${packed.length} bytes: expected ${expected}, cut short, or of other channels`);
  }
  return shape;
}

function noEncoder(origin: string): UserError {
  return new UserError(`${origin}: not an encoder's weights: expected a file that wann train-vae wrote`);
}

/** The encoder's layers as matrices, and how many of their columns the file keeps. */
function encoderLayers(shape: VaeShape): { rows: number; columns: number; kept: number }[] {
  return vaeLayers(shape)
    .slice(0, shape.channels.length + 1)
    .map(({ inputs, outputs, taps }, i) => {
      return { rows: inputs * taps, columns: outputs, kept: i < shape.channels.length ? outputs : shape.latents };
    });
}

function packedBytes(shape: VaeShape): number {
  return encoderLayers(shape).reduce((sum, { rows, kept }) => sum + 4 * kept * (1 + rows), PACKED_HEADER_WORDS * 4);
}
