/**
 * A fast rasteriser for an encoder's pictures: convex polygons on the canvas, seen at 16 points a pixel, of 64 × 64 pixels.
 * Polygons come front to back, as raster.ts has them, and are kept; from the back on, each then covers what lies behind it in a
 * map of the points' colours, and a pixel is the mean of its points. A pixel's four rows of points are shifted against each
 * other by quarters, so that an upright edge is seen at 16 places across a pixel.
 */
import { CANVAS_HEIGHT, CANVAS_WIDTH } from "./raster";

export const SAMPLED_SIDE: u32 = 64;
/** Points along either side of the picture. */
const POINTS: i32 = 256;
const END: i32 = POINTS << 16;
/** Coordinates are in 65536ths of the distance between points. */
const HALF: i32 = 0x8000;

/** Each polygon: corners (u32), place of its colour (u32), then x and y of up to 8 corners (i32). */
const MAX_POLYGONS: u32 = 2048;
const POLYGON_BYTES: u32 = 72;
const polygons: usize = memory.data(2048 * 72, 8);
let count: u32 = 0;
/** Whether a polygon has covered everything: what comes behind it is not seen. */
let closed: bool = false;

/** The colours of the picture, black first, then as they come: red, green and blue in one u32, and a table of each. */
const MAX_COLOURS: u32 = 16;
const colours: usize = memory.data(16 * 4, 4);
const reds: usize = memory.data(16, 16);
const greens: usize = memory.data(16, 16);
const blues: usize = memory.data(16, 16);
/** Four pixels of each colour, as they lie in a picture. */
const fours: usize = memory.data(16 * 32, 16);
let colourCount: u32 = 0;
let background: u32 = 0;

/** The place of the colour of each point, the lowest row first. */
const points: usize = memory.data(256 * 256, 16);
/** Where a polygon begins and ends in each row of points, left and right (i32). */
const lefts: usize = memory.data(256 * 4, 4);
const rights: usize = memory.data(256 * 4, 4);

/** How far to the right each of four rows' points are, less a half, plus what rounds up. */
const SHIFTS = memory.data<i32>([0x7fff - 0x2000, 0x7fff + 0x6000, 0x7fff - 0x6000, 0x7fff + 0x2000]);

/** How a canvas of rows from `lowest` up lies on the points. */
const ACROSS: f64 = <f64>END / <f64>CANVAS_WIDTH;
let upwards: f64 = 0;
let lowest: f64 = 0;

/** Starts a picture of the canvas from row `from` up. */
export function beginSamples(from: i32): void {
  lowest = <f64>from;
  upwards = <f64>END / <f64>(CANVAS_HEIGHT - from);
  count = 0;
  closed = false;
  colourCount = 0;
  background = placeOf(0, 0, 0);
}

function placeOf(red: u32, green: u32, blue: u32): u32 {
  const colour = red | (green << 8) | (blue << 16);
  let place: u32 = 0;
  while (place < colourCount && load<u32>(colours + place * 4) != colour) place++;
  if (place < colourCount) return place;
  if (place == MAX_COLOURS) unreachable();
  colourCount++;
  store<u32>(colours + place * 4, colour);
  store<u8>(reds + place, <u8>red);
  store<u8>(greens + place, <u8>green);
  store<u8>(blues + place, <u8>blue);
  for (let pixel: u32 = 0; pixel < 4; pixel++) {
    const to = fours + place * 32 + pixel * 6;
    store<i16>(to, <i16>red);
    store<i16>(to, <i16>green, 2);
    store<i16>(to, <i16>blue, 4);
  }
  return place;
}

/** The i-th corner of the coming polygon, in canvas pixels from the lower left. */
export function setSampledCorner(i: u32, x: f64, y: f64): void {
  const corner = polygons + count * POLYGON_BYTES + 8 + i * 8;
  store<i32>(corner, <i32>(x * ACROSS));
  store<i32>(corner, <i32>((y - lowest) * upwards), 4);
}

