/**
 * The reward in the bar, as four places of seven-segment digits. Gymnasium writes it with a font; the segments lie where they
 * leave the least difference to that.
 */
import { fillPolygon, ROUND_OUTWARDS, setCorner } from "../../vision/raster";

const PLACES: u32 = 4;
/** Canvas pixels, from the left and from below. */
const LEFT: i32 = 16;
const PITCH: i32 = 23;
const WIDTH: i32 = 19;
const STROKE: i32 = 5;
const BOTTOM: i32 = 38;
const MIDDLE: i32 = 48;
const TOP: i32 = 65;
/** A 1 is a right side alone, and stands in the middle of its place. */
const ONE_SHIFT: i32 = -6;

/** Bits of each digit's segments: top, upper right, lower right, bottom, lower left, upper left, middle. */
const SEGMENTS = memory.data<u8>([0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f]);
const DASH: u8 = 0x40;

function fillBar(left: i32, bottom: i32, right: i32, top: i32): void {
  setCorner(0, left, bottom);
  setCorner(1, right - 1, bottom);
  setCorner(2, right - 1, top - 1);
  setCorner(3, left, top - 1);
  fillPolygon(4, 255, 255, 255, ROUND_OUTWARDS);
}

function drawSegments(x: i32, segments: u32): void {
  const right = x + WIDTH;
  if (segments & 0x01) fillBar(x, TOP - STROKE, right, TOP);
  if (segments & 0x02) fillBar(right - STROKE, MIDDLE, right, TOP);
  if (segments & 0x04) fillBar(right - STROKE, BOTTOM, right, MIDDLE + STROKE);
  if (segments & 0x08) fillBar(x, BOTTOM, right, BOTTOM + STROKE);
  if (segments & 0x10) fillBar(x, BOTTOM, x + STROKE, MIDDLE + STROKE);
  if (segments & 0x20) fillBar(x, MIDDLE, x + STROKE, TOP);
  if (segments & 0x40) fillBar(x, MIDDLE, right, MIDDLE + STROKE);
}

/** Draws the whole part of `score`, with zeros before it; below 0, with a dash in the first place. */
export function drawScore(score: f64): void {
  let rest = <u32>abs<f64>(score);
  const negative = <i32>score < 0;
  for (let place = PLACES; place-- > 0; rest /= 10) {
    const digit = rest % 10;
    const x = LEFT + PITCH * <i32>place + (digit == 1 ? ONE_SHIFT : 0);
    drawSegments(x, negative && place == 0 ? DASH : load<u8>(SEGMENTS + digit));
  }
}
