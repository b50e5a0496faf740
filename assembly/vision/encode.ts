/**
 * The pass of an encoder in whole numbers, see quantise.ts. Flat parts of a picture cost little: where a place's patch is as its
 * left neighbour's, of one colour, the place takes over what the neighbour came to, in every layer.
 */
import { GROUP, HEADER_BYTES, KERNEL, PackedEncoder, sideAfter } from "./encoder";
import { DROPPED, quantise, quantisedBytes } from "./quantise";

/** Places that are computed at once. */
const PLACES: u32 = 2;
/** Of the image, bytes in i16. */
const VALUE_BYTES: u32 = 2;

/** For each row of a layer's values, in u64, which columns are as the one to their left. */
const same: usize = memory.data(64 * 8, 8);
/** The places to compute: where their patch begins and where their values go, from input and output on (u32, u32). */
const places: usize = memory.data((31 * 31 + 3) * 8, 8);

/** Bytes that an encoder needs beside its file and the image: itself in whole numbers, and two layers' values. */
export function encoderBytes(encoder: PackedEncoder): u32 {
  return wholeBytes(encoder) + 2 * layerBytes(encoder);
}

function wholeBytes(encoder: PackedEncoder): u32 {
  let bytes: u32 = 0;
  for (let i: u32 = 0; i < encoder.layers; i++) bytes += quantisedBytes(encoder.channels(i), encoder.channels(i + 1));
  return bytes;
}

/** Room for the values of any layer: the last one's are f32. */
function layerBytes(encoder: PackedEncoder): u32 {
  let most: u32 = 0;
  let side = encoder.side;
  for (let i: u32 = 0; i < encoder.layers; i++) {
    side = sideAfter(side);
    const value = i + 1 == encoder.layers ? 4 : VALUE_BYTES;
    most = max(most, side * side * encoder.channels(i + 1) * value);
  }
  return (most + 15) & ~15;
}

/** Makes ready to encode with `encoder`, in its encoderBytes at `workspace`. */
export function prepareEncoder(encoder: PackedEncoder, workspace: usize): void {
  quantise(encoder, workspace);
}

/**
 * The latent means, f32, of the image at `image` (i16 from 0 to 255), to `out`. At `flat` is for each of its rows, in u64, which
 * pixels are as the one to their left; `workspace` has been prepared.
 */
export function encode(encoder: PackedEncoder, workspace: usize, image: usize, flat: usize, out: usize): void {
  const half = layerBytes(encoder);
  const scratch = workspace + wholeBytes(encoder);
  let layer = workspace;
  let input = image;
  let output = scratch;
  let side = encoder.side;
  let trained = changetype<usize>(encoder) + HEADER_BYTES;
  for (let i: u32 = 0; i < encoder.layers; i++) {
    const channelsIn = encoder.channels(i);
    const channelsOut = encoder.channels(i + 1);
    const last = i + 1 == encoder.layers;
    const placeBytes = channelsOut * (last ? 4 : VALUE_BYTES);
    const count = choosePlaces(i == 0 ? flat : same, side, channelsIn * VALUE_BYTES, placeBytes);
    convolve(input, side * channelsIn * VALUE_BYTES, channelsIn, layer, channelsOut, output, count, last);
    side = sideAfter(side);
    fillFlat(output, side, placeBytes);
    layer += quantisedBytes(channelsIn, channelsOut);
    trained += channelsOut * (1 + KERNEL * KERNEL * channelsIn) * 4;
    input = output;
    output = output == scratch ? scratch + half : scratch;
  }
  combine(input, side * side * encoder.channels(encoder.layers), trained, encoder.latents, out);
}

/** Goes from an input's columns that are as the one before, at `from`, to its output's, and lists the other places, by fours. */
function choosePlaces(from: usize, side: u32, inputBytes: u32, outputBytes: u32): u32 {
  const wide = sideAfter(side);
  let count: u32 = 0;
  for (let row: u32 = 0; row < wide; row++) {
    const rows = from + 2 * row * 8;
    // A patch is as its left neighbour's where no column differs from the one before, from the neighbour's second on.
    const columns = load<u64>(rows) & load<u64>(rows, 8) & load<u64>(rows, 16) & load<u64>(rows, 24);
    const runs = columns & (columns >> 1) & (columns >> 2) & (columns >> 3) & (columns >> 4);
    let found: u64 = 0;
    for (let column: u32 = 0; column < wide; column++) {
      if (column > 0 && (runs >> (2 * column - 1)) & 1) {
        found |= <u64>1 << column;
        continue;
      }
      const at = places + count++ * 8;
      store<u32>(at, (2 * row * side + 2 * column) * inputBytes);
      store<u32>(at, (row * wide + column) * outputBytes, 4);
    }
    store<u64>(same + row * 8, found);
  }
  while (count % PLACES != 0) {
    store<u64>(places + count * 8, load<u64>(places + count * 8 - 8));
    count++;
  }
  return count;
}

