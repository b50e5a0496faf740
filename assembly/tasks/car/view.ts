/**
 * What the driver sees: the field, the road and the car from above, turned so that the car looks up, over a bar of
 * indicators. Gymnasium's CarRacing (O. Klimov), colours and measures alike.
 */
import { angleCosine, angleSine, sinCosAngle } from "../../numeric/trigonometry";
import { shapeOf } from "../../physics/model";
import { Shape, vertexX, vertexY } from "../../physics/shape";
import { ANGLE, bodyRows, COSINE, ORIGIN_X, ORIGIN_Y, SINE, SPIN, VELOCITY_X, VELOCITY_Y, World } from "../../physics/world";
import {
  beginImage, CANVAS_HEIGHT, CANVAS_WIDTH, endImage, endPixels, fillPolygon, ROUND_NEAREST, ROUND_OUTWARDS, setCorner,
} from "../../vision/raster";
import { addPolygon, beginSamples, paint, SAMPLED_SIDE, setSampledCorner } from "../../vision/sampled-raster";
import {
  HULL, HULL_SHAPES, model, steeringAngle, Wheel, WHEEL_HALF_WIDTH, WHEEL_RADIUS, wheelBody, WHEELS,
} from "./dynamics";
import { CarState, Tile, tileBefore, tileOf, TOUCHED, wheelOf } from "./car-state";
import { drawScore } from "./score";
import { BORDER_WIDTH, PLAYFIELD, SCALE, TRACK_WIDTH } from "./track";

/** Gymnasium's observation, and what an encoder sees of it: the scene above the bar. */
const VIEW_SIDE: i32 = 96;
export const VIEW_BYTES: u32 = VIEW_SIDE * VIEW_SIDE * 3;
export const SCENE_SIDE: u32 = SAMPLED_SIDE;
/** i16, and four more, which the rasteriser writes with the last pixels. */
export const SCENE_BYTES: u32 = (SCENE_SIDE * SCENE_SIDE * 3 + 4) * 2;

const ZOOM: f64 = 2.7 * SCALE; // canvas pixels a metre
const FIRST_ZOOM: f64 = 0.1 * SCALE; // of the reset; it takes a second to come near
const GRASS: f64 = PLAYFIELD / 20; // m, a square's side
const GRASS_SQUARES: i32 = 20; // to either side of the middle
/** From the car to the canvas's farthest corner, in canvas pixels. */
const FARTHEST: f64 = 785;
/** m, from a tile's left end to any corner of it or its border, at most. */
const TILE_SPAN: f64 = 30;
/** How much of the tread, in radians of the wheel's turn, is white. */
const WHITE: f64 = 1.2;

/** Columns and rows that the bar is laid out in, in canvas pixels. */
const COLUMN: f64 = <f64>CANVAS_WIDTH / 40;
const LINE: f64 = <f64>CANVAS_HEIGHT / 40;
const BAR_LINES: f64 = 5;
/** The canvas row that what an encoder sees begins with. */
export const SCENE_FROM: i32 = <i32>(BAR_LINES * LINE);
/** Values below this have no indicator. */
const VISIBLE: f64 = 1e-4;

/** Where a point of the world is on the canvas: zoomed, turned and moved so that the car stands below the middle. */
let zoom: f64 = 0;
let s: f64 = 0;
let c: f64 = 1;
let moveX: f64 = 0;
let moveY: f64 = 0;
/** Where the car is, and how far from it the world is seen, along either axis (m). */
let carX: f64 = 0;
let carY: f64 = 0;
let reach: f64 = 0;
/** Which rasteriser draws: that by samples, or the one that is as exact as pygame. */
let sampled: bool = false;

// @ts-ignore: decorator
@inline
function canvasX(x: f64, y: f64): f64 {
  return (c * x - s * y) * zoom + moveX;
}

// @ts-ignore: decorator
@inline
function canvasY(x: f64, y: f64): f64 {
  return (s * x + c * y) * zoom + moveY;
}

// @ts-ignore: decorator
@inline
function setPoint(i: u32, x: f64, y: f64): void {
  if (sampled) setSampledCorner(i, canvasX(x, y), canvasY(x, y));
  else setCorner(i, canvasX(x, y), canvasY(x, y));
}

function fill(count: u32, red: i32, green: i32, blue: i32, rounding: u32): void {
  if (sampled) addPolygon(count, red, green, blue);
  else fillPolygon(count, red, green, blue, rounding);
}

function aim(x: f64, y: f64, angle: f64, time: f64): void {
  sinCosAngle(-angle);
  s = angleSine;
  c = angleCosine;
  zoom = FIRST_ZOOM * max<f64>(1 - time, 0) + ZOOM * min<f64>(time, 1);
  carX = x;
  carY = y;
  reach = FARTHEST / zoom;
  const scrollX = -x * zoom;
  const scrollY = -y * zoom;
  moveX = <f64>CANVAS_WIDTH / 2 + (c * scrollX - s * scrollY);
  moveY = <f64>CANVAS_HEIGHT / 4 + (s * scrollX + c * scrollY);
}

