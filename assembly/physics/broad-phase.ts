/**
 * Pairs whose boxes overlap. A moving shape's broad-phase box is larger than the shape and stays until the shape leaves it,
 * so that pairs are looked for only then. Static shapes are found by position instead of through a tree: the pairs are the
 * same, and they are taken in Box2D's order.
 */
import { CONTACT_BYTES, ENABLED, SENSOR } from "./contact";
import { Model, shapeOf } from "./model";
import { BOX_LOOKAHEAD, BOX_MARGIN, SKIN } from "./settings";
import { Shape, vertexX, vertexY } from "./shape";
import {
  bodyRows, contactOf, COSINE, FAT, HIGH_X, HIGH_Y, Lane, laneOf, LOW_X, LOW_Y, MAX_CONTACTS, MAX_STATICS, ORIGIN_X,
  ORIGIN_Y, setSortedStatic, shapeRows, SINE, sortedStatic, staticOf, TIGHT, World,
} from "./world";

/** A new static shape of `lane`, to be given its outline and then to `finishStatic`. */
export function addStatic(lane: Lane, friction: f32, category: u32, mask: u32): Shape {
  if (lane.statics == MAX_STATICS) unreachable();
  const shape = staticOf(lane, lane.statics);
  shape.friction = friction;
  shape.category = category;
  shape.mask = mask;
  shape.sensor = false;
  shape.reach = 0;
  return shape;
}

/** The same for a shape that others pass through: their touch begins and ends in the lane's events. */
export function addSensor(lane: Lane, category: u32, mask: u32): Shape {
  const shape = addStatic(lane, 0, category, mask);
  shape.sensor = true;
  return shape;
}

/** Gives the latest static shape its box and its place. */
export function finishStatic(lane: Lane): void {
  const index = lane.statics++;
  const shape = staticOf(lane, index);
  let lowX = vertexX(shape, 0);
  let lowY = vertexY(shape, 0);
  let highX = lowX;
  let highY = lowY;
  for (let i: u32 = 1; i < shape.count; i++) {
    lowX = min<f32>(lowX, vertexX(shape, i));
    lowY = min<f32>(lowY, vertexY(shape, i));
    highX = max<f32>(highX, vertexX(shape, i));
    highY = max<f32>(highY, vertexY(shape, i));
  }
  shape.lowX = lowX - SKIN - BOX_MARGIN;
  shape.lowY = lowY - SKIN - BOX_MARGIN;
  shape.highX = highX + SKIN + BOX_MARGIN;
  shape.highY = highY + SKIN + BOX_MARGIN;
  lane.widest = max<f32>(lane.widest, shape.highX - shape.lowX);
  let place = index;
  for (; place > 0; place--) {
    const before = sortedStatic(lane, place - 1);
    if (staticOf(lane, before).lowX <= shape.lowX) break;
    setSortedStatic(lane, place, before);
  }
  setSortedStatic(lane, place, index);
}

