/**
 * A layer of the autoencoder, forwards and backwards: a convolution in steps of 2, from a wide image to a narrow one, or a
 * transposed one, the other way. Either is a product with the matrix of patches, [narrow place][row][column][wide
 * channel] of the kernel, that is gathered from the wide image or scattered into it (V. Dumoulin & F. Visin, "A guide to
 * convolution arithmetic for deep learning", 2016). A dense layer is one whose kernel sees the whole image.
 *
 * Images are f32 [row][column][channel]. A layer's parameters are its bias, [out], then its weights: [row][column][wide][narrow]
 * of a convolution, [narrow][row][column][wide] of a transposed one; both as matrices.
 */
import { sigmoid32 } from "../numeric/single";
import { addProduct, addProductWithTransposed, addTransposedProduct } from "./product";

const STRIDE: u32 = 2;
/** Frames go through a layer together as long as their patches are no more floats than this. */
const MANY_PATCHES: u32 = 1 << 16;

export namespace Output {
  export const LINEAR: u32 = 0;
  export const RECTIFIED: u32 = 1;
  export const SIGMOID: u32 = 2;
}

@unmanaged
export class Layer {
  wideSide: u32;
  wideChannels: u32;
  narrowSide: u32;
  narrowChannels: u32;
  kernel: u32;
  transposed: bool;
  /** One of Output. */
  output: u32;
  parameters: usize;
  gradient: usize;
  /** Of all frames: what the layer gives out, and the loss's derivative by it. */
  values: usize;
  adjoints: usize;

  /** Floats of a patch. */
  get taps(): u32 {
    return this.kernel * this.kernel * this.wideChannels;
  }

  /** Patches of a frame. */
  get places(): u32 {
    return this.narrowSide * this.narrowSide;
  }

  get wideFloats(): u32 {
    return this.wideSide * this.wideSide * this.wideChannels;
  }

  get narrowFloats(): u32 {
    return this.places * this.narrowChannels;
  }

  get outputs(): u32 {
    return this.transposed ? this.wideChannels : this.narrowChannels;
  }

  get outputFloats(): u32 {
    return this.transposed ? this.wideFloats : this.narrowFloats;
  }

  get inputFloats(): u32 {
    return this.transposed ? this.narrowFloats : this.wideFloats;
  }

  get parameterCount(): u32 {
    return this.outputs + this.taps * this.narrowChannels;
  }

  /** How many of `frames` go through together. */
  atOnce(frames: u32): u32 {
    return min(frames, max(1, MANY_PATCHES / (this.places * this.taps)));
  }
}

/** Adds a run of `count` floats, or sets it. */
// @ts-ignore: decorator
@inline
function moveRun(to: usize, from: usize, count: u32, add: bool): void {
  const end = to + count * 4;
  for (; to + 16 <= end; to += 16, from += 16) {
    const run = v128.load(from);
    v128.store(to, add ? f32x4.add(v128.load(to), run) : run);
  }
  for (; to < end; to += 4, from += 4) store<f32>(to, add ? load<f32>(to) + load<f32>(from) : load<f32>(from));
}

/** Gathers `frames` wide images into patches, or adds patches to the images. */
// @ts-ignore: decorator
@inline
function movePatches(layer: Layer, wide: usize, patches: usize, frames: u32, scatter: bool): void {
  const run = layer.kernel * layer.wideChannels;
  const pixel = layer.wideChannels * 4;
  const line = layer.wideSide * pixel;
  let patch = patches;
  for (let frame: u32 = 0; frame < frames; frame++) {
    const image = wide + frame * layer.wideFloats * 4;
    for (let row: u32 = 0; row < layer.narrowSide; row++) {
      for (let column: u32 = 0; column < layer.narrowSide; column++) {
        let at = image + STRIDE * (row * line + column * pixel);
        for (let y: u32 = 0; y < layer.kernel; y++, at += line, patch += run * 4) {
          if (scatter) moveRun(at, patch, run, true);
          else moveRun(patch, at, run, false);
        }
      }
    }
  }
}

function gather(layer: Layer, wide: usize, patches: usize, frames: u32): void {
  movePatches(layer, wide, patches, frames, false);
}

function scatter(layer: Layer, patches: usize, wide: usize, frames: u32): void {
  movePatches(layer, wide, patches, frames, true);
}