/** Draws what `lane` of `world` and its state look like to `out`: VIEW_BYTES, as the rasteriser's endImage leaves them. */
export function drawView(world: World, lane: u32, carState: CarState, out: usize): void {
  sampled = false;
  beginImage(VIEW_SIDE, VIEW_SIDE, 0);
  drawIndicators(world, lane, carState);
  drawScene(world, lane, carState);
  endImage(out);
}

/** The same without the bar, for an encoder to be trained on: SCENE_SIDE² pixels and SCENE_BYTES, as endPixels leaves them. */
export function drawExactPixels(world: World, lane: u32, carState: CarState, out: usize): void {
  sampled = false;
  beginImage(SCENE_SIDE, SCENE_SIDE, SCENE_FROM);
  drawScene(world, lane, carState);
  endPixels(out);
}

/** The same in a tenth of the time, for an encoder to see, as `paint` leaves them. */
export function drawPixels(world: World, lane: u32, carState: CarState, out: usize, flat: usize): void {
  sampled = true;
  beginSamples(SCENE_FROM);
  drawScene(world, lane, carState);
  paint(out, flat);
}

function drawScene(world: World, lane: u32, carState: CarState): void {
  const hull = bodyRows(world, HULL) + lane * 4;
  aim(load<f32>(hull, ORIGIN_X), load<f32>(hull, ORIGIN_Y), load<f32>(hull, ANGLE), carState.time);
  for (let i: u32 = 0; i < HULL_SHAPES; i++) drawShape(shapeOf(model, i), hull, 204);
  for (let i = <i32>WHEELS - 1; i >= 0; i--) {
    const body = bodyRows(world, wheelBody(i)) + lane * 4;
    drawTread(wheelOf(carState, i), body);
    drawShape(shapeOf(model, HULL_SHAPES + i), body, 0);
  }
  for (let i = <i32>carState.tiles - 1; i >= 0; i--) {
    const tile = tileOf(carState, i);
    const far = reach + TILE_SPAN;
    if (abs<f64>(tile.leftX - carX) < far && abs<f64>(tile.leftY - carY) < far) drawTile(tile, tileBefore(carState, i), i);
  }
  drawField();
}

/** A shape of the car whose body's rows are at `body`. */
function drawShape(shape: Shape, body: usize, red: i32): void {
  for (let i: u32 = 0; i < shape.count; i++) setBodyPoint(i, body, vertexX(shape, i), vertexY(shape, i));
  fill(shape.count, red, 0, 0, ROUND_OUTWARDS);
}

function setBodyPoint(i: u32, body: usize, x: f32, y: f32): void {
  const sine = load<f32>(body, SINE);
  const cosine = load<f32>(body, COSINE);
  setPoint(i, cosine * x - sine * y + load<f32>(body, ORIGIN_X), sine * x + cosine * y + load<f32>(body, ORIGIN_Y));
}

/** The white part of a wheel's tread, as far as it is on the upper side. */
function drawTread(wheel: Wheel, body: usize): void {
  sinCosAngle(wheel.phase);
  const hidden1 = angleSine > 0;
  let c1 = angleCosine;
  sinCosAngle(wheel.phase + WHITE);
  const hidden2 = angleSine > 0;
  let c2 = angleCosine;
  if (hidden1 && hidden2) return;
  if (hidden1) c1 = c1 > 0 ? 1 : -1;
  if (hidden2) c2 = c2 > 0 ? 1 : -1;
  const half = <f32>WHEEL_HALF_WIDTH;
  const from = <f32>(WHEEL_RADIUS * c1);
  const to = <f32>(WHEEL_RADIUS * c2);
  setBodyPoint(0, body, -half, from);
  setBodyPoint(1, body, half, from);
  setBodyPoint(2, body, half, to);
  setBodyPoint(3, body, -half, to);
  fill(4, 77, 77, 77, ROUND_OUTWARDS);
}

