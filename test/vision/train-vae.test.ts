import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Purpose, Stream } from "../../src/random/stream.js";
import { drawFrames } from "../../src/vision/drives.js";
import { packEncoder } from "../../src/vision/encoder-file.js";
import { type EpochLosses, type VaeConfig, VaeTraining } from "../../src/vision/train-vae.js";
import { VaeModule } from "../../src/vision/vae-module.js";
import { vaeLayers } from "../../src/vision/vae-shape.js";
import { heads } from "../twin/vae.js";
import { bytes, Encoder, HEADER_BYTES, uniforms } from "./encoder.js";

const PIXELS = 3 * 64 * 64;
const SHAPE = { channels: [8, 16, 8, 24], latents: 8 } as const;
const CONFIG: VaeConfig = { ...SHAPE, frames: 72, epochs: 3, batch: 16, learningRate: 0.003, seed: 1 };

const wasm = readFile(new URL("../../dist/wasm/vae-training.wasm", import.meta.url));

async function train(config = CONFIG) {
  const training = await VaeTraining.start(await wasm, config);
  const before = training.measure();
  const curve: EpochLosses[] = [];
  while (curve.length < config.epochs) curve.push(await training.epoch());
  return { before, curve, file: training.encoder() };
}

describe("training", () => {
  it("lowers the losses of its frames and of those held out, to the same bits for the same seed alone", async () => {
    const first = await train();
    const { before, curve } = first;
    expect(curve[2].reconstruction).toBeLessThan(0.9 * curve[0].reconstruction);
    expect(curve[2].heldOut).toBeLessThan(0.5 * before);
    expect(await train()).toEqual(first);
    const { file } = await train({ ...CONFIG, seed: 2, epochs: 1 });
    expect(file).not.toEqual((await train({ ...CONFIG, epochs: 1 })).file);
  });
});

it("examples are frames held out beside what the measured loss is of", async () => {
  const training = await VaeTraining.start(await wasm, CONFIG);
  await training.epoch();
  const loss = training.measure();
  const heldOut = Math.ceil(CONFIG.frames / 10);
  const { frames, reconstructions } = training.examples(heldOut);
  expect(frames).toHaveLength(heldOut * PIXELS);
  const error = frames.reduce((sum, value, i) => sum + (value - reconstructions[i]) ** 2, 0);
  expect(error / heldOut).toBeCloseTo(loss, 2);
});

it("tells of frames of further drives the encoder's means, and where the road is", async () => {
  const [count, part, ahead] = [20, 2, [2, 9]];
  const training = await VaeTraining.start(await wasm, CONFIG);
  const { means, bearings } = await training.told(count, part, ahead);
  const module = await VaeModule.load(await wasm, CONFIG, 1);
  const expected: number[][] = [];
  const frames = await drawFrames(module, count, CONFIG.seed, part, undefined, (lane) => {
    expected.push(ahead.map((tiles) => module.bearing(lane, tiles)));
  });
  expect(bearings).toEqual(expected);
  const parameters = new Float32Array(module.parameters.length);
  const random = new Stream(CONFIG.seed, Purpose.vaeWeights);
  let at = 0;
  for (const { inputs, outputs, taps } of vaeLayers(CONFIG)) {
    const range = Math.sqrt(6 / (taps * (inputs + outputs)));
    at += outputs;
    for (const end = at + inputs * outputs * taps; at < end; at++) parameters[at] = random.uniform(-range, range);
  }
  for (const [i, each] of means.entries()) {
    const frame = Float32Array.from(frames.subarray(i * PIXELS, (i + 1) * PIXELS), (level) => level / 255);
    const [exact] = heads(SHAPE, parameters, frame);
    for (const [k, mean] of each.entries()) expect(mean).toBeCloseTo(exact[k], 4);
  }
});

describe("frames", () => {
  it("are the same for the same arguments, and others for another seed or part", async () => {
    const module = await VaeModule.load(await wasm, SHAPE, 1);
    // As buffers, for Vitest takes seconds to compare arrays as long as these.
    const draw = async (...args: [count: number, seed: number, part: number]) =>
      Buffer.from(await drawFrames(module, ...args));
    const first = await draw(70, 1, 0);
    expect((await draw(70, 1, 0)).equals(first)).toBe(true);
    expect((await draw(40, 1, 0)).equals(first.subarray(0, 40 * PIXELS))).toBe(true);
    expect((await draw(70, 2, 0)).equals(first)).toBe(false);
    expect((await draw(70, 1, 1)).equals(first)).toBe(false);
  });

  it("show road and grass, and hardly ever the same", async () => {
    const module = await VaeModule.load(await wasm, SHAPE, 1);
    const frames = await drawFrames(module, 640, 1, 0);
    const texts = new Set<string>();
    let [road, grass] = [0, 0];
    for (let at = 0; at < frames.length; at += PIXELS) texts.add(frames.slice(at, at + PIXELS).join());
    for (let at = 0; at < frames.length; at += 3) {
      const [red, green, blue] = frames.subarray(at, at + 3);
      if (red === green && green === blue && red >= 102 && red <= 107) road++;
      else if (red === 102 && green >= 204 && blue === 102) grass++;
    }
    expect(texts.size).toBeGreaterThan(600);
    expect(road / (frames.length / 3)).toBeGreaterThan(0.05);
    expect(grass / (frames.length / 3)).toBeGreaterThan(0.3);
  });
});

describe("the encoder's file", () => {
  it("gives, in the encoder's kernel, the means that the autoencoder has in float64, to a hundredth", async () => {
    const module = await VaeModule.load(await wasm, SHAPE, 1);
    const { parameters } = module;
    parameters.set(uniforms(3, parameters.length, 0.2));
    const file = packEncoder(SHAPE, parameters);
    const encoder = await Encoder.start({ ...SHAPE, side: 64 });
    const words = [...new Uint32Array(file.buffer, 0, HEADER_BYTES / 4)];
    expect(encoder.open(words, new Float32Array(file.buffer, HEADER_BYTES))).toBe(0);
    const image = bytes(4, PIXELS);
    encoder.show(image);
    const [means] = heads(
      SHAPE,
      parameters,
      Float32Array.from(image, (level) => level / 255),
    );
    const scale = Math.max(...means.map(Math.abs));
    for (const [i, latent] of encoder.encode().entries()) {
      expect(Math.abs(latent - means[i]) / scale).toBeLessThan(0.01);
    }
  });
});
