/**
 * The pass of an encoder in whole numbers, see quantise.ts. Flat parts of a picture cost little: where a place's patch is as its
 * left neighbour's, of one colour, the place takes over what the neighbour came to, in every layer.
 */
import { COLOURS, GROUP, HEADER_BYTES, KERNEL, PackedEncoder, sideAfter } from "./encoder";
import { BLOCK, clearOrder, DROPPED, quantise, quantisedBytes, setSlot } from "./quantise";

/** Places that are computed at once. */
const PLACES: u32 = 2;
/** Of the image, bytes in i16. */
const VALUE_BYTES: u32 = 2;

/** For each row of a layer's values, in u64, which columns are as the one to their left. */
const same: usize = memory.data(64 * 8, 8);
/** The places to compute: where their patch begins and where their values go, from input and output on (u32, u32), then blocks (u64). */
const PLACE_BYTES: u32 = 16;
const places: usize = memory.data((31 * 31 + 1) * 16, 8);
/** For each row of squares of 2 × 2 places, and each block of channels, in u64, which squares have a value that is not 0. */
const USED_BYTES: u32 = 64 * 8;
const used: usize = memory.data(16 * 64 * 8, 8);
/** Of each channel, how many values are not 0. */
const uses: usize = memory.data(256 * 4, 4);

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

/**
 * Makes ready to encode with `encoder`, in its encoderBytes at `workspace`. Channels are put in the order of how often they are
 * not 0 in a usual picture, which is given as to `encode`: so the rare ones share blocks, and those are left out. No sum depends
 * on it.
 */
export function prepareEncoder(encoder: PackedEncoder, workspace: usize, image: usize, flat: usize): void {
  clearOrder();
  quantise(encoder, workspace);
  let side = encoder.side;
  for (let layer: u32 = 0; layer + 1 < encoder.layers; layer++) {
    const values = convolveAll(encoder, workspace, image, flat, layer + 1);
    side = sideAfter(side);
    orderByUse(layer, values, side * side, encoder.channels(layer + 1));
    quantise(encoder, workspace);
  }
}

/** Orders the channels of a convolution, whose values of `count` places are at `values`, by how many are not 0. */
function orderByUse(layer: u32, values: usize, count: u32, channels: u32): void {
  for (let channel: u32 = 0; channel < channels; channel++) {
    let used: u32 = 0;
    for (let place: u32 = 0; place < count; place++) {
      used += u32(load<i16>(values + (place * channels + channel) * VALUE_BYTES) != 0);
    }
    store<u32>(uses + channel * 4, used);
  }
  for (let channel: u32 = 0; channel < channels; channel++) {
    const own = load<u32>(uses + channel * 4);
    let slot: u32 = 0;
    for (let other: u32 = 0; other < channels; other++) {
      const used = load<u32>(uses + other * 4);
      slot += u32(used > own || (used == own && other < channel));
    }
    setSlot(layer, channel, slot);
  }
}

/**
 * The latent means, f32, of the image at `image` (i16 from 0 to 255), to `out`. At `flat` is for each of its rows, in u64, which
 * pixels are as the one to their left; `workspace` has been prepared.
 */
export function encode(encoder: PackedEncoder, workspace: usize, image: usize, flat: usize, out: usize): void {
  const values = convolveAll(encoder, workspace, image, flat, encoder.layers);
  let trained = changetype<usize>(encoder) + HEADER_BYTES;
  let side = encoder.side;
  for (let i: u32 = 0; i < encoder.layers; i++) {
    trained += encoder.channels(i + 1) * (1 + KERNEL * KERNEL * encoder.channels(i)) * 4;
    side = sideAfter(side);
  }
  combine(values, side * side * encoder.channels(encoder.layers), trained, encoder.latents, out);
}

/** Takes the image through the first `layers` convolutions; returns where their values are. */
function convolveAll(encoder: PackedEncoder, workspace: usize, image: usize, flat: usize, layers: u32): usize {
  const half = layerBytes(encoder);
  const scratch = workspace + wholeBytes(encoder);
  let layer = workspace;
  let input = image;
  let output = scratch;
  let side = encoder.side;
  for (let i: u32 = 0; i < layers; i++) {
    const channelsIn = encoder.channels(i);
    const channelsOut = encoder.channels(i + 1);
    const last = i + 1 == encoder.layers;
    const placeBytes = channelsOut * (last ? 4 : VALUE_BYTES);
    const blocks = i == 0 ? 1 : channelsIn / BLOCK;
    if (i > 0) findUsed(input, side, channelsIn * VALUE_BYTES);
    const count = choosePlaces(i == 0 ? flat : same, side, channelsIn * VALUE_BYTES, placeBytes, i == 0 ? 0 : blocks);
    convolve(input, side, channelsIn, layer, channelsOut, output, count, blocks, last);
    side = sideAfter(side);
    fillFlat(output, side, placeBytes);
    layer += quantisedBytes(channelsIn, channelsOut);
    input = output;
    output = output == scratch ? scratch + half : scratch;
  }
  return input;
}

