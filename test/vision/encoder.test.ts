import { beforeAll, describe, expect, it } from "vitest";
import { encode, type Shape } from "../twin/encoder.js";
import { bytes, Encoder, HEADER_BYTES, header, uniforms } from "./encoder.js";

const SHAPE: Shape = { side: 64, channels: [8, 16, 32, 64], latents: 16 };
const [BAD_MAGIC, BAD_VERSION, BAD_SHAPE, BAD_LENGTH] = [40, 41, 42, 43];

describe.each([
  [SHAPE],
  [{ side: 64, channels: [16], latents: 8 }],
  [{ side: 20, channels: [8, 24], latents: 32 }],
  [{ side: 63, channels: [24, 8, 16], latents: 16 }],
] satisfies [Shape][])("an encoder of %j", (shape) => {
  const pixels = 3 * shape.side ** 2;
  const stripes = Uint8Array.from({ length: pixels }, (_, i) => 255 * (Math.floor(i / 33) % 2));

  it.each([
    ["noise", bytes(2, pixels)],
    ["white", new Uint8Array(pixels).fill(255)],
    ["black", new Uint8Array(pixels)],
    ["stripes", stripes],
  ])("gives in whole numbers the latents that a plain one in float64 gives of %s, to a hundredth", async (_, image) => {
    const encoder = await Encoder.start(shape);
    const parameters = uniforms(1, encoder.parameters, 0.2);
    expect(encoder.open(header(shape), parameters)).toBe(0);
    encoder.show(image);
    const expected = encode(
      shape,
      parameters,
      Float32Array.from(image, (level) => level / 255),
    );
    const scale = Math.max(...expected.map(Math.abs));
    expect(scale).toBeGreaterThan(0.1);
    const worst = Math.max(...Array.from(encoder.encode(), (latent, i) => Math.abs(latent - expected[i]) / scale));
    expect(worst).toBeLessThan(0.01);
  });

  it("gives the same latents to the bit whether it is told what is flat or not", async () => {
    const encoder = await Encoder.start(shape);
    expect(encoder.open(header(shape), uniforms(1, encoder.parameters, 0.2))).toBe(0);
    encoder.show(stripes, false);
    const latents = encoder.encode().slice();
    encoder.show(stripes);
    expect(encoder.encode()).toEqual(latents);
  });

  it("gives the same latents to the bit whatever image it was made ready by", async () => {
    const encoder = await Encoder.start(shape);
    expect(encoder.open(header(shape), uniforms(1, encoder.parameters, 0.2))).toBe(0);
    encoder.show(stripes);
    const latents = encoder.encode().slice();
    encoder.show(bytes(2, pixels));
    encoder.prepare();
    encoder.show(stripes);
    expect(encoder.encode()).toEqual(latents);
  });
});

describe("an encoder's file", () => {
  let encoder: Encoder;
  let parameters: Float32Array;
  const words = header(SHAPE);

  beforeAll(async () => {
    encoder = await Encoder.start(SHAPE);
    parameters = new Float32Array(encoder.parameters);
  });

  const changed = (index: number, value: number) => encoder.open(words.with(index, value), parameters);

  it("is refused where it is no encoder's, or of another version", () => {
    expect(changed(0, words[0] + 1)).toBe(BAD_MAGIC);
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

  it("is refused where it is cut off, too long, or of other channels than it has weights for", () => {
    const bytes = HEADER_BYTES + parameters.byteLength;
    for (const length of [0, HEADER_BYTES - 1, HEADER_BYTES, bytes - 4, bytes + 4]) {
      expect(encoder.open(words, parameters, length)).toBe(BAD_LENGTH);
    }
    expect(changed(5, 16)).toBe(BAD_LENGTH);
  });
});
