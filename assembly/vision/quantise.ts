/**
 * A trained encoder in whole numbers: weights of 16 bits, values of 15, sums of 32, by which a pass is exact in every engine and
 * takes half the instructions. Scales follow from the weights alone. Interval arithmetic bounds each value from above, and each
 * output's weights are scaled as far up as its sum, of any image, stays within 32 bits, and what is kept of that within 15:
 * nothing is ever cut off. The last convolution's sums go on as f32, through the dense layer as it was trained.
 *
 *            ┌──────────────────────────────────────────────────────────────┐
 *            │ for each convolution:                                        │
 *            │   bias i32 [out], scale of the sums f32 [out],               │
 *            │   weights i16 [out / 8][block of 4 in][row 4][column 4]      │
 *            │               [pair of in 2][8 out][2 in]                    │
 *            └──────────────────────────────────────────────────────────────┘
 *
 * A pair's two weights lie side by side, as i32x4.dot_i16x8_s takes them. The image's 12 values of a kernel's row are one block:
 * [out / 8][row 4][four values 3][pair 2][8 out][2 in]. Within a layer channels may come in any order, which changes no sum.
 */
import { COLOURS, GROUP, HEADER_BYTES, KERNEL, MAX_CHANNELS, PackedEncoder } from "./encoder";

/** Bits of a sum that the next layer does not get. */
export const DROPPED: i32 = 15;
const HALF: f64 = 16384;
const MOST: f64 = 32767; // a weight, a value
const MOST_SUM: f64 = 2147483647;
/** A byte of the image. */
const WHITE: f64 = 255;

/** Of each input channel's values and each output channel's: the most that they can be, and what 1 of them stands for; f64. */
const inputs: usize = memory.data(256 * 16, 8);
const outputs: usize = memory.data(256 * 16, 8);

/** Channels of a block: those that a pass leaves out together where all are 0. */
export const BLOCK: u32 = 4;
/** Where each channel comes in the order of its layer's values (u32): of the image, then of each convolution. */
const slots: usize = memory.data(5 * 256 * 4, 4);

// @ts-ignore: decorator
@inline
function slotAt(layer: u32, channel: u32): usize {
  return slots + (layer * MAX_CHANNELS + channel) * 4;
}

/** Puts the channels of all layers in the order of the file. */
export function clearOrder(): void {
  for (let layer: u32 = 0; layer < 5; layer++) {
    for (let channel: u32 = 0; channel < MAX_CHANNELS; channel++) store<u32>(slotAt(layer, channel), channel);
  }
}

/** Puts channel `channel` of convolution `layer` at `slot`, for the next quantisation. */
export function setSlot(layer: u32, channel: u32, slot: u32): void {
  store<u32>(slotAt(layer + 1, channel), slot);
}

/** Bytes of a convolution in whole numbers. */
// @ts-ignore: decorator
@inline
export function quantisedBytes(channelsIn: u32, channelsOut: u32): u32 {
  return channelsOut * (8 + KERNEL * KERNEL * channelsIn * 2);
}

/** Writes `encoder` in whole numbers to `to`: the quantisedBytes of its convolutions, one by one. */
export function quantise(encoder: PackedEncoder, to: usize): void {
  const colours = encoder.channels(0);
  for (let i: u32 = 0; i < colours; i++) {
    store<f64>(inputs + i * 16, WHITE);
    store<f64>(inputs + i * 16, 1 / WHITE, 8);
  }
  let from = changetype<usize>(encoder) + HEADER_BYTES;
  for (let layer: u32 = 0; layer < encoder.layers; layer++) {
    const channelsIn = encoder.channels(layer);
    const channelsOut = encoder.channels(layer + 1);
    const last = layer + 1 == encoder.layers;
    for (let o: u32 = 0; o < channelsOut; o++) quantiseOutput(from, to, layer, channelsIn, channelsOut, o, last);
    memory.copy(inputs, outputs, channelsOut * 16);
    from += channelsOut * (1 + KERNEL * KERNEL * channelsIn) * 4;
    to += quantisedBytes(channelsIn, channelsOut);
  }
}

function quantiseOutput(
  from: usize, to: usize, layer: u32, channelsIn: u32, channelsOut: u32, o: u32, last: bool,
): void {
  const count = KERNEL * KERNEL * channelsIn;
  const bias = <f64>load<f32>(from + o * 4);
  const weights = from + (channelsOut + (o / GROUP) * GROUP * count + o % GROUP) * 4;
  // Rounding adds up to half a value to each weight's part of a sum.
  let rounding: f64 = 0;
  let positive = max<f64>(bias, 0);
  let all = abs<f64>(bias);
  let largest: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const input = inputs + (i % channelsIn) * 16;
    const most = load<f64>(input);
    const weight = <f64>load<f32>(weights + i * GROUP * 4) * load<f64>(input, 8);
    rounding += most / 2;
    positive += max<f64>(weight, 0) * most;
    all += abs<f64>(weight) * most;
    largest = max<f64>(largest, abs<f64>(weight));
  }
  let scale = min<f64>((MOST_SUM - 2 * HALF - rounding) / all, MOST / largest);
  if (!last) scale = min<f64>(scale, (MOST * 2 * HALF - HALF - rounding) / positive);
  if (!isFinite<f64>(scale)) scale = 1;

  const wholeBias = nearest<f64>(bias * scale) + (last ? 0 : HALF);
  const slot = load<u32>(slotAt(layer + 1, o));
  const wholeWeights = to + channelsOut * 8 + (slot / GROUP) * GROUP * count * 2 + (slot % GROUP) * 4;
  let most = wholeBias;
  for (let i: u32 = 0; i < count; i++) {
    const input = inputs + (i % channelsIn) * 16;
    const weight = nearest<f64>(<f64>load<f32>(weights + i * GROUP * 4) * load<f64>(input, 8) * scale);
    store<i16>(wholeWeights + placeOfWeight(layer, i, channelsIn), <i16>weight);
    most += max<f64>(weight, 0) * load<f64>(input);
  }
  store<i32>(to + slot * 4, <i32>wholeBias);
  store<f32>(to + (channelsOut + slot) * 4, <f32>(1 / scale));
  store<f64>(outputs + o * 16, max<f64>(floor<f64>(most / (2 * HALF)), 0));
  store<f64>(outputs + o * 16, 2 * HALF / scale, 8);
}

/** Where weight `i` of an output, [row][column][in], lies behind the output's first. */
function placeOfWeight(layer: u32, i: u32, channelsIn: u32): u32 {
  const row = i / (KERNEL * channelsIn);
  const value = i % (KERNEL * channelsIn);
  let step = row * COLOURS + value / BLOCK;
  let within = value % BLOCK;
  if (layer > 0) {
    const slot = load<u32>(slotAt(layer, value % channelsIn));
    step = ((slot / BLOCK) * KERNEL + row) * KERNEL + value / channelsIn;
    within = slot % BLOCK;
  }
  return (step * 2 + within / 2) * GROUP * 4 + (within % 2) * 2;
}
