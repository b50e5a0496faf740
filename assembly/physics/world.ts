/**
 * Where four worlds lie side by side, one a lane. What differs from lane to lane lies in rows of four float32; what only one
 * lane can know (its static shapes, its contacts and their events) in a record of its own.
 *
 *     World ┌ body rows    [body][BODY_ROWS]    positions, velocities, frames
 *           │ shape rows   [shape][SHAPE_ROWS]  broad-phase boxes, touch flags
 *           │ joint rows   [joint][JOINT_ROWS]  impulses, motors, limits
 *           │ scratch      of a step: frames at its start, prepared joints, contact slots
 *           └ lane records [lane]               static shapes, contacts, sensors' events
 *
 * A world without lane records, of HEAD_BYTES, is enough to iterate on.
 */
import { Contact, CONTACT_BYTES } from "./contact";
import { MAX_BODIES, MAX_JOINTS, MAX_SHAPES } from "./model";
import { Shape, SHAPE_BYTES } from "./shape";

export const LANES: u32 = 4;
/** How many worlds step together, at most. */
export const MAX_WORLDS: u32 = 8;
const ROW: u32 = 16;

/** Body rows. Positions are of the centre of mass, at the end of the step and, with 0, at its start. */
export const X: u32 = 0 * ROW;
export const Y: u32 = 1 * ROW;
export const ANGLE: u32 = 2 * ROW;
export const VELOCITY_X: u32 = 3 * ROW;
export const VELOCITY_Y: u32 = 4 * ROW;
export const SPIN: u32 = 5 * ROW;
export const X0: u32 = 6 * ROW;
export const Y0: u32 = 7 * ROW;
export const ANGLE0: u32 = 8 * ROW;
/** The body's frame: its origin, and its turn. */
export const ORIGIN_X: u32 = 9 * ROW;
export const ORIGIN_Y: u32 = 10 * ROW;
export const SINE: u32 = 11 * ROW;
export const COSINE: u32 = 12 * ROW;
/** Of the coming step alone. */
export const FORCE_X: u32 = 13 * ROW;
export const FORCE_Y: u32 = 14 * ROW;
/** The share of the step that lies before the start of the sweep. */
export const SWEPT: u32 = 15 * ROW;
/** Seconds at rest. */
export const REST: u32 = 16 * ROW;
/** The position before an iteration. */
export const KEPT_X: u32 = 17 * ROW;
export const KEPT_Y: u32 = 18 * ROW;
export const KEPT_ANGLE: u32 = 19 * ROW;
const BODY_BYTES: u32 = 20 * ROW;

/** Shape rows: the broad-phase box, the box of the last step's sweep, and flags (u32). */
export const FAT: u32 = 0 * ROW;
export const TIGHT: u32 = 4 * ROW;
/** 1 from a contact's begin to the next contact's end. */
export const TOUCH: u32 = 8 * ROW;
/** 1 once a contact has begun. */
export const TOUCHED: u32 = 9 * ROW;
const SHAPE_ROW_BYTES: u32 = 10 * ROW;
/** Rows of a box. */
export const LOW_X: u32 = 0 * ROW;
export const LOW_Y: u32 = 1 * ROW;
export const HIGH_X: u32 = 2 * ROW;
export const HIGH_Y: u32 = 3 * ROW;

/** Joint rows. */
export const IMPULSE_X: u32 = 0 * ROW;
export const IMPULSE_Y: u32 = 1 * ROW;
export const LIMIT_IMPULSE: u32 = 2 * ROW;
export const MOTOR_IMPULSE: u32 = 3 * ROW;
export const MOTOR_SPEED: u32 = 4 * ROW;
export const MAX_TORQUE: u32 = 5 * ROW;
/** u32: 0 free, 1 at its lower limit, 2 at its upper. */
export const LIMIT: u32 = 6 * ROW;
const JOINT_BYTES: u32 = 7 * ROW;

export const MAX_STATICS: u32 = 512;
export const MAX_CONTACTS: u32 = 128;

