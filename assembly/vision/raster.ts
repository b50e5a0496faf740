/**
 * A scanline rasteriser that draws convex polygons on a canvas of 1000 × 800 and sees it through a few pixels, each the mean of
 * what it covers: as Gymnasium draws with pygame on a large surface and then shrinks that, but without the surface.
 *
 * Polygons come front to back. Of each of the canvas's rows we keep the gaps that nothing has covered yet; what a
 * polygon's span shares with a gap is its visible part, and leaves the gap. A part's colour goes into the image as two steps,
 * up at its left end and down at its right, which a running sum along each row of the image then turns into areas
 * (the signed-area accumulation of font rasterisers). All in whole numbers, so that areas are exact.
 *
 * Where a span begins and ends is rounded as the two fillers do it that pygame has: SDL_gfx's filledPolygon, to the nearest
 * pixel, and pygame.draw's, outwards at one end or the other by the order of the edges.
 */

export const CANVAS_WIDTH: i32 = 1000;
export const CANVAS_HEIGHT: i32 = 800;
/** An image's columns and rows, at most. */
const MAX_SIDE: i32 = 96;

/** pygame shrinks first to one side, then to the other, and cuts off what a pixel has below the next level each time. */
const TRUNCATED: i32 = 2;

/** Which filler's rounding. */
export const ROUND_NEAREST: u32 = 0;
export const ROUND_OUTWARDS: u32 = 1;

const points: usize = memory.data(8 * 8, 4);

/** What the coming polygon covers of each row: from and to (i32), both inclusive. */
const spans: usize = memory.data(800 * 8, 8);
const NO_SPAN: u64 = 0x800000007fffffff;

/** Gaps of each row of the canvas: their count (u32), then where each begins and ends (i16, i16). */
const MAX_GAPS: u32 = 63;
const GAPS_BYTES: u32 = 4 + MAX_GAPS * 4;
const gaps: usize = memory.data(800 * 256, 4);
/** Rows below this one have none. */
let openFrom: i32 = 0;

/** Steps of colour at each pixel of the image, a row at a time with two columns to spare: i32 × 4, red, green, blue, –. */
const steps: usize = memory.data(96 * 98 * 16, 16);

/** The image's columns and rows, and the canvas row that it begins with. */
let columns: i32 = 0;
let lines: i32 = 0;
let lowest: i32 = 0;
let lineBytes: u32 = 0;
/** How many shares of a canvas pixel's colour make up a pixel of the image. */
let pixelShares: i32 = 0;

/** For each canvas column: its step's bytes from the row's start (u32), and its colour's shares in that pixel and the next. */
const across: usize = memory.data(1001 * 12, 4);
/** For each canvas row: its image row's first step (u32), and its colour's shares in that row and the next. */
const upwards: usize = memory.data(800 * 12, 4);