/** The first place from which on static boxes may reach to the right of `x`. */
export function firstReaching(lane: Lane, x: f32): u32 {
  const from = x - lane.widest;
  let low: u32 = 0;
  let high = lane.statics;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (staticOf(lane, sortedStatic(lane, middle)).lowX < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bounds of shape `index` in one lane's frame (px, py, s, c), skin included. */
let boxLowX: f32 = 0;
let boxLowY: f32 = 0;
let boxHighX: f32 = 0;
let boxHighY: f32 = 0;

function bound(shape: Shape, px: f32, py: f32, s: f32, c: f32): void {
  const x = vertexX(shape, 0);
  const y = vertexY(shape, 0);
  boxLowX = c * x - s * y + px;
  boxLowY = s * x + c * y + py;
  boxHighX = boxLowX;
  boxHighY = boxLowY;
  for (let i: u32 = 1; i < shape.count; i++) {
    const vx = vertexX(shape, i);
    const vy = vertexY(shape, i);
    const wx = c * vx - s * vy + px;
    const wy = s * vx + c * vy + py;
    boxLowX = min<f32>(boxLowX, wx);
    boxLowY = min<f32>(boxLowY, wy);
    boxHighX = max<f32>(boxHighX, wx);
    boxHighY = max<f32>(boxHighY, wy);
  }
  boxLowX -= SKIN;
  boxLowY -= SKIN;
  boxHighX += SKIN;
  boxHighY += SKIN;
}

/** Gives shape `index` of a lane that has just been placed its first box. */
export function placeBox(world: World, model: Model, lane: u32, index: u32): void {
  const shape = shapeOf(model, index);
  const body = bodyRows(world, shape.body) + lane * 4;
  const rows = shapeRows(world, index) + lane * 4;
  bound(shape, load<f32>(body, ORIGIN_X), load<f32>(body, ORIGIN_Y), load<f32>(body, SINE), load<f32>(body, COSINE));
  store<f32>(rows, boxLowX - BOX_MARGIN, FAT + LOW_X);
  store<f32>(rows, boxLowY - BOX_MARGIN, FAT + LOW_Y);
  store<f32>(rows, boxHighX + BOX_MARGIN, FAT + HIGH_X);
  store<f32>(rows, boxHighY + BOX_MARGIN, FAT + HIGH_Y);
  laneOf(world, lane).moved |= 1 << index;
}

/**
 * Moves the box of shape `index` with a body that went from the frame (px, py, s, c) to where it is: where the sweep leaves
 * the broad-phase box, a new one is made, stretched in the direction of the move.
 */
export function moveBox(world: World, model: Model, lane: u32, index: u32, px: f32, py: f32, s: f32, c: f32): void {
  const shape = shapeOf(model, index);
  const body = bodyRows(world, shape.body) + lane * 4;
  const rows = shapeRows(world, index) + lane * 4;
  bound(shape, px, py, s, c);
  let lowX = boxLowX;
  let lowY = boxLowY;
  let highX = boxHighX;
  let highY = boxHighY;
  const toX = load<f32>(body, ORIGIN_X);
  const toY = load<f32>(body, ORIGIN_Y);
  bound(shape, toX, toY, load<f32>(body, SINE), load<f32>(body, COSINE));
  lowX = min<f32>(lowX, boxLowX);
  lowY = min<f32>(lowY, boxLowY);
  highX = max<f32>(highX, boxHighX);
  highY = max<f32>(highY, boxHighY);
  store<f32>(rows, lowX, TIGHT + LOW_X);
  store<f32>(rows, lowY, TIGHT + LOW_Y);
  store<f32>(rows, highX, TIGHT + HIGH_X);
  store<f32>(rows, highY, TIGHT + HIGH_Y);
  if (
    load<f32>(rows, FAT + LOW_X) <= lowX && load<f32>(rows, FAT + LOW_Y) <= lowY
    && highX <= load<f32>(rows, FAT + HIGH_X) && highY <= load<f32>(rows, FAT + HIGH_Y)
  ) {
    return;
  }
  lowX -= BOX_MARGIN;
  lowY -= BOX_MARGIN;
  highX += BOX_MARGIN;
  highY += BOX_MARGIN;
  const dx = BOX_LOOKAHEAD * (toX - px);
  const dy = BOX_LOOKAHEAD * (toY - py);
  if (dx < 0) lowX += dx;
  else highX += dx;
  if (dy < 0) lowY += dy;
  else highY += dy;
  store<f32>(rows, lowX, FAT + LOW_X);
  store<f32>(rows, lowY, FAT + LOW_Y);
  store<f32>(rows, highX, FAT + HIGH_X);
  store<f32>(rows, highY, FAT + HIGH_Y);
  laneOf(world, lane).moved |= 1 << index;
}

/** Whether the boxes of a static shape and of moving shape rows at `rows` (lane included) overlap. */
// @ts-ignore: decorator
@inline
export function boxesOverlap(shape: Shape, rows: usize): bool {
  return shape.lowX <= load<f32>(rows, FAT + HIGH_X) && load<f32>(rows, FAT + LOW_X) <= shape.highX
    && shape.lowY <= load<f32>(rows, FAT + HIGH_Y) && load<f32>(rows, FAT + LOW_Y) <= shape.highY;
}

const MAX_PAIRS: u32 = 512;
/** Pairs as static index · 256 + moving index. */
const pairs: usize = memory.data(512 * 4, 4);

/** Makes a contact of each new pair, in the order of static shapes, then of moving ones. */
export function findContacts(world: World, model: Model, index: u32): void {
  const lane = laneOf(world, index);
  let count: u32 = 0;
  for (let moving: u32 = 0; moving < model.shapes; moving++) {
    if (!((lane.moved >> moving) & 1)) continue;
    const rows = shapeRows(world, moving) + index * 4;
    const highX = load<f32>(rows, FAT + HIGH_X);
    for (let place = firstReaching(lane, load<f32>(rows, FAT + LOW_X)); place < lane.statics; place++) {
      const fixed = sortedStatic(lane, place);
      const shape = staticOf(lane, fixed);
      if (shape.lowX > highX) break;
      if (!boxesOverlap(shape, rows) || count == MAX_PAIRS) continue;
      const pair = (fixed << 8) | moving;
      let at = count++;
      for (; at > 0 && load<u32>(pairs + (at - 1) * 4) > pair; at--) {
        store<u32>(pairs + at * 4, load<u32>(pairs + (at - 1) * 4));
      }
      store<u32>(pairs + at * 4, pair);
    }
  }
  lane.moved = 0;
  for (let i: u32 = 0; i < count; i++) {
    const pair = load<u32>(pairs + i * 4);
    addContact(lane, model, pair >> 8, pair & 0xff);
  }
}

function addContact(lane: Lane, model: Model, fixed: u32, moving: u32): void {
  for (let i: u32 = 0; i < lane.contacts; i++) {
    const contact = contactOf(lane, i);
    if (contact.fixed == fixed && contact.moving == moving) return;
  }
  const a = staticOf(lane, fixed);
  const b = shapeOf(model, moving);
  if (!(a.mask & b.category) || !(b.mask & a.category) || lane.contacts == MAX_CONTACTS) return;
  const contact = contactOf(lane, lane.contacts++);
  memory.fill(changetype<usize>(contact), 0, CONTACT_BYTES);
  contact.fixed = fixed;
  contact.moving = moving;
  contact.flags = a.sensor ? SENSOR : ENABLED;
  contact.friction = sqrt<f32>(a.friction * b.friction);
}
