import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import { describe, expect, it } from "vitest";
import { Purpose, Stream } from "../../src/random/stream.js";
import { encode, parameterCount, type Shape } from "../twin/encoder.js";

type Exports = Record<string, unknown> & {
  memory: { buffer: ArrayBuffer };
  encoderOpen(bytes: number, values: number): number;
  encoderCheck(bytes: number): number;
  encoderImage(): number;
  encoderRun(): number;
};

const { exports } = await instantiate<Exports>(readFile(new URL("../../dist/probes.wasm", import.meta.url)));

const MAGIC = 0x434e4557;
const HEADER_BYTES = 36;
const SHAPE: Shape = { side: 64, channels: [8, 16, 32, 64], latents: 16 };
const [BAD_MAGIC, BAD_VERSION, BAD_SHAPE, BAD_LENGTH] = [1, 2, 3, 4];

/** Uniform in ±`range`. */
function uniforms(seed: number, count: number, range: number): Float32Array {
  const random = new Stream(seed, Purpose.randomWeights);
  return Float32Array.from({ length: count }, () => random.uniform(-range, range));
}

function header({ side, channels, latents }: Shape): number[] {
  return [MAGIC, 1, side, latents, channels.length, ...channels, 0, 0, 0].slice(0, HEADER_BYTES / 4);
}

/** Writes a file and returns what its check says. */
function open(
  words: readonly number[],
  parameters: Float32Array,
  bytes = HEADER_BYTES + parameters.byteLength,
): number {
  const at = exports.encoderOpen(HEADER_BYTES + parameters.byteLength, 3 * 64 * 64);
  new Uint32Array(exports.memory.buffer, at, HEADER_BYTES / 4).set(words);
  new Float32Array(exports.memory.buffer, at + HEADER_BYTES, parameters.length).set(parameters);
  return exports.encoderCheck(bytes);
}

describe.each([
  [SHAPE],
  [{ side: 64, channels: [16], latents: 8 }],
  [{ side: 20, channels: [8, 24], latents: 32 }],
  [{ side: 63, channels: [24, 8, 16], latents: 16 }],
] satisfies [Shape][])("an encoder of %j", (shape) => {
  it("gives the latents that a plain one in float64 gives, to 1e-5", () => {
    const parameters = uniforms(1, parameterCount(shape), 0.2);
    const image = uniforms(2, 3 * shape.side ** 2, 1).map(Math.abs);
    expect(open(header(shape), parameters)).toBe(0);
    new Float32Array(exports.memory.buffer, exports.encoderImage(), image.length).set(image);
    const latents = new Float32Array(exports.memory.buffer, exports.encoderRun(), shape.latents);
    const expected = encode(shape, parameters, image);
    const scale = Math.max(...expected.map(Math.abs));
    expect(scale).toBeGreaterThan(0.1);
    for (const [i, latent] of latents.entries()) expect(Math.abs(latent - expected[i]) / scale).toBeLessThan(1e-5);
  });
});

describe("an encoder's file", () => {
  const parameters = new Float32Array(parameterCount(SHAPE));
  const words = header(SHAPE);
  const changed = (index: number, value: number) => open(words.with(index, value), parameters);

  it("is refused where it is no encoder's, or of another version", () => {
    expect(changed(0, MAGIC + 1)).toBe(BAD_MAGIC);
    expect(changed(1, 2)).toBe(BAD_VERSION);
  });

  it("is refused where its shape cannot be", () => {
    const impossible: readonly [index: number, values: readonly number[]][] = [
      [2, [0, 5, 32, 257, 2 ** 31]],
      [3, [0, 12, 264]],
      [4, [0, 5, 2 ** 32 - 1]],
      [5, [0, 9, 520, 2 ** 31]],
    ];
    for (const [index, values] of impossible) for (const value of values) expect(changed(index, value)).toBe(BAD_SHAPE);
  });

  it("is refused where it is cut off, too long, or of fewer channels than it has weights for", () => {
    const bytes = HEADER_BYTES + parameters.byteLength;
    for (const length of [0, HEADER_BYTES - 1, HEADER_BYTES, bytes - 4, bytes + 4]) {
      expect(open(words, parameters, length)).toBe(BAD_LENGTH);
    }
    expect(changed(5, 16)).toBe(BAD_LENGTH);
  });
});