/** Adds the convex polygon of the first `corners` corners behind all that was added before. */
export function addPolygon(corners: u32, red: u32, green: u32, blue: u32): void {
  if (closed) return;
  const polygon = polygons + count * POLYGON_BYTES;
  let low = i32.MAX_VALUE;
  let high = i32.MIN_VALUE;
  let leftmost = i32.MAX_VALUE;
  let rightmost = i32.MIN_VALUE;
  for (let i: u32 = 0; i < corners; i++) {
    const x = load<i32>(polygon + i * 8, 8);
    const y = load<i32>(polygon + i * 8, 12);
    low = min(low, y);
    high = max(high, y);
    leftmost = min(leftmost, x);
    rightmost = max(rightmost, x);
  }
  if (rightmost < 0 || leftmost > END || high < 0 || low > END) return;
  store<u32>(polygon, corners);
  store<u32>(polygon, placeOf(red, green, blue), 4);
  if (low < 0 && high > END && leftmost < 0 && rightmost > END && coversAll(polygon)) {
    background = load<u32>(polygon, 4);
    closed = true;
    return;
  }
  if (++count == MAX_POLYGONS) unreachable();
}

/** Whether all corners of the picture lie on the same side of each edge. */
function coversAll(polygon: usize): bool {
  const corners = load<u32>(polygon);
  let ways = 0;
  for (let i: u32 = 0; i < corners; i++) {
    const a = polygon + 8 + i * 8;
    const b = polygon + 8 + (i + 1 == corners ? 0 : i + 1) * 8;
    for (let k = 0; k < 4; k++) {
      const way = turn(a, b, k & 1 ? END : 0, k & 2 ? END : 0);
      ways |= way > 0 ? 1 : 2;
    }
  }
  return ways != 3;
}

/** Above 0 where the way from corner `a` to corner `b` has (x, y) to its left. */
// @ts-ignore: decorator
@inline
function turn(a: usize, b: usize, x: i32, y: i32): f64 {
  const ax = <f64>load<i32>(a);
  const ay = <f64>load<i32>(a, 4);
  return (<f64>load<i32>(b) - ax) * (<f64>y - ay) - (<f64>load<i32>(b, 4) - ay) * (<f64>x - ax);
}

/**
 * Writes the picture to `out`: i16 from 0 to 255, red, green and blue of each pixel, the top row first. Eight bytes beyond its end
 * are written, too. To `flat` goes for each row, in u64, which pixels are as the one to their left.
 */
export function paint(out: usize, flat: usize): void {
  memory.fill(points, <u8>background, POINTS * POINTS);
  for (let i = count; i-- > 0;) fill(polygons + i * POLYGON_BYTES);
  for (let line: u32 = 0; line < SAMPLED_SIDE; line++) {
    const row = points + (SAMPLED_SIDE - 1 - line) * 4 * POINTS;
    store<u64>(flat + line * 8, shrink(row, out + line * SAMPLED_SIDE * 6));
  }
}

/** The row of points that is the first whose middle is not below `y`. */
// @ts-ignore: decorator
@inline
function rowOf(y: i32): i32 {
  return (y + HALF - 1) >> 16;
}

function fill(polygon: usize): void {
  const corners = load<u32>(polygon);
  const first = polygon + 8;
  let area: f64 = 0;
  for (let i: u32 = 1; i + 1 < corners; i++) {
    area += turn(first, first + i * 8, load<i32>(first + i * 8, 8), load<i32>(first + i * 8, 12));
  }
  let low = POINTS;
  let high = 0;
  let a = first + (corners - 1) * 8;
  for (let i: u32 = 0; i < corners; i++) {
    const b = first + i * 8;
    const from = rowOf(load<i32>(a, 4));
    const to = rowOf(load<i32>(b, 4));
    // Whoever goes round against the clock has the inside to the left: what rises is a right end.
    if (from < to) cross(a, b, from, to, area > 0 ? rights : lefts);
    else if (to < from) cross(a, b, to, from, area > 0 ? lefts : rights);
    low = min(low, from);
    high = max(high, from);
    a = b;
  }
  low = max(low, 0);
  high = min(high, POINTS);
  const colour = i8x16.splat(<i8>load<u32>(polygon, 4));
  for (let row = low; row < high; row++) {
    const shift = load<i32>(SHIFTS + (row & 3) * 4);
    const from = max((load<i32>(lefts + row * 4) + shift) >> 16, 0);
    const to = min((load<i32>(rights + row * 4) + shift) >> 16, POINTS);
    if (from < to) cover(points + row * POINTS + from, points + row * POINTS + to, colour);
  }
}

/** Writes where rows `from` up to `to` meet the edge between corners `a` and `b`. */
function cross(a: usize, b: usize, from: i32, to: i32, ends: usize): void {
  const x = <f64>load<i32>(a);
  const y = <f64>load<i32>(a, 4);
  const slope = (<f64>load<i32>(b) - x) / (<f64>load<i32>(b, 4) - y);
  from = max(from, 0);
  let at = <i32>(x + slope * (<f64>((from << 16) + HALF) - y));
  const step = <i32>(slope * 65536);
  for (let end = ends + from * 4, last = ends + min(to, POINTS) * 4; end < last; end += 4, at += step) store<i32>(end, at);
}

