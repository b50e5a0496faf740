/** The border to the wasm that trains: drives to draw frames from, and the autoencoder. Sizes are read from its exports. */
import { instantiate } from "@assemblyscript/loader";
import { IMAGE_FLOATS, type VaeShape } from "./vae-shape.js";

/** The wasm. */
export const VAE_WASM = new URL("../../dist/wasm/vae-training.wasm", import.meta.url);

/** What it exports; see assembly/tasks/car/vae-training.ts. */
interface Exports extends Record<string, unknown> {
  memory: WebAssembly.Memory;
  setChannels(convolution: number, count: number): void;
  open(latents: number, frames: number): void;
  resetCar(lane: number, seed: number): void;
  controlCar(lane: number, steer: number, gas: number, brake: number): void;
  rollCars(lanes: number): void;
  carEnded(lane: number): number;
  bearing(lane: number, ahead: number): number;
  speed(lane: number): number;
  drawFrame(lane: number): number;
  imagesOffset(): number;
  reconstructionsOffset(): number;
  latentsOffset(): number;
  noiseOffset(): number;
  parameterCount(): number;
  parametersOffset(): number;
  gradientOffset(): number;
  forward(frames: number): void;
  backward(frames: number): void;
  update(rate: number, decay1: number, decay2: number): void;
  reconstructionLoss(): number;
  divergenceLoss(): number;
}

/** Means over frames. */
export interface Losses {
  /** Squared error of a frame's values, summed. */
  readonly reconstruction: number;
  /** From the standard normal distribution, in nats, as it is charged. */
  readonly divergence: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;

/** Up to 32 cars, and an autoencoder with its optimiser. */
export class VaeModule {
  private decay1 = 1;
  private decay2 = 1;

  private constructor(
    private readonly exports: Exports,
    private readonly latentCount: number,
  ) {}

  /** @param batch how many frames pass at once, at most. */
  static async load(wasm: BufferSource, shape: VaeShape, batch: number): Promise<VaeModule> {
    const { exports } = await instantiate<Exports>(wasm as Parameters<typeof instantiate>[0]);
    for (const [i, channels] of shape.channels.entries()) exports.setChannels(i, channels);
    exports.open(shape.latents, batch);
    return new VaeModule(exports, shape.latents);
  }

  /** Starts `lane` on the track of `seed`. */
  resetCar(lane: number, seed: number): void {
    this.exports.resetCar(lane, seed);
  }

  /** Steering −1 to 1, to the right; gas and brake 0 to 1. */
  control(lane: number, [steer, gas, brake]: readonly [number, number, number]): void {
    this.exports.controlCar(lane, steer, gas, brake);
  }

  /** Steps the first `lanes` cars. */
  roll(lanes: number): void {
    this.exports.rollCars(lanes);
  }

  ended(lane: number): boolean {
    return this.exports.carEnded(lane) !== 0;
  }

  /** Where the road is `tiles` ahead: radians to the right. */
  bearing(lane: number, tiles: number): number {
    return this.exports.bearing(lane, tiles);
  }

  /** Metres a second. */
  speed(lane: number): number {
    return this.exports.speed(lane);
  }

  /** What an encoder sees of a car: [row][column][colour] from 0 to 255, until the next call. */
  frame(lane: number): Int16Array {
    return new Int16Array(this.exports.memory.buffer, this.exports.drawFrame(lane), IMAGE_FLOATS);
  }

  /** All parameters, until memory grows: layer after layer, bias, then weights. */
  get parameters(): Float32Array {
    return this.floats(this.exports.parametersOffset(), this.exports.parameterCount());
  }

  get gradient(): Float32Array {
    return this.floats(this.exports.gradientOffset(), this.exports.parameterCount());
  }

  /** Room for the batch's images, [frame][row][column][colour]. */
  images(frames: number): Float32Array {
    return this.floats(this.exports.imagesOffset(), frames * IMAGE_FLOATS);
  }

  /** Passes the first `frames` images; `noise` is standard normal, [frame][latent], or 0 to decode the means. */
  forward(frames: number, noise: Float64Array | 0): Losses {
    const { exports, latentCount } = this;
    const room = this.floats(exports.noiseOffset(), frames * latentCount);
    if (noise === 0) room.fill(0);
    else room.set(noise);
    exports.forward(frames);
    return { reconstruction: exports.reconstructionLoss(), divergence: exports.divergenceLoss() };
  }

  /** What the first `frames` images that passed last were decoded from, until memory grows: their means, where there was no noise. */
  latents(frames: number): Float32Array {
    return this.floats(this.exports.latentsOffset(), frames * this.latentCount);
  }

  /** What the first `frames` images that passed last were reconstructed to, until memory grows. */
  reconstructions(frames: number): Float32Array {
    return this.floats(this.exports.reconstructionsOffset(), frames * IMAGE_FLOATS);
  }

  /** The gradient of the images that passed last. */
  backward(frames: number): void {
    this.exports.backward(frames);
  }

  /** A step of Adam against the gradient. */
  update(rate: number): void {
    this.decay1 *= BETA1;
    this.decay2 *= BETA2;
    this.exports.update(rate, this.decay1, this.decay2);
  }

  private floats(offset: number, count: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, offset, count);
  }
}