/** Finds in which squares of 2 × 2 places of a layer's input a block has a value that is not 0. Values of a place are `bytes`. */
function findUsed(input: usize, side: u32, bytes: u32): void {
  const squares = side / 2;
  const rowBytes = side * bytes;
  for (let row: u32 = 0; row < squares; row++) {
    for (let at: u32 = 0; at < bytes; at += 16) {
      let first: u64 = 0;
      let second: u64 = 0;
      let from = input + 2 * row * rowBytes + at;
      for (let column: u32 = 0; column < squares; column++, from += 2 * bytes) {
        const upper = v128.or(v128.load(from), v128.load(from + bytes));
        const lower = v128.or(v128.load(from + rowBytes), v128.load(from + rowBytes + bytes));
        const both = v128.or(upper, lower);
        first |= u64(i64x2.extract_lane(both, 0) != 0) << column;
        second |= u64(i64x2.extract_lane(both, 1) != 0) << column;
      }
      const to = used + row * USED_BYTES + at;
      store<u64>(to, first);
      store<u64>(to, second, 8);
    }
  }
}

/** The blocks, as bits, that have a value that is not 0 in the patch of a place. */
function blocksOf(row: u32, column: u32, blocks: u32): u64 {
  let found: u64 = 0;
  for (let block: u32 = 0; block < blocks; block++) {
    const at = used + row * USED_BYTES + block * 8;
    const squares = (load<u64>(at) | load<u64>(at + USED_BYTES)) >> column;
    found |= u64((squares & 3) != 0) << block;
  }
  return found;
}

/** Goes from an input's columns that are as the one before, at `from`, to its output's, and lists the other places, by twos. Without blocks, all is one. */
function choosePlaces(from: usize, side: u32, inputBytes: u32, outputBytes: u32, blocks: u32): u32 {
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
      const at = places + count++ * PLACE_BYTES;
      store<u32>(at, (2 * row * side + 2 * column) * inputBytes);
      store<u32>(at, (row * wide + column) * outputBytes, 4);
      store<u64>(at, blocks == 0 ? 1 : blocksOf(row, column, blocks), 8);
    }
    store<u64>(same + row * 8, found);
  }
  while (count % PLACES != 0) {
    v128.store(places + count * PLACE_BYTES, v128.load(places + (count - 1) * PLACE_BYTES));
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

/**
 * Two places of eight channels at a time: more would not find room in a processor's sixteen registers. Four values at a time, of
 * a block and a column, or of the image's row.
 */
function convolve(
  input: usize, side: u32, channelsIn: u32, layer: usize, channelsOut: u32, output: usize, count: u32, blocks: u32, last: bool,
): void {
  const ofImage = blocks == 1;
  const steps = ofImage ? COLOURS : KERNEL;
  const stride = ofImage ? BLOCK * VALUE_BYTES : channelsIn * VALUE_BYTES;
  const nextRow = side * channelsIn * VALUE_BYTES - steps * stride;
  const rowWeights = steps * BLOCK * GROUP * VALUE_BYTES;
  const end = places + count * PLACE_BYTES;
  const channelBytes: u32 = last ? 4 : VALUE_BYTES;
  for (let channel: u32 = 0; channel < channelsOut; channel += GROUP) {
    const biasLow = v128.load(layer + channel * 4);
    const biasHigh = v128.load(layer + channel * 4, 16);
    const scales = layer + (channelsOut + channel) * 4;
    const kernel = layer + channelsOut * 8 + channel * KERNEL * KERNEL * channelsIn * VALUE_BYTES;
    const to = output + channel * channelBytes;
    for (let place = places; place < end; place += PLACES * PLACE_BYTES) {
      let low0 = biasLow;
      let low1 = biasLow;
      let high0 = biasHigh;
      let high1 = biasHigh;
      for (let left = load<u64>(place, 8) | load<u64>(place + PLACE_BYTES, 8); left != 0; left &= left - 1) {
        const block = <u32>ctz(left);
        let w = kernel + block * KERNEL * rowWeights;
        let x0 = input + load<u32>(place) + block * BLOCK * VALUE_BYTES;
        let x1 = input + load<u32>(place + PLACE_BYTES) + block * BLOCK * VALUE_BYTES;
        for (let row: u32 = 0; row < KERNEL; row++) {
          for (let rowEnd = w + rowWeights; w < rowEnd; w += 64) {
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
            x0 += stride;
            x1 += stride;
          }
          x0 += nextRow;
          x1 += nextRow;
        }
      }
      storeRectified(to + load<u32>(place, 4), low0, high0, scales, last);
      storeRectified(to + load<u32>(place + PLACE_BYTES, 4), low1, high1, scales, last);
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
