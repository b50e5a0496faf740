import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { normals } from "../../src/random/normal.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { VaeModule } from "../../src/vision/vae-module.js";
import { losses, tensors } from "../twin/vae.js";

const SHAPE = { channels: [8, 16, 8, 8], latents: 8 } as const;
const FRAMES = 2;
const PIXELS = 3 * 64 * 64;
const STEP = 1e-5;

const wasm = readFile(new URL("../../dist/wasm/vae-training.wasm", import.meta.url));

/** An autoencoder with weights drawn as wide as `gain`, and what passes it. */
async function sample(gain: number) {
  const module = await VaeModule.load(await wasm, SHAPE, FRAMES);
  const random = new Stream(1, Purpose.randomWeights);
  const { parameters } = module;
  for (const { from, count, inputs } of tensors(SHAPE)) {
    for (let i = from; i < from + count; i++) parameters[i] = random.uniform(-gain, gain) / Math.sqrt(inputs);
  }
  const images = module.images(FRAMES);
  for (let i = 0; i < images.length; i++) images[i] = random.unit();
  const noise = normals(random, FRAMES * SHAPE.latents).map(Math.fround);
  const measured = module.forward(FRAMES, noise);
  module.backward(FRAMES);
  const perFrame = <T extends Float32Array | Float64Array>(all: T, count: number) => {
    return Array.from({ length: FRAMES }, (_, i) => all.slice(i * count, (i + 1) * count));
  };
  const plain = (values: ArrayLike<number>) => {
    return losses(SHAPE, values, perFrame(images, PIXELS), perFrame(noise, SHAPE.latents));
  };
  return { measured, plain, parameters: Float64Array.from(parameters), gradient: module.gradient.slice(), random };
}

describe.each([
  [2, true],
  [1.3, false],
])("weights of ±%f (divergence charged: %s)", (gain, charged) => {
  it("give the losses that a plain autoencoder in float64 gives", async () => {
    const { measured, plain, parameters } = await sample(gain);
    const { reconstruction, divergence } = plain(parameters);
    expect(divergence > 0.5 * SHAPE.latents).toBe(charged);
    expect(measured.reconstruction / reconstruction).toBeCloseTo(1, 5);
    expect(measured.divergence / divergence).toBeCloseTo(1, 5);
  });

  it("have the gradient, along a random direction in each tensor, that differences of its losses give", async () => {
    const { plain, parameters, gradient, random } = await sample(gain);
    const total = (values: Float64Array) => {
      const { reconstruction, divergence } = plain(values);
      return reconstruction + divergence;
    };
    for (const { name, from, count } of tensors(SHAPE)) {
      const direction = Array.from({ length: count }, () => random.uniform(-1, 1));
      const moved = (step: number) => {
        return parameters.map((value, i) => value + (i >= from && i < from + count ? step * direction[i - from] : 0));
      };
      const slope = (total(moved(STEP)) - total(moved(-STEP))) / (2 * STEP);
      const products = direction.map((part, i) => part * gradient[from + i]);
      const scale = Math.hypot(...products);
      expect(scale, name).toBeGreaterThan(0);
      expect(Math.abs(products.reduce((sum, p) => sum + p, 0) - slope) / scale, name).toBeLessThan(1e-3);
    }
  });
});
