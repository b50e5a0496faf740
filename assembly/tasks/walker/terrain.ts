/**
 * The walker's ground as Gymnasium's BipedalWalker draws it for a seed: a random walk of edges, and with `hardcore` stumps, pits
 * and stairs on it.
 */
import { integer, random, uniform } from "../../numeric/pcg64";
import { addStatic, finishStatic } from "../../physics/broad-phase";
import { setEdge, setPolygon } from "../../physics/shape";
import { Lane } from "../../physics/world";

/** Pixels a metre: Gymnasium states most lengths in pixels. */
export const SCALE: f64 = 30;
export const VIEW_HEIGHT: f64 = 400; // pixels
export const TERRAIN_STEP: f64 = 14 / SCALE; // m
export const TERRAIN_LENGTH: u32 = 200; // steps
export const TERRAIN_HEIGHT: f64 = VIEW_HEIGHT / SCALE / 4; // m
export const TERRAIN_GRASS: i32 = 10; // steps between obstacles, at most
export const START_PAD: u32 = 20; // flat steps
export const GROUND_FRICTION: f32 = 2.5;
/** Collision categories. */
export const GROUND: u32 = 0x0001;
const ALL: u32 = 0xffff;

/** What the terrain generator is in. */
const GRASS: i32 = 0;
const STUMP: i32 = 1;
const STAIRS: i32 = 2;
const PIT: i32 = 3;

/** An outline in the making: x and y (f32) of up to eight corners. */
export const corners: usize = memory.data(8 * 8, 4);
const heights: usize = memory.data(200 * 8, 8);

export function setCorner(i: u32, x: f64, y: f64): void {
  store<f32>(corners + i * 8, <f32>x);
  store<f32>(corners + i * 8 + 4, <f32>y);
}

/** Makes the latest corners a static polygon of `lane`. */
export function addPolygon(lane: Lane): void {
  setPolygon(addStatic(lane, GROUND_FRICTION, GROUND, ALL), corners, 4);
  finishStatic(lane);
}

/** A block from (x, y) to the right and down or up by `height`. */
function addBlock(lane: Lane, x: f64, y: f64, width: f64, height: f64): void {
  setCorner(0, x, y);
  setCorner(1, x + width, y);
  setCorner(2, x + width, y + height);
  setCorner(3, x, y + height);
  addPolygon(lane);
}

export function addGround(lane: Lane, x1: f32, y1: f32, x2: f32, y2: f32): void {
  setEdge(addStatic(lane, GROUND_FRICTION, GROUND, ALL), x1, y1, x2, y2);
  finishStatic(lane);
}

/** Draws a terrain from the seeded generator: obstacles, then the ground as edges. */
export function drawTerrain(lane: Lane, hardcore: bool): void {
  let state = GRASS;
  let velocity: f64 = 0;
  let y = TERRAIN_HEIGHT;
  let counter: i32 = START_PAD;
  let first = false;
  let stairSteps: i32 = 0;
  let stairWidth: i32 = 0;
  let stairHeight: i32 = 0;
  let before: f64 = 0;
  for (let i: u32 = 0; i < TERRAIN_LENGTH; i++) {
    const x = <f64>i * TERRAIN_STEP;
    if (state == GRASS && !first) {
      const gap = TERRAIN_HEIGHT - y;
      velocity = 0.8 * velocity + 0.01 * <f64>(i32(gap > 0) - i32(gap < 0));
      if (i > START_PAD) velocity += uniform(-1, 1) / SCALE;
      y += velocity;
    } else if (state == PIT && first) {
      counter = integer(3, 5);
      addBlock(lane, x, y, TERRAIN_STEP, -4 * TERRAIN_STEP);
      setCorner(0, x + TERRAIN_STEP * <f64>counter, y);
      setCorner(1, x + TERRAIN_STEP + TERRAIN_STEP * <f64>counter, y);
      setCorner(2, x + TERRAIN_STEP + TERRAIN_STEP * <f64>counter, y - 4 * TERRAIN_STEP);
      setCorner(3, x + TERRAIN_STEP * <f64>counter, y - 4 * TERRAIN_STEP);
      addPolygon(lane);
      counter += 2;
      before = y;
    } else if (state == PIT) {
      y = before;
      if (counter > 1) y -= 4 * TERRAIN_STEP;
    } else if (state == STUMP && first) {
      counter = integer(1, 3);
      addBlock(lane, x, y, <f64>counter * TERRAIN_STEP, <f64>counter * TERRAIN_STEP);
    } else if (state == STAIRS && first) {
      stairHeight = random() > 0.5 ? 1 : -1;
      stairWidth = 4;
      stairSteps = integer(3, 5);
      before = y;
      for (let s = 0; s < stairSteps; s++) {
        const left = x + <f64>(s * stairWidth) * TERRAIN_STEP;
        const right = x + <f64>((1 + s) * stairWidth) * TERRAIN_STEP;
        const top = y + <f64>(s * stairHeight) * TERRAIN_STEP;
        const bottom = y + <f64>(-1 + s * stairHeight) * TERRAIN_STEP;
        setCorner(0, left, top);
        setCorner(1, right, top);
        setCorner(2, right, bottom);
        setCorner(3, left, bottom);
        addPolygon(lane);
      }
      counter = stairSteps * stairWidth;
    } else if (state == STAIRS) {
      const s = stairSteps * stairWidth - counter - stairHeight;
      const n = <f64>s / <f64>stairWidth;
      y = before + n * <f64>stairHeight * TERRAIN_STEP;
    }
    first = false;
    store<f64>(heights + i * 8, y);
    counter--;
    if (counter == 0) {
      counter = integer(TERRAIN_GRASS / 2, TERRAIN_GRASS);
      state = state == GRASS && hardcore ? integer(STUMP, PIT + 1) : GRASS;
      first = true;
    }
  }
  for (let i: u32 = 0; i + 1 < TERRAIN_LENGTH; i++) {
    addGround(
      lane,
      <f32>(<f64>i * TERRAIN_STEP),
      <f32>load<f64>(heights + i * 8),
      <f32>(<f64>(i + 1) * TERRAIN_STEP),
      <f32>load<f64>(heights + i * 8, 8),
    );
  }
}