/** What the layer makes of `frames` inputs; `patches` is room for those of as many frames as go through at once. */
export function layerForward(layer: Layer, input: usize, frames: u32, patches: usize): void {
  const taps = layer.taps;
  const bias = layer.parameters;
  const weights = bias + layer.outputs * 4;
  const step = layer.atOnce(frames);
  for (let frame: u32 = 0; frame < frames; frame += step) {
    const count = min(step, frames - frame);
    const places = count * layer.places;
    const from = input + frame * layer.inputFloats * 4;
    const to = layer.values + frame * layer.outputFloats * 4;
    repeat(bias, layer.outputs, to, count * layer.outputFloats);
    if (layer.transposed) {
      memory.fill(patches, 0, places * taps * 4);
      addProduct(from, weights, patches, places, taps, layer.narrowChannels);
      scatter(layer, patches, to, count);
    } else {
      gather(layer, from, patches, count);
      addProduct(patches, weights, to, places, layer.narrowChannels, taps);
    }
  }
  const end = layer.values + frames * layer.outputFloats * 4;
  if (layer.output == Output.RECTIFIED) {
    for (let at = layer.values; at < end; at += 16) v128.store(at, f32x4.max(v128.load(at), f32x4.splat(0)));
  } else if (layer.output == Output.SIGMOID) {
    for (let at = layer.values; at < end; at += 16) v128.store(at, sigmoid32(v128.load(at)));
  }
}

/**
 * From the derivatives by the layer's values to those by its parameters, which are added to `gradient`, and by its input, where
 * `inputAdjoints` is not 0. Changes `adjoints`.
 */
export function layerBackward(layer: Layer, input: usize, inputAdjoints: usize, frames: u32, patches: usize): void {
  throughOutput(layer, frames);
  const taps = layer.taps;
  const narrow = layer.narrowChannels;
  const weights = layer.parameters + layer.outputs * 4;
  const weightGradient = layer.gradient + layer.outputs * 4;
  const step = layer.atOnce(frames);
  if (inputAdjoints) memory.fill(inputAdjoints, 0, frames * layer.inputFloats * 4);
  for (let frame: u32 = 0; frame < frames; frame += step) {
    const count = min(step, frames - frame);
    const places = count * layer.places;
    const from = input + frame * layer.inputFloats * 4;
    const adjoints = layer.adjoints + frame * layer.outputFloats * 4;
    const back = inputAdjoints + frame * layer.inputFloats * 4;
    if (layer.transposed) {
      gather(layer, adjoints, patches, count);
      addTransposedProduct(from, patches, weightGradient, narrow, taps, places);
      if (inputAdjoints) addProductWithTransposed(patches, weights, back, places, narrow, taps);
    } else {
      gather(layer, from, patches, count);
      addTransposedProduct(patches, adjoints, weightGradient, taps, narrow, places);
      if (inputAdjoints) {
        memory.fill(patches, 0, places * taps * 4);
        addProductWithTransposed(adjoints, weights, patches, places, taps, narrow);
        scatter(layer, patches, back, count);
      }
    }
  }
  for (let frame: u32 = 0; frame < frames; frame++) addBiasGradient(layer, frame);
}

function repeat(bias: usize, channels: u32, to: usize, count: u32): void {
  for (let end = to + count * 4; to < end; to += channels * 4) moveRun(to, bias, channels, false);
}

/** Turns derivatives by the values into those by what was rectified or squeezed. */
function throughOutput(layer: Layer, frames: u32): void {
  const count = frames * layer.outputFloats * 4;
  if (layer.output == Output.LINEAR) return;
  for (let at: u32 = 0; at < count; at += 16) {
    const value = v128.load(layer.values + at);
    const adjoint = v128.load(layer.adjoints + at);
    const through = layer.output == Output.RECTIFIED
      ? v128.and(adjoint, f32x4.gt(value, f32x4.splat(0)))
      : f32x4.mul(adjoint, f32x4.mul(value, f32x4.sub(f32x4.splat(1), value)));
    v128.store(layer.adjoints + at, through);
  }
}

function addBiasGradient(layer: Layer, frame: u32): void {
  const channels = layer.outputs;
  const from = layer.adjoints + frame * layer.outputFloats * 4;
  const end = from + layer.outputFloats * 4;
  for (let channel: u32 = 0; channel < channels; channel++) {
    let sum: f64 = 0;
    for (let at = from + channel * 4; at < end; at += channels * 4) sum += <f64>load<f32>(at);
    const to = layer.gradient + channel * 4;
    store<f32>(to, load<f32>(to) + <f32>sum);
  }
}
