/**
 * A convolutional variational autoencoder of 64 × 64 pixels and its training: the encoder that encoder.ts runs, with a head of
 * log variances beside its means, and a decoder of transposed convolutions, 5, 5, 6 and 6 wide, with the encoder's
 * channels in reverse (D. Ha & J. Schmidhuber, "World Models", 2018). Parameters are f32, layer after layer; Adam (D. P. Kingma &
 * J. Ba, 2014) moves them.
 */
import { Layer, layerBackward, layerForward, Output } from "./vae-layer";
import { divergence, drawLatents, squaredError, throughLatents } from "./vae-loss";

export const IMAGE_SIDE: u32 = 64;
const COLOURS: u32 = 3;
const ENCODER_KERNEL: u32 = 4;
const CONVOLUTIONS: u32 = 4;
/** The side of what the last convolution gives out. */
const LAST_SIDE: u32 = 2;
const DECODER_KERNELS: usize = memory.data<u32>([5, 5, 6, 6]);

/** The convolutions and the heads; the decoder's dense layer and its transposed convolutions. */
const LATENT_LAYER: u32 = CONVOLUTIONS + 1;
const LAYERS: u32 = 2 * LATENT_LAYER;

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

const layers: usize = memory.data(10 * offsetof<Layer>(), 16);
const channels: usize = memory.data(4 * 4, 4);

export let images: usize = 0;
export let noise: usize = 0;
export let parameters: usize = 0;
export let gradient: usize = 0;
export let parameterCount: u32 = 0;
/** Adam's running means of the gradient and of its square, and what is left of their first values. */
export let firstMoments: usize = 0;
export let secondMoments: usize = 0;
export let reconstruction: f64 = 0;
export let divergenceCharged: f64 = 0;

let latents: u32 = 0;
let drawn: usize = 0;
let drawnAdjoints: usize = 0;
let patches: usize = 0;
let paddedBytes: u32 = 0;
let end: usize = 0;

// @ts-ignore: decorator
@inline
function layerOf(i: u32): Layer {
  return changetype<Layer>(layers + i * offsetof<Layer>());
}