/** Gives flat places what their left neighbour came to. */
function fillFlat(values: usize, side: u32, placeBytes: u32): void {
  for (let row: u32 = 0; row < side; row++) {
    for (let left = load<u64>(same + row * 8); left != 0; left &= left - 1) {
      const to = values + (row * side + <u32>ctz(left)) * placeBytes;
      for (let at: u32 = 0; at < placeBytes; at += 16) v128.store(to + at, v128.load(to + at - placeBytes));
    }
  }
}

// @ts-ignore: decorator
@inline
function addProducts(sum: v128, a: v128, b: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(a, b));
}

/** Eight channels of a place: i16, or of the last layer f32. */
// @ts-ignore: decorator
@inline
function storeRectified(at: usize, low: v128, high: v128, scales: usize, last: bool): void {
  if (last) {
    const zero = f32x4.splat(0);
    v128.store(at, f32x4.max(f32x4.mul(f32x4.convert_i32x4_s(low), v128.load(scales)), zero));
    v128.store(at, f32x4.max(f32x4.mul(f32x4.convert_i32x4_s(high), v128.load(scales, 16)), zero), 16);
  } else {
    v128.store(at, i16x8.narrow_i32x4_u(i32x4.shr_s(low, DROPPED), i32x4.shr_s(high, DROPPED)));
  }
}

/** Two places of eight channels at a time: more would not find room in a processor's sixteen registers. */
function convolve(
  input: usize, rowBytes: u32, channelsIn: u32, layer: usize, channelsOut: u32, output: usize, count: u32, last: bool,
): void {
  const run = KERNEL * channelsIn * VALUE_BYTES;
  const nextRow = rowBytes - run;
  const end = places + count * 8;
  const channelBytes: u32 = last ? 4 : VALUE_BYTES;
  for (let channel: u32 = 0; channel < channelsOut; channel += GROUP) {
    const biasLow = v128.load(layer + channel * 4);
    const biasHigh = v128.load(layer + channel * 4, 16);
    const scales = layer + (channelsOut + channel) * 4;
    const kernel = layer + channelsOut * 8 + channel * KERNEL * KERNEL * channelsIn * VALUE_BYTES;
    const to = output + channel * channelBytes;
    for (let place = places; place < end; place += PLACES * 8) {
      let x0 = input + load<u32>(place);
      let x1 = input + load<u32>(place, 8);
      let low0 = biasLow;
      let low1 = biasLow;
      let high0 = biasHigh;
      let high1 = biasHigh;
      let w = kernel;
      for (let row: u32 = 0; row < KERNEL; row++) {
        for (let rowEnd = w + run * 8; w < rowEnd; w += 64) {
          let low = v128.load(w);
          let high = v128.load(w, 16);
          let pair = v128.load32_splat(x0);
          low0 = addProducts(low0, pair, low);
          high0 = addProducts(high0, pair, high);
          pair = v128.load32_splat(x1);
          low1 = addProducts(low1, pair, low);
          high1 = addProducts(high1, pair, high);
          low = v128.load(w, 32);
          high = v128.load(w, 48);
          pair = v128.load32_splat(x0, 4);
          low0 = addProducts(low0, pair, low);
          high0 = addProducts(high0, pair, high);
          pair = v128.load32_splat(x1, 4);
          low1 = addProducts(low1, pair, low);
          high1 = addProducts(high1, pair, high);
          x0 += 8;
          x1 += 8;
        }
        x0 += nextRow;
        x1 += nextRow;
      }
      storeRectified(to + load<u32>(place, 4), low0, high0, scales, last);
      storeRectified(to + load<u32>(place, 12), low1, high1, scales, last);
    }
  }
}

/** The dense layer. */
function combine(input: usize, inputs: u32, layer: usize, outputs: u32, output: usize): void {
  let w = layer + outputs * 4;
  for (let channel: u32 = 0; channel < outputs; channel += GROUP) {
    let low = v128.load(layer + channel * 4);
    let high = v128.load(layer + channel * 4, 16);
    for (let i: u32 = 0; i < inputs; i++, w += 32) {
      const value = v128.load32_splat(input + i * 4);
      low = f32x4.add(low, f32x4.mul(value, v128.load(w)));
      high = f32x4.add(high, f32x4.mul(value, v128.load(w, 16)));
    }
    v128.store(output + channel * 4, low);
    v128.store(output + channel * 4, high, 16);
  }
}
