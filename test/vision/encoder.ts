/** The encoder as test/assembly/encoder.ts exports it. */
import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import { Purpose, Stream } from "../../src/random/stream.js";
import { parameterCount, type Shape } from "../twin/encoder.js";

type Exports = Record<string, unknown> & {
  memory: { buffer: ArrayBuffer };
  encoderOpen(bytes: number, values: number): number;
  encoderCheck(bytes: number): number;
  encoderPrepare(): void;
  encoderImage(): number;
  encoderFlat(): number;
  encoderRun(): number;
};

const wasm = readFile(new URL("../../dist/wasm/probes.wasm", import.meta.url));

const MAGIC = 0x434e4557;
export const HEADER_BYTES = 36;

/** A file's header, as u32. */
export function header({ side, channels, latents }: Shape): number[] {
  return [MAGIC, 1, side, latents, channels.length, ...channels, 0, 0, 0].slice(0, HEADER_BYTES / 4);
}

/** Uniform in ±`range`. */
export function uniforms(seed: number, count: number, range: number): Float32Array {
  const random = new Stream(seed, Purpose.randomWeights);
  return Float32Array.from({ length: count }, () => random.uniform(-range, range));
}

/** Uniform bytes. */
export function bytes(seed: number, count: number): Uint8Array {
  return Uint8Array.from(uniforms(seed, count, 128), (value) => value + 128);
}

export class Encoder {
  private constructor(
    private readonly exports: Exports,
    private readonly shape: Shape,
  ) {}

  /** An encoder without a file as yet. */
  static async start(shape: Shape): Promise<Encoder> {
    return new Encoder((await instantiate<Exports>(wasm)).exports, shape);
  }

  /** One with drawn parameters and a drawn image. */
  static async load(shape: Shape): Promise<Encoder> {
    const encoder = await Encoder.start(shape);
    const status = encoder.open(header(shape), uniforms(1, encoder.parameters, 0.2));
    if (status !== 0) throw new Error(`refused with status ${status}`);
    encoder.show(bytes(2, 3 * shape.side ** 2));
    return encoder;
  }

  get parameters(): number {
    return parameterCount(this.shape);
  }

  /** Writes a file and returns what its check says, 0 where it is good. */
  open(words: readonly number[], parameters: Float32Array, bytes = HEADER_BYTES + parameters.byteLength): number {
    const { exports } = this;
    const at = exports.encoderOpen(HEADER_BYTES + parameters.byteLength, 3 * this.shape.side ** 2);
    new Uint32Array(exports.memory.buffer, at, HEADER_BYTES / 4).set(words);
    new Float32Array(exports.memory.buffer, at + HEADER_BYTES, parameters.length).set(parameters);
    return exports.encoderCheck(bytes);
  }

  /**
   * Gives it an image, [row][column][colour].
   * @param flat whether it is told which pixels are as the one to their left.
   */
  show(image: Uint8Array, flat = true): void {
    const { side } = this.shape;
    const { buffer } = this.exports.memory;
    new Int16Array(buffer, this.exports.encoderImage(), image.length).set(image);
    const rows = new BigUint64Array(buffer, this.exports.encoderFlat(), side).fill(0n);
    for (let pixel = 1; flat && pixel < side * side; pixel++) {
      const [at, column] = [3 * pixel, pixel % side];
      const same = [0, 1, 2].every((k) => image[at + k] === image[at + k - 3]);
      if (column > 0 && same) rows[Math.floor(pixel / side)] |= 1n << BigInt(column);
    }
  }

  /** Makes it ready by the image that it was given. */
  prepare(): void {
    this.exports.encoderPrepare();
  }

  /** The image's latents. */
  encode(): Float32Array {
    const at = this.exports.encoderRun();
    return new Float32Array(this.exports.memory.buffer, at, this.shape.latents);
  }
}
