/**
 * The track of Gymnasium's CarRacing (O. Klimov): twelve checkpoints around the middle, a path that steers from one to the
 * next for five laps, and of it the last lap whose ends meet. The same track for the same seed.
 */
import { atan2 } from "../../numeric/arctangent";
import { uniform } from "../../numeric/pcg64";
import { angleCosine, angleSine, sinCosAngle } from "../../numeric/trigonometry";

export const SCALE: f64 = 6; // Gymnasium states lengths of the track in sixths of a metre
export const PLAYFIELD: f64 = 2000 / SCALE; // m, from the middle to its edge
export const TRACK_WIDTH: f64 = 40 / SCALE; // m, from the middle to either side
export const BORDER_WIDTH: f64 = 8 / SCALE; // m
const RADIUS: f64 = 900 / SCALE; // m
const DETAIL: f64 = 21 / SCALE; // m from point to point
const TURN_RATE: f64 = 0.31; // rad from point to point, at most
const STEERING: f64 = 0.001; // rad for each sixth of a metre beside the way
const TOLERANCE: f64 = 0.3; // sixths of a metre beside the way that are not steered against
const CHECKPOINTS: i32 = 12;
const LAPS: u32 = 5;
const MAX_POINTS: u32 = 2500;
/** Points in a row that turn the same way where there is a border. */
const BORDER_COUNT: u32 = 4;
const BORDER_TURN: f64 = TURN_RATE * 0.2; // rad from point to point, at least

const PI: f64 = 3.141592653589793;
const START_ANGLE: f64 = 2 * PI * -0.5 / <f64>CHECKPOINTS;

/** A point of the path: its angle around the middle, its heading across the way, and where it is. */
@unmanaged
class Point {
  around: f64;
  heading: f64;
  x: f64;
  y: f64;
}

const POINT_BYTES: u32 = offsetof<Point>();
const path: usize = memory.data(2500 * 32, 8);
const checkpoints: usize = memory.data(12 * 24, 8);
const borders: usize = memory.data(2500, 1);

/** Which points of the path the lap is. */
let first: u32 = 0;
let length: u32 = 0;

// @ts-ignore: decorator
@inline
function pathPoint(i: u32): Point {
  return changetype<Point>(path + i * POINT_BYTES);
}

/** Point `i` of the lap, counted on beyond either end. */
function lapPoint(i: i32): Point {
  const count = <i32>length;
  return pathPoint(first + <u32>((i + count) % count));
}

// @ts-ignore: decorator
@inline
function sign(x: f64): i32 {
  return i32(x > 0) - i32(x < 0);
}

function drawCheckpoints(): void {
  for (let i = 0; i < CHECKPOINTS; i++) {
    const noise = uniform(0, 2 * PI / <f64>CHECKPOINTS);
    const even = 2 * PI * <f64>i / <f64>CHECKPOINTS;
    let angle = even + noise;
    let radius = uniform(RADIUS / 3, RADIUS);
    if (i == 0 || i == CHECKPOINTS - 1) {
      angle = even;
      radius = 1.5 * RADIUS;
    }
    sinCosAngle(angle);
    store<f64>(checkpoints + i * 24, angle);
    store<f64>(checkpoints + i * 24, radius * angleCosine, 8);
    store<f64>(checkpoints + i * 24, radius * angleSine, 16);
  }
}