function divisor(a: i32, b: i32): i32 {
  while (b != 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Lays out an image of so many columns and rows, of the canvas from row `from` up. */
function layOut(wide: i32, high: i32, from: i32): void {
  if (wide > MAX_SIDE || high > MAX_SIDE) unreachable();
  columns = wide;
  lines = high;
  lowest = from;
  lineBytes = (wide + 2) * 16;
  const rows = CANVAS_HEIGHT - from;
  const wideDivisor = divisor(CANVAS_WIDTH, wide);
  const highDivisor = divisor(rows, high);
  const perColumn = CANVAS_WIDTH / wideDivisor;
  const perLine = rows / highDivisor;
  const right = wide / wideDivisor;
  const up = high / highDivisor;
  pixelShares = perColumn * perLine;
  for (let x = 0; x <= CANVAS_WIDTH; x++) {
    const at = x * right;
    store<u32>(across + x * 12, at / perColumn * 16);
    store<i32>(across + x * 12, perColumn - at % perColumn, 4);
    store<i32>(across + x * 12, at % perColumn, 8);
  }
  for (let y = 0; y < rows; y++) {
    const at = y * up;
    const here = min(up, perLine - at % perLine);
    const row = upwards + (from + y) * 12;
    store<u32>(row, steps + at / perLine * lineBytes);
    store<i32>(row, here, 4);
    store<i32>(row, up - here, 8);
  }
}

/** Starts an image of `wide` columns and `high` rows, of the canvas from row `from` up: all black, all open. */
export function beginImage(wide: i32, high: i32, from: i32): void {
  if (wide != columns || high != lines || from != lowest) layOut(wide, high, from);
  openFrom = from;
  memory.fill(steps, 0, lines * lineBytes);
  for (let y = from; y < CANVAS_HEIGHT; y++) {
    store<u32>(gaps + y * GAPS_BYTES, 1);
    store<u32>(gaps + y * GAPS_BYTES, CANVAS_WIDTH << 16, 4);
  }
}

/** The i-th corner of the coming polygon, in canvas pixels from the lower left; what is beyond a pixel is cut off. */
export function setCorner(i: u32, x: f64, y: f64): void {
  store<i32>(points + i * 8, <i32>x);
  store<i32>(points + i * 8, <i32>y, 4);
}

/** Adds a step of `colour` at canvas column `x` to the image's row at `row`, by `weight`. */
// @ts-ignore: decorator
@inline
function addStep(row: usize, x: i32, colour: v128, weight: i32): void {
  const column = across + x * 12;
  const to = row + load<u32>(column);
  const scaled = i32x4.mul(colour, i32x4.splat(weight));
  v128.store(to, i32x4.add(v128.load(to), i32x4.mul(scaled, v128.load32_splat(column, 4))));
  v128.store(to, i32x4.add(v128.load(to, 16), i32x4.mul(scaled, v128.load32_splat(column, 8))), 16);
}

/** Shows `colour` from `from` up to `to` in row `y` of the canvas. */
function show(y: i32, from: i32, to: i32, colour: v128): void {
  const line = upwards + y * 12;
  const row = load<u32>(line);
  const here = load<i32>(line, 4);
  addStep(row, from, colour, here);
  addStep(row, to, colour, -here);
  const above = load<i32>(line, 8);
  if (above == 0) return;
  addStep(row + lineBytes, from, colour, above);
  addStep(row + lineBytes, to, colour, -above);
}

/** Shows what of [from, to) in row `y` is open, and closes it. */
function cover(y: i32, from: i32, to: i32, colour: v128): void {
  const list = gaps + y * GAPS_BYTES;
  let count = load<u32>(list);
  let gap = list + 4;
  let end = gap + count * 4;
  while (gap < end && <i32>load<i16>(gap, 2) <= from) gap += 4;
  while (gap < end) {
    const left = <i32>load<i16>(gap);
    const right = <i32>load<i16>(gap, 2);
    if (left >= to) return;
    show(y, max(left, from), min(right, to), colour);
    if (left < from) {
      store<i16>(gap, <i16>from, 2);
      if (right <= to) {
        gap += 4;
        continue;
      }
      // A new gap to the right of the span; where there is no more room, it stays black.
      if (count == MAX_GAPS) return;
      for (let at = end; at > gap + 4; at -= 4) store<u32>(at, load<u32>(at - 4));
      store<i16>(gap, <i16>to, 4);
      store<i16>(gap, <i16>right, 6);
      store<u32>(list, count + 1);
      return;
    }
    if (right > to) {
      store<i16>(gap, <i16>to);
      return;
    }
    end -= 4;
    for (let at = gap; at < end; at += 4) store<u32>(at, load<u32>(at, 4));
    store<u32>(list, --count);
  }
}

/** Widens the spans of rows `first` to `last` to edge (x1, y1) – (x2, y2), which rises, rounded to the nearest pixel. */
function crossNearest(x1: i32, y1: i32, x2: i32, y2: i32, first: i32, last: i32): void {
  const height = y2 - y1;
  const run = x2 - x1;
  const corner = (x1 << 16) + 0x8000;
  // Shares of the way in 65536ths, rounded down: a quotient with its remainder, row by row.
  const whole = 0x10000 / height;
  const part = 0x10000 % height;
  const start = <i64>(first - y1) << 16;
  let share = <i32>(start / height);
  let rest = <i32>(start % height);
  for (let at = spans + first * 8, end = spans + last * 8; at <= end; at += 8) {
    const x = share * run + corner;
    store<i32>(at, min(load<i32>(at), (x + 1) >> 16));
    store<i32>(at, max(load<i32>(at, 4), (x - 1) >> 16), 4);
    share += whole;
    rest += part;
    const full = i32(rest >= height);
    rest -= full * height;
    share += full;
  }
}

/** The same, but rounded down by the first edge that a row meets and up by the second. */
function crossOutwards(x1: i32, y1: i32, x2: i32, y2: i32, first: i32, last: i32): void {
  for (let y = first; y <= last; y++) {
    const at = spans + y * 8;
    const from = load<i32>(at);
    const to = load<i32>(at, 4);
    const way = <f32>((y - y1) * (x2 - x1)) / <f32>(y2 - y1);
    const x = x1 + <i32>(from > to ? floor<f32>(way) : ceil<f32>(way));
    store<i32>(at, min(from, x));
    store<i32>(at, max(to, x), 4);
  }
}

/** Fills the convex polygon of the first `count` corners behind all that was filled before. */
export function fillPolygon(count: u32, red: i32, green: i32, blue: i32, rounding: u32): void {
  let low = i32.MAX_VALUE;
  let high = i32.MIN_VALUE;
  let leftmost = i32.MAX_VALUE;
  let rightmost = i32.MIN_VALUE;
  for (let i: u32 = 0; i < count; i++) {
    const x = load<i32>(points + i * 8);
    const y = load<i32>(points + i * 8, 4);
    low = min(low, y);
    high = max(high, y);
    leftmost = min(leftmost, x);
    rightmost = max(rightmost, x);
  }
  const first = max(low, openFrom);
  const last = min(high, CANVAS_HEIGHT - 1);
  if (rightmost < 0 || leftmost >= CANVAS_WIDTH || first > last) return;
  for (let y = first; y <= last; y++) store<u64>(spans + y * 8, NO_SPAN);
  let before = points + (count - 1) * 8;
  for (let i: u32 = 0; i < count; i++) {
    const here = points + i * 8;
    const rises = load<i32>(before, 4) < load<i32>(here, 4);
    const a = rises ? before : here;
    const b = rises ? here : before;
    before = here;
    const y1 = load<i32>(a, 4);
    const y2 = load<i32>(b, 4);
    // An edge leaves its upper end to the next one, but where there is none.
    const from = max(y1, first);
    const to = min(y2 == high ? y2 : y2 - 1, last);
    if (y1 == y2 || from > to) continue;
    if (rounding == ROUND_NEAREST) crossNearest(load<i32>(a), y1, load<i32>(b), y2, from, to);
    else crossOutwards(load<i32>(a), y1, load<i32>(b), y2, from, to);
  }
  const colour = i32x4(red, green, blue, 0);
  for (let y = first; y <= last; y++) {
    const from = max(load<i32>(spans + y * 8), 0);
    const to = min(load<i32>(spans + y * 8, 4) + 1, CANVAS_WIDTH);
    if (from < to) cover(y, from, to, colour);
  }
  while (openFrom < CANVAS_HEIGHT && load<u32>(gaps + openFrom * GAPS_BYTES) == 0) openFrom++;
}

/** Writes the image to `out` as pygame would shrink the canvas: red, green and blue bytes of each pixel, the top row first. */
export function endImage(out: usize): void {
  const scale = f32x4.splat(<f32>1 / <f32>pixelShares);
  const almost = f32x4.splat(<f32>pixelShares - 0.5);
  let to = out;
  for (let line = lines - 1; line >= 0; line--) {
    let from = steps + line * lineBytes;
    let sum = i32x4.splat(0);
    for (let column = 0; column < columns; column++, from += 16, to += 3) {
      sum = i32x4.add(sum, v128.load(from));
      let mean = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(sum), almost), scale));
      mean = i32x4.max_s(i32x4.sub(mean, i32x4.splat(TRUNCATED)), i32x4.splat(0));
      store<u8>(to, <u8>i32x4.extract_lane(mean, 0));
      store<u8>(to, <u8>i32x4.extract_lane(mean, 1), 1);
      store<u8>(to, <u8>i32x4.extract_lane(mean, 2), 2);
    }
  }
}

/** Writes the image to `out` as i16 from 0 to 255, to the nearest, in the same order; two bytes beyond its end are written, too. */
export function endPixels(out: usize): void {
  const scale = f32x4.splat(<f32>1 / <f32>pixelShares);
  let to = out;
  for (let line = lines - 1; line >= 0; line--) {
    let from = steps + line * lineBytes;
    let sum = i32x4.splat(0);
    for (let column = 0; column < columns; column++, from += 16, to += 6) {
      sum = i32x4.add(sum, v128.load(from));
      const mean = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(f32x4.convert_i32x4_s(sum), scale)));
      v128.store64_lane(to, i16x8.narrow_i32x4_s(mean, mean), 0);
    }
  }
}