function allot(bytes: usize): usize {
  const at = end;
  end = (end + bytes + 15) & ~15;
  const missing = <i32>((end + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return at;
}

/** Channels out of convolution `i`, set before the autoencoder is opened. */
export function setChannels(i: u32, count: u32): void {
  store<u32>(channels + i * 4, count);
}

function channelsOf(i: i32): u32 {
  return i < 0 ? COLOURS : load<u32>(channels + i * 4);
}

function describe(
  i: u32, wideSide: u32, wideChannels: u32, narrowSide: u32, narrowChannels: u32, kernel: u32, output: u32,
): void {
  const layer = layerOf(i);
  layer.wideSide = wideSide;
  layer.wideChannels = wideChannels;
  layer.narrowSide = narrowSide;
  layer.narrowChannels = narrowChannels;
  layer.kernel = kernel;
  layer.transposed = i > LATENT_LAYER;
  layer.output = output;
}

function describeLayers(): void {
  let side = IMAGE_SIDE;
  for (let i: u32 = 0; i < CONVOLUTIONS; i++) {
    const after = (side - ENCODER_KERNEL) / 2 + 1;
    describe(i, side, channelsOf(i - 1), after, channelsOf(i), ENCODER_KERNEL, Output.RECTIFIED);
    side = after;
  }
  const last = channelsOf(CONVOLUTIONS - 1);
  const hidden = LAST_SIDE * LAST_SIDE * last;
  describe(CONVOLUTIONS, LAST_SIDE, last, 1, 2 * latents, LAST_SIDE, Output.LINEAR);
  describe(LATENT_LAYER, 1, latents, 1, hidden, 1, Output.LINEAR);
  side = 1;
  for (let i: u32 = 0; i < CONVOLUTIONS; i++) {
    const kernel = load<u32>(DECODER_KERNELS + i * 4);
    const after = 2 * (side - 1) + kernel;
    const to = CONVOLUTIONS - 2 - i;
    const narrow = i == 0 ? hidden : channelsOf(to + 1);
    const output = i == CONVOLUTIONS - 1 ? Output.SIGMOID : Output.RECTIFIED;
    describe(LATENT_LAYER + 1 + i, after, channelsOf(to), side, narrow, kernel, output);
    side = after;
  }
}

/** Lays out the autoencoder from `start` on, for up to `frames` at once. Channels and latents come in eights. */
export function openAutoencoder(start: usize, latentCount: u32, frames: u32): void {
  latents = latentCount;
  end = (start + 15) & ~15;
  describeLayers();
  parameterCount = 0;
  let most: u32 = 0;
  for (let i: u32 = 0; i < LAYERS; i++) {
    const layer = layerOf(i);
    parameterCount += layer.parameterCount;
    most = max(most, layer.atOnce(frames) * layer.places * layer.taps);
  }
  paddedBytes = ((parameterCount + 3) & ~3) * 4;
  parameters = allot(paddedBytes);
  gradient = allot(paddedBytes);
  firstMoments = allot(paddedBytes);
  secondMoments = allot(paddedBytes);
  images = allot(frames * IMAGE_SIDE * IMAGE_SIDE * COLOURS * 4);
  noise = allot(frames * latents * 4);
  drawn = allot(frames * latents * 4);
  drawnAdjoints = allot(frames * latents * 4);
  patches = allot(most * 4);
  let offset: usize = 0;
  for (let i: u32 = 0; i < LAYERS; i++) {
    const layer = layerOf(i);
    layer.parameters = parameters + offset;
    layer.gradient = gradient + offset;
    layer.values = allot(frames * layer.outputFloats * 4);
    layer.adjoints = allot(frames * layer.outputFloats * 4);
    offset += layer.parameterCount * 4;
  }
  memory.fill(parameters, 0, 4 * paddedBytes);
}

function inputOf(i: u32): usize {
  if (i == 0) return images;
  return i == LATENT_LAYER ? drawn : layerOf(i - 1).values;
}

function inputAdjointsOf(i: u32): usize {
  if (i == 0) return 0;
  return i == LATENT_LAYER ? drawnAdjoints : layerOf(i - 1).adjoints;
}

/** The losses of the first `frames` images with their noise. */
export function forward(frames: u32): void {
  const heads = layerOf(CONVOLUTIONS).values;
  for (let i: u32 = 0; i < LAYERS; i++) {
    if (i == LATENT_LAYER) drawLatents(heads, noise, drawn, latents, frames);
    layerForward(layerOf(i), inputOf(i), frames, patches);
  }
  const last = layerOf(LAYERS - 1);
  reconstruction = squaredError(last.values, images, last.adjoints, last.outputFloats, frames);
  divergenceCharged = divergence(heads, latents, frames);
}

/** What was decoded in the latest pass: f32, [frame][latent]; without noise, the means. */
export function drawnLatents(): usize {
  return drawn;
}

/** What the decoder made of the latents in the latest pass: f32, [frame][row][column][colour]. */
export function reconstructions(): usize {
  return layerOf(LAYERS - 1).values;
}

/** The gradient of both losses' sum, after `forward`. */
export function backward(frames: u32): void {
  const heads = layerOf(CONVOLUTIONS);
  memory.fill(gradient, 0, paddedBytes);
  for (let i = LAYERS; i-- > 0;) {
    layerBackward(layerOf(i), inputOf(i), inputAdjointsOf(i), frames, patches);
    if (i == LATENT_LAYER) throughLatents(heads.values, noise, drawnAdjoints, heads.adjoints, latents, frames);
  }
}

/** One step of Adam; `decay1` and `decay2` are its betas to the power of the steps made, this one with them. */
export function update(rate: f64, decay1: f64, decay2: f64): void {
  const beta1 = f32x4.splat(BETA1);
  const beta2 = f32x4.splat(BETA2);
  const rest1 = f32x4.splat(1 - BETA1);
  const rest2 = f32x4.splat(1 - BETA2);
  const stepSize = f32x4.splat(<f32>(rate / (1 - decay1)));
  const correction = f32x4.splat(<f32>(1 / (1 - decay2)));
  for (let at: u32 = 0; at < paddedBytes; at += 16) {
    const slope = v128.load(gradient + at);
    const first = f32x4.add(f32x4.mul(beta1, v128.load(firstMoments + at)), f32x4.mul(rest1, slope));
    const square = f32x4.mul(rest2, f32x4.mul(slope, slope));
    const second = f32x4.add(f32x4.mul(beta2, v128.load(secondMoments + at)), square);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(second, correction)), f32x4.splat(EPSILON));
    v128.store(firstMoments + at, first);
    v128.store(secondMoments + at, second);
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), f32x4.div(f32x4.mul(stepSize, first), root)));
  }
}