/** Three greys by turns, one where the car has been; every other piece of border is white, the rest red. */
function drawTile(tile: Tile, before: Tile, index: i32): void {
  if (tile.border != 0) {
    // From the middle to the border's outer side.
    const share = <f64>tile.border * (TRACK_WIDTH + BORDER_WIDTH) / TRACK_WIDTH / 2;
    const right = tile.border > 0;
    const light = index % 2 == 0 ? 255 : 0;
    setPoint(0, right ? tile.rightX : tile.leftX, right ? tile.rightY : tile.leftY);
    setOuter(1, tile, share);
    setOuter(2, before, share);
    setPoint(3, right ? before.rightX : before.leftX, right ? before.rightY : before.leftY);
    fill(4, 255, light, light, ROUND_NEAREST);
  }
  const shade = tile.flags & TOUCHED ? 0 : index % 3;
  const grey = 102 + shade * 255 / 100;
  setPoint(0, tile.leftX, tile.leftY);
  setPoint(1, tile.rightX, tile.rightY);
  setPoint(2, before.rightX, before.rightY);
  setPoint(3, before.leftX, before.leftY);
  fill(4, grey, grey, grey, ROUND_NEAREST);
}

function setOuter(i: u32, tile: Tile, share: f64): void {
  setPoint(
    i, (tile.leftX + tile.rightX) / 2 + share * (tile.rightX - tile.leftX),
    (tile.leftY + tile.rightY) / 2 + share * (tile.rightY - tile.leftY),
  );
}

/** Squares of lighter grass, every other one of each row and column; then the field. */
function drawField(): void {
  for (let i = -GRASS_SQUARES; i < GRASS_SQUARES; i += 2) {
    const x = GRASS * <f64>i;
    if (x > carX + reach || x + GRASS < carX - reach) continue;
    for (let k = -GRASS_SQUARES; k < GRASS_SQUARES; k += 2) {
      const y = GRASS * <f64>k;
      if (y > carY + reach || y + GRASS < carY - reach) continue;
      setPoint(0, x + GRASS, y);
      setPoint(1, x, y);
      setPoint(2, x, y + GRASS);
      setPoint(3, x + GRASS, y + GRASS);
      fill(4, 102, 230, 102, ROUND_NEAREST);
    }
  }
  setPoint(0, PLAYFIELD, PLAYFIELD);
  setPoint(1, PLAYFIELD, -PLAYFIELD);
  setPoint(2, -PLAYFIELD, -PLAYFIELD);
  setPoint(3, -PLAYFIELD, PLAYFIELD);
  fill(4, 102, 204, 102, ROUND_NEAREST);
}

/** An upright rectangle between two canvas places; `y` counts from the top, as the bar is laid out. */
function drawBox(x1: f64, y1: f64, x2: f64, y2: f64, red: i32, green: i32, blue: i32): void {
  const bottom = <f64>CANVAS_HEIGHT - 1;
  setCorner(0, x1, bottom - trunc<f64>(y1));
  setCorner(1, x2, bottom - trunc<f64>(y1));
  setCorner(2, x2, bottom - trunc<f64>(y2));
  setCorner(3, x1, bottom - trunc<f64>(y2));
  fillPolygon(4, red, green, blue, ROUND_OUTWARDS);
}

/** An indicator that rises with `value` lines. */
function drawUpright(column: f64, value: f64, red: i32, green: i32, blue: i32): void {
  const bottom = <f64>CANVAS_HEIGHT - LINE;
  drawBox(column * COLUMN, bottom - LINE * value, (column + 1) * COLUMN, bottom, red, green, blue);
}

/** One that reaches `value` columns to the right. */
function drawLevel(column: f64, value: f64, red: i32, green: i32): void {
  const bottom = <f64>CANVAS_HEIGHT - 2 * LINE;
  drawBox(column * COLUMN, bottom - 2 * LINE, (column + value) * COLUMN, bottom, red, green, 0);
}

/** From the front: the reward, turning of the car, steering, the wheels' speeds, the car's speed; behind them the bar. */
function drawIndicators(world: World, lane: u32, carState: CarState): void {
  drawScore(carState.shown);
  const hull = bodyRows(world, HULL) + lane * 4;
  const spin = <f64>load<f32>(hull, SPIN);
  if (abs<f64>(spin) > VISIBLE) drawLevel(30, -0.8 * spin, 255, 0);
  const steering = <f64>steeringAngle(world, lane, 0);
  if (abs<f64>(steering) > VISIBLE) drawLevel(20, -10 * steering, 0, 255);
  for (let i = <i32>WHEELS - 1; i >= 0; i--) {
    const speed = wheelOf(carState, i).speed;
    if (abs<f64>(speed) > VISIBLE) drawUpright(7 + <f64>i, 0.01 * speed, i < 2 ? 0 : 51, 0, 255);
  }
  const vx = <f64>load<f32>(hull, VELOCITY_X);
  const vy = <f64>load<f32>(hull, VELOCITY_Y);
  const speed = sqrt<f64>(vx * vx + vy * vy);
  if (speed > VISIBLE) drawUpright(5, 0.02 * speed, 255, 255, 255);
  drawBox(0, <f64>CANVAS_HEIGHT - BAR_LINES * LINE, <f64>CANVAS_WIDTH, <f64>CANVAS_HEIGHT, 0, 0, 0);
}