const SHAPE_AT: u32 = MAX_BODIES * BODY_BYTES;
const JOINT_AT: u32 = SHAPE_AT + MAX_SHAPES * SHAPE_ROW_BYTES;
/** Rows up to here outlast a step. */
const ROWS_END: u32 = JOINT_AT + MAX_JOINTS * JOINT_BYTES;

const FRAME_AT: u32 = ROWS_END;
const FRAME_BYTES: u32 = 4 * ROW;
const PREPARED_AT: u32 = FRAME_AT + MAX_BODIES * FRAME_BYTES;
export const PREPARED_BYTES: u32 = 19 * ROW;
const COUNT_AT: u32 = PREPARED_AT + MAX_JOINTS * PREPARED_BYTES;
/** For each body: slots in use, then of those each lane's. */
const COUNT_BYTES: u32 = 32;
const SLOT_AT: u32 = COUNT_AT + MAX_BODIES * COUNT_BYTES;
export const SLOT_BYTES: u32 = 36 * ROW;
export const MAX_SLOTS: u32 = 8;
export const HEAD_BYTES: u32 = SLOT_AT + MAX_BODIES * MAX_SLOTS * SLOT_BYTES;
const LANE_AT: u32 = HEAD_BYTES;

/** What one lane alone knows. */
@unmanaged
export class Lane {
  statics: u32;
  contacts: u32;
  /** The widest static box. */
  widest: f32;
  /** One bit a moving shape whose broad-phase box is new. */
  moved: u32;
  /** Whether a static shape's `reach` (how far the step has gone for it) may be above 0. */
  advanced: bool;
  /** Whether the bodies fell asleep in this step. */
  asleep: bool;
  /** How often a sensor's touch began or ended in this step. */
  events: u32;
}

/** The touch of a sensor and a moving shape has begun, or else ended. */
@unmanaged
export class SensorEvent {
  fixed: u16;
  moving: u8;
  begun: bool;
}

const SORTED: u32 = 32;
const EVENTS: u32 = SORTED + MAX_STATICS * 2;
/** A contact has at most one event a step. */
const CONTACTS: u32 = EVENTS + MAX_CONTACTS * offsetof<SensorEvent>();
const STATICS: u32 = CONTACTS + MAX_CONTACTS * CONTACT_BYTES;
const LANE_BYTES: u32 = (STATICS + MAX_STATICS * SHAPE_BYTES + 15) & ~15;

export const WORLD_BYTES: u32 = LANE_AT + LANES * LANE_BYTES;

@unmanaged
export class World {}

/** The world at place `i` of those that lie `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function worldAt(first: World, stride: u32, i: u32): World {
  return changetype<World>(changetype<usize>(first) + i * stride);
}

/** Copies a float32 or u32 of a row from lane to lane. */
// @ts-ignore: decorator
@inline
export function copyInRow(to: usize, toLane: u32, from: usize, fromLane: u32): void {
  store<u32>(to + toLane * 4, load<u32>(from + fromLane * 4));
}

// @ts-ignore: decorator
@inline
export function bodyRows(world: World, body: u32): usize {
  return changetype<usize>(world) + body * BODY_BYTES;
}

// @ts-ignore: decorator
@inline
export function shapeRows(world: World, shape: u32): usize {
  return changetype<usize>(world) + SHAPE_AT + shape * SHAPE_ROW_BYTES;
}

// @ts-ignore: decorator
@inline
export function jointRows(world: World, joint: u32): usize {
  return changetype<usize>(world) + JOINT_AT + joint * JOINT_BYTES;
}

/** A body's frame at the start of the step: origin and turn, a row each. */
// @ts-ignore: decorator
@inline
export function frameRows(world: World, body: u32): usize {
  return changetype<usize>(world) + FRAME_AT + body * FRAME_BYTES;
}

// @ts-ignore: decorator
@inline
export function preparedRows(world: World, joint: u32): usize {
  return changetype<usize>(world) + PREPARED_AT + joint * PREPARED_BYTES;
}