/** Gives the points from `from` up to `to` the place `colour`. */
// @ts-ignore: decorator
@inline
function cover(from: usize, to: usize, colour: v128): void {
  const length = to - from;
  if (length >= 16) {
    for (; from < to - 16; from += 16) v128.store(from, colour);
    v128.store(to - 16, colour);
  } else if (length >= 8) {
    v128.store64_lane(from, colour, 0);
    v128.store64_lane(to - 8, colour, 0);
  } else if (length >= 4) {
    v128.store32_lane(from, colour, 0);
    v128.store32_lane(to - 4, colour, 0);
  } else {
    for (; from < to; from++) v128.store8_lane(from, colour, 0);
  }
}

/** The sums of one colour over two points each, of 16 points of four rows. */
// @ts-ignore: decorator
@inline
function sums(table: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  const lower = i16x8.add(i16x8.extadd_pairwise_i8x16_u(i8x16.swizzle(table, a)), i16x8.extadd_pairwise_i8x16_u(i8x16.swizzle(table, b)));
  const upper = i16x8.add(i16x8.extadd_pairwise_i8x16_u(i8x16.swizzle(table, c)), i16x8.extadd_pairwise_i8x16_u(i8x16.swizzle(table, d)));
  return i32x4.extadd_pairwise_i16x8_u(i16x8.add(lower, upper));
}

/** The means of four pixels' points, to the nearest. */
// @ts-ignore: decorator
@inline
function means(first: v128, second: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.narrow_i32x4_s(first, second), i16x8.splat(8)), 4);
}

/** Writes a row of pixels, of the four rows of points from `row` on; returns which are as the one to their left. */
function shrink(row: usize, out: usize): u64 {
  const red = v128.load(reds);
  const green = v128.load(greens);
  const blue = v128.load(blues);
  let found: u64 = 0;
  let open: u64 = 0;
  let same = i8x16.splat(-1);
  let four = same;
  let fourEnd: u64 = 0;
  let to = out;
  for (let column: u32 = 0; column < SAMPLED_SIDE; column += 4, row += 16, to += 24) {
    const a = v128.load(row);
    const b = v128.load(row, 256);
    const c = v128.load(row, 512);
    const d = v128.load(row, 768);
    if (differ(a, b, c, d, same)) {
      same = i8x16.splat(load<i8>(row));
      if (differ(a, b, c, d, same)) {
        const redGreen = means(sums(red, a, b, c, d), sums(green, a, b, c, d));
        const blues = sums(blue, a, b, c, d);
        const blueBlue = means(blues, blues);
        v128.store(to, v128.shuffle<i16>(redGreen, blueBlue, 0, 4, 8, 1, 5, 9, 2, 6));
        v128.store(to, v128.shuffle<i16>(redGreen, blueBlue, 10, 3, 7, 11, 0, 0, 0, 0), 16);
        open |= <u64>15 << column;
        same = i8x16.splat(-1);
        continue;
      }
      const place = <u32>load<u8>(row);
      four = v128.load(fours + place * 32);
      fourEnd = load<u64>(fours + place * 32, 16);
      open |= <u64>1 << column;
    }
    v128.store(to, four);
    store<u64>(to, fourEnd, 16);
    found |= <u64>15 << column;
  }
  // Looked for once all is written: reading what was just written across two stores would wait for both.
  for (; open != 0; open &= open - 1) {
    const column = ctz(open);
    found = (found & ~(<u64>1 << column)) | (asBefore(out + <u32>column * 6) << column);
  }
  return found & ~1;
}

/** Whether any point of four rows has another place than `same`. */
// @ts-ignore: decorator
@inline
function differ(a: v128, b: v128, c: v128, d: v128, same: v128): bool {
  return v128.any_true(v128.or(v128.or(v128.xor(a, same), v128.xor(b, same)), v128.or(v128.xor(c, same), v128.xor(d, same))));
}

/** Whether the pixel is as the one before it. */
// @ts-ignore: decorator
@inline
function asBefore(pixel: usize): u64 {
  return u64((load<u64>(pixel) ^ load<u64>(pixel - 6)) << 16 == 0);
}