/** Follows the checkpoints for five laps, or until there is no more room; returns the count of points. */
function drivePath(): u32 {
  let x = 1.5 * RADIUS;
  let y: f64 = 0;
  let heading: f64 = 0;
  let goal = 0;
  let laps: u32 = 0;
  let behind = false;
  let count: u32 = 0;
  while (laps < LAPS && count < MAX_POINTS) {
    let around = atan2(y, x);
    if (behind && around > 0) {
      laps++;
      behind = false;
    }
    if (around < 0) {
      behind = true;
      around += 2 * PI;
    }
    while (around > load<f64>(checkpoints + goal * 24)) {
      if (++goal < CHECKPOINTS) continue;
      goal = 0;
      around -= 2 * PI;
    }
    sinCosAngle(heading);
    const toX = load<f64>(checkpoints + goal * 24, 8) - x;
    const toY = load<f64>(checkpoints + goal * 24, 16) - y;
    const beside = (angleCosine * toX + angleSine * toY) * SCALE;
    while (heading - around > 1.5 * PI) heading -= 2 * PI;
    while (heading - around < -1.5 * PI) heading += 2 * PI;
    const before = heading;
    const turn = min<f64>(TURN_RATE, abs<f64>(STEERING * beside));
    if (beside > TOLERANCE) heading -= turn;
    if (beside < -TOLERANCE) heading += turn;
    x -= angleSine * DETAIL;
    y += angleCosine * DETAIL;
    const point = pathPoint(count++);
    point.around = around;
    point.heading = before * 0.5 + heading * 0.5;
    point.x = x;
    point.y = y;
  }
  return count;
}

/** Finds the last whole lap among the path's points; false where there is none or its ends do not meet. */
function findLap(count: u32): bool {
  let end: u32 = 0;
  first = 0;
  for (let i = count - 1; i > 0 && first == 0; i--) {
    if (!(pathPoint(i).around > START_ANGLE && pathPoint(i - 1).around <= START_ANGLE)) continue;
    if (end == 0) end = i;
    else first = i;
  }
  if (first == 0) return false;
  length = end - 1 - first;
  const from = lapPoint(0);
  const to = lapPoint(-1);
  sinCosAngle(from.heading);
  const gapX = angleCosine * (from.x - to.x);
  const gapY = angleSine * (from.y - to.y);
  return sqrt<f64>(gapX * gapX + gapY * gapY) <= DETAIL;
}

/** Marks hard turns: where a run of points turns one way, and the points before. */
function markBorders(): void {
  for (let i = 0; i < <i32>length; i++) {
    let hard = true;
    let side = 0;
    for (let k = 0; k < <i32>BORDER_COUNT; k++) {
      const turn = lapPoint(i - k).heading - lapPoint(i - k - 1).heading;
      hard = hard && abs<f64>(turn) > BORDER_TURN;
      side += sign(turn);
    }
    store<bool>(borders + i, hard && abs<i32>(side) == <i32>BORDER_COUNT);
  }
  for (let i = 0; i < <i32>length; i++) {
    if (!load<bool>(borders + i)) continue;
    for (let k = 0; k < <i32>BORDER_COUNT; k++) store<bool>(borders + (i - k + <i32>length) % <i32>length, true);
  }
}

/** Draws a track from the seeded generator, which is asked again until a lap closes. */
export function drawTrack(): void {
  do drawCheckpoints(); while (!findLap(drivePath()));
  markBorders();
}

/** Sets point `i` of a track of one's own. */
export function setTrackPoint(i: u32, x: f64, y: f64, heading: f64): void {
  const point = pathPoint(i);
  point.around = atan2(y, x);
  point.heading = heading;
  point.x = x;
  point.y = y;
}

/** Makes the first `count` points that were set the track. */
export function setTrack(count: u32): void {
  first = 0;
  length = count;
  markBorders();
}

/** How many tiles the track has: tile `i` lies between the points before and at `i`. */
export function trackLength(): u32 {
  return length;
}

export function trackX(i: i32): f64 {
  return lapPoint(i).x;
}

export function trackY(i: i32): f64 {
  return lapPoint(i).y;
}

/** Heading of the line across the track at point `i`. */
export function trackHeading(i: i32): f64 {
  return lapPoint(i).heading;
}

/** The point's angle around the middle. */
export function trackAround(i: i32): f64 {
  return lapPoint(i).around;
}

/** On which side of tile `i` there is a border: −1 the left, 1 the right, 0 none. */
export function borderSide(i: i32): i32 {
  return load<bool>(borders + i) ? sign(lapPoint(i - 1).heading - lapPoint(i).heading) : 0;
}