/** The k-th contact slot of a body. */
// @ts-ignore: decorator
@inline
export function slotRows(world: World, body: u32, k: u32): usize {
  return changetype<usize>(world) + SLOT_AT + (body * MAX_SLOTS + k) * SLOT_BYTES;
}

/** Where a body's count of slots is kept, and behind it each lane's. */
// @ts-ignore: decorator
@inline
export function slotCounts(world: World, body: u32): usize {
  return changetype<usize>(world) + COUNT_AT + body * COUNT_BYTES;
}

// @ts-ignore: decorator
@inline
export function laneOf(world: World, lane: u32): Lane {
  return changetype<Lane>(changetype<usize>(world) + LANE_AT + lane * LANE_BYTES);
}

// @ts-ignore: decorator
@inline
export function contactOf(lane: Lane, i: u32): Contact {
  return changetype<Contact>(changetype<usize>(lane) + CONTACTS + i * CONTACT_BYTES);
}

// @ts-ignore: decorator
@inline
export function staticOf(lane: Lane, i: u32): Shape {
  return changetype<Shape>(changetype<usize>(lane) + STATICS + i * SHAPE_BYTES);
}

/** The i-th event of a lane's step, in Box2D's order. */
// @ts-ignore: decorator
@inline
export function eventOf(lane: Lane, i: u32): SensorEvent {
  return changetype<SensorEvent>(changetype<usize>(lane) + EVENTS + i * offsetof<SensorEvent>());
}

/** The static shape at place `i` from left to right, by the left ends of their boxes. */
// @ts-ignore: decorator
@inline
export function sortedStatic(lane: Lane, i: u32): u32 {
  return load<u16>(changetype<usize>(lane) + SORTED + i * 2);
}

// @ts-ignore: decorator
@inline
export function setSortedStatic(lane: Lane, i: u32, index: u32): void {
  store<u16>(changetype<usize>(lane) + SORTED + i * 2, <u16>index);
}

export function removeContact(lane: Lane, i: u32): void {
  const at = changetype<usize>(contactOf(lane, i));
  memory.copy(at, at + CONTACT_BYTES, (--lane.contacts - i) * CONTACT_BYTES);
}

/** Copies lane `from` of one world over lane `to` of another. */
export function moveLane(toWorld: World, to: u32, fromWorld: World, from: u32): void {
  for (let row: usize = 0; row < ROWS_END; row += ROW) {
    store<u32>(changetype<usize>(toWorld) + row + to * 4, load<u32>(changetype<usize>(fromWorld) + row + from * 4));
  }
  const source = laneOf(fromWorld, from);
  const bytes = STATICS + source.statics * SHAPE_BYTES;
  memory.copy(changetype<usize>(laneOf(toWorld, to)), changetype<usize>(source), bytes);
}

/** Bytes of one lane as `saveLane` writes it, at most. */
export const SAVED_LANE_BYTES: u32 = ROWS_END / LANES + LANE_BYTES;

/** Writes all that a lane knows from `to` on; returns the end. */
export function saveLane(world: World, lane: u32, to: usize): usize {
  for (let row: usize = 0; row < ROWS_END; row += ROW, to += 4) {
    store<u32>(to, load<u32>(changetype<usize>(world) + row + lane * 4));
  }
  const source = laneOf(world, lane);
  const bytes = STATICS + source.statics * SHAPE_BYTES;
  memory.copy(to, changetype<usize>(source), bytes);
  return to + bytes;
}

/** Reads what `saveLane` has written; returns the end. */
export function loadLane(world: World, lane: u32, from: usize): usize {
  for (let row: usize = 0; row < ROWS_END; row += ROW, from += 4) {
    store<u32>(changetype<usize>(world) + row + lane * 4, load<u32>(from));
  }
  const bytes = STATICS + changetype<Lane>(from).statics * SHAPE_BYTES;
  memory.copy(changetype<usize>(laneOf(world, lane)), from, bytes);
  return from + bytes;
}
