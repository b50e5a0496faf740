/** The training of car racing's autoencoder, epoch by epoch: a function of its configuration alone, to the last bit. */
import { normals } from "../random/normal.js";
import { Purpose, Stream } from "../random/stream.js";
import { turn } from "../turn.js";
import { drawFrames } from "./drives.js";
import { encoderFile } from "./encoder-file.js";
import { type Losses, VaeModule } from "./vae-module.js";
import { IMAGE_FLOATS, type VaeShape, vaeLayers } from "./vae-shape.js";

export interface VaeConfig extends VaeShape {
  /** To train on; a tenth as many more are held out to measure with. */
  readonly frames: number;
  readonly epochs: number;
  /** Frames a step. */
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Losses after an epoch, means over its frames as they passed; and those held out, with the means for latents. */
export interface EpochLosses extends Losses {
  readonly heldOut: number;
}

/** Parts that drives are numbered in. */
const [TRAINING, HELD_OUT] = [0, 1];

export class VaeTraining {
  private epochs = 0;

  private constructor(
    private readonly module: VaeModule,
    readonly config: VaeConfig,
    private readonly frames: Uint8Array,
    private readonly heldOut: Uint8Array,
  ) {
    this.drawWeights();
  }

  /** Draws the frames and the first weights. @param wasm the training module's bytes. */
  static async start(wasm: BufferSource, config: VaeConfig, onFrames?: (done: number) => void): Promise<VaeTraining> {
    const { frames, seed, batch } = config;
    const module = await VaeModule.load(wasm, config, batch);
    const heldOut = await drawFrames(module, Math.ceil(frames / 10), seed, HELD_OUT);
    return new VaeTraining(module, config, await drawFrames(module, frames, seed, TRAINING, onFrames), heldOut);
  }

  /** The encoder's file as it stands. */
  encoder(): Uint8Array {
    return encoderFile(this.config, this.module.parameters);
  }

  /** All frames once, in an order of this epoch's own. @param onFrames is told how many have passed. */
  async epoch(onFrames?: (done: number) => void): Promise<EpochLosses> {
    const { module, config, frames } = this;
    const { batch, seed, latents } = config;
    const order = shuffled(config.frames, new Stream(seed, Purpose.vaeOrder, this.epochs));
    let [reconstruction, divergence] = [0, 0];
    for (let from = 0; from < order.length; from += batch) {
      const chosen = order.slice(from, from + batch);
      const noise = new Stream(seed, Purpose.vaeNoise, this.epochs, from);
      this.show(frames, chosen);
      const losses = module.forward(chosen.length, normals(noise, chosen.length * latents));
      module.backward(chosen.length);
      module.update(config.learningRate);
      reconstruction += (losses.reconstruction * chosen.length) / order.length;
      divergence += (losses.divergence * chosen.length) / order.length;
      onFrames?.(from + chosen.length);
      await turn();
    }
    this.epochs++;
    return { reconstruction, divergence, heldOut: this.measure() };
  }

  /** The mean reconstruction loss of the frames held out. */
  measure(): number {
    const { module, config, heldOut } = this;
    const count = heldOut.length / IMAGE_FLOATS;
    let sum = 0;
    for (let from = 0; from < count; from += config.batch) {
      const chosen = Array.from({ length: Math.min(config.batch, count - from) }, (_, i) => from + i);
      this.show(heldOut, chosen);
      sum += module.forward(chosen.length, 0).reconstruction * chosen.length;
    }
    return sum / count;
  }

  /**
   * Frames held out, from all over them, and what the decoder makes of their means: [frame][row][column][colour], 0 to 1.
   * @param count no more than a batch.
   */
  examples(count: number): { frames: Float32Array; reconstructions: Float32Array } {
    const { module, heldOut } = this;
    const all = heldOut.length / IMAGE_FLOATS;
    this.show(
      heldOut,
      Array.from({ length: count }, (_, i) => Math.floor((i * all) / count)),
    );
    module.forward(count, 0);
    return { frames: module.images(count).slice(), reconstructions: module.reconstructions(count).slice() };
  }

  /**
   * What the encoder tells of frames of drives that are numbered in `part`, 2 or more: their means, [frame][latent], and where the
   * road is so many tiles ahead, [frame][ahead], in radians to the right.
   */
  async told(
    count: number,
    part: number,
    ahead: readonly number[],
  ): Promise<{ means: number[][]; bearings: number[][] }> {
    const { module, config } = this;
    const bearings: number[][] = [];
    const frames = await drawFrames(module, count, config.seed, part, undefined, (lane) => {
      bearings.push(ahead.map((tiles) => module.bearing(lane, tiles)));
    });
    const means: number[][] = [];
    while (means.length < count) {
      const chosen = Array.from({ length: Math.min(config.batch, count - means.length) }, (_, i) => means.length + i);
      this.show(frames, chosen);
      module.forward(chosen.length, 0);
      const latents = module.latents(chosen.length);
      for (let i = 0; i < chosen.length; i++)
        means.push([...latents.subarray(i * config.latents, (i + 1) * config.latents)]);
    }
    return { means, bearings };
  }

  private show(frames: Uint8Array, chosen: readonly number[]): void {
    const images = this.module.images(chosen.length);
    for (const [i, frame] of chosen.entries()) {
      const [to, from] = [i * IMAGE_FLOATS, frame * IMAGE_FLOATS];
      for (let k = 0; k < IMAGE_FLOATS; k++) images[to + k] = frames[from + k] / 255;
    }
  }

  /** Uniform weights, of a variance between those that keep values and gradients as large (X. Glorot & Y. Bengio, 2010). */
  private drawWeights(): void {
    const random = new Stream(this.config.seed, Purpose.vaeWeights);
    const { parameters } = this.module;
    let at = 0;
    for (const { inputs, outputs, taps } of vaeLayers(this.config)) {
      const range = Math.sqrt(6 / (taps * (inputs + outputs)));
      at += outputs;
      for (const end = at + inputs * outputs * taps; at < end; at++) parameters[at] = random.uniform(-range, range);
    }
  }
}

/** 0 to `count` − 1 in a drawn order (R. Durstenfeld, 1964). */
function shuffled(count: number, random: Stream): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const k = random.integer(i + 1);
    [order[i], order[k]] = [order[k], order[i]];
  }
  return order;
}
