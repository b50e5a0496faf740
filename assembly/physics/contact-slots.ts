/**
 * What the solver knows of contacts in a step. Contacts of different bodies do not act on each other, since one side of each is static; only
 * their order at one body matters. So the k-th contacts of a body in the four lanes stand side by side in a slot; a lane that has fewer is
 * given no mass there, and nothing of it changes.
 */
import { MOVING_FACE } from "./contact";
import { bodyOf, MAX_BODIES, Model, shapeOf } from "./model";
import { contactOf, copyInRow, laneOf, LANES, MAX_SLOTS, SLOT_BYTES, slotCounts, slotRows, World } from "./world";

/** Rows of a slot. */
export const NORMAL_X: u32 = 0 * 16;
export const NORMAL_Y: u32 = 1 * 16;
export const R1X: u32 = 2 * 16;
export const R1Y: u32 = 3 * 16;
export const R2X: u32 = 4 * 16;
export const R2Y: u32 = 5 * 16;
export const NORMAL_MASS1: u32 = 6 * 16;
export const NORMAL_MASS2: u32 = 7 * 16;
export const TANGENT_MASS1: u32 = 8 * 16;
export const TANGENT_MASS2: u32 = 9 * 16;
export const K11: u32 = 10 * 16;
export const K12: u32 = 11 * 16;
export const K22: u32 = 12 * 16;
export const INVERSE11: u32 = 13 * 16;
export const INVERSE12: u32 = 14 * 16;
export const INVERSE22: u32 = 15 * 16;
export const FRICTION: u32 = 16 * 16;
export const NORMAL_IMPULSE1: u32 = 17 * 16;
export const NORMAL_IMPULSE2: u32 = 18 * 16;
export const TANGENT_IMPULSE1: u32 = 19 * 16;
export const TANGENT_IMPULSE2: u32 = 20 * 16;
/** Masks: lanes with a contact here; with two points; with two points that are solved together; with the body's face. */
export const ONE: u32 = 21 * 16;
export const TWO: u32 = 22 * 16;
export const BLOCK: u32 = 23 * 16;
export const OWN_FACE: u32 = 24 * 16;
export const INVERSE_MASS: u32 = 25 * 16;
export const INVERSE_INERTIA: u32 = 26 * 16;
/** The manifold, for positions. */
export const LOCAL_NORMAL_X: u32 = 27 * 16;
export const LOCAL_NORMAL_Y: u32 = 28 * 16;
export const FACE_X: u32 = 29 * 16;
export const FACE_Y: u32 = 30 * 16;
export const POINT1_X: u32 = 31 * 16;
export const POINT1_Y: u32 = 32 * 16;
export const POINT2_X: u32 = 33 * 16;
export const POINT2_Y: u32 = 34 * 16;
/** Index of the lane's contact. */
export const CONTACT: u32 = 35 * 16;

/** How many slots of `body` are in use in any lane. */
// @ts-ignore: decorator
@inline
export function countOf(world: World, body: u32): u32 {
  return load<u32>(slotCounts(world, body));
}

/** How many are in lane `lane`. */
// @ts-ignore: decorator
@inline
export function countOfLane(world: World, body: u32, lane: u32): u32 {
  return load<u32>(slotCounts(world, body) + 4 + lane * 4);
}

export function clearSlots(world: World): void {
  memory.fill(slotCounts(world, 0), 0, slotCounts(world, MAX_BODIES) - slotCounts(world, 0));
}

/** Takes a touching contact of a lane into the solver; returns its slot, or 0 where the body has no more room. */
export function addSlot(world: World, model: Model, lane: u32, index: u32): usize {
  const contact = contactOf(laneOf(world, lane), index);
  const body = shapeOf(model, contact.moving).body;
  const k = countOfLane(world, body, lane);
  if (k == MAX_SLOTS) return 0;
  store<u32>(slotCounts(world, body) + 4 + lane * 4, k + 1);
  if (k == countOf(world, body)) {
    memory.fill(slotRows(world, body, k), 0, SLOT_BYTES);
    store<u32>(slotCounts(world, body), k + 1);
  }
  const at = slotRows(world, body, k) + lane * 4;
  store<i32>(at, -1, ONE);
  store<i32>(at, contact.count == 2 ? -1 : 0, TWO);
  store<i32>(at, contact.kind == MOVING_FACE ? -1 : 0, OWN_FACE);
  store<f32>(at, bodyOf(model, body).inverseMass, INVERSE_MASS);
  store<f32>(at, bodyOf(model, body).inverseInertia, INVERSE_INERTIA);
  store<f32>(at, contact.normalX, LOCAL_NORMAL_X);
  store<f32>(at, contact.normalY, LOCAL_NORMAL_Y);
  store<f32>(at, contact.faceX, FACE_X);
  store<f32>(at, contact.faceY, FACE_Y);
  store<f32>(at, contact.x0, POINT1_X);
  store<f32>(at, contact.y0, POINT1_Y);
  store<f32>(at, contact.x1, POINT2_X);
  store<f32>(at, contact.y1, POINT2_Y);
  store<f32>(at, contact.friction, FRICTION);
  store<u32>(at, index, CONTACT);
  return at;
}

/** Of a slot, what its positions are solved with. */
const POSITION_ROWS: usize = memory.data<u32>([
  ONE, TWO, OWN_FACE, INVERSE_MASS, INVERSE_INERTIA, LOCAL_NORMAL_X, LOCAL_NORMAL_Y, FACE_X, FACE_Y, POINT1_X, POINT1_Y,
  POINT2_X, POINT2_Y,
]);
const POSITION_ROW_COUNT: u32 = 13;

/** Brings what the positions of a lane's contacts are solved with to a lane of another world, or of the same. */
export function copyPositionSlots(to: World, toLane: u32, from: World, fromLane: u32, model: Model): void {
  for (let body: u32 = 0; body < model.bodies; body++) {
    const count = countOfLane(from, body, fromLane);
    const there = countOf(to, body);
    for (let k: u32 = 0; k < count; k++) {
      const at = slotRows(to, body, k);
      if (k >= there) memory.fill(at, 0, SLOT_BYTES);
      const source = slotRows(from, body, k);
      for (let i: u32 = 0; i < POSITION_ROW_COUNT; i++) {
        const row = load<u32>(POSITION_ROWS + i * 4);
        copyInRow(at + row, toLane, source + row, fromLane);
      }
    }
    for (let k = count; k < there; k++) {
      const at = slotRows(to, body, k) + toLane * 4;
      store<i32>(at, 0, ONE);
      store<i32>(at, 0, TWO);
    }
    setCountOfLane(to, body, toLane, count);
  }
}

/** Has a lane no contacts. */
export function forgetSlots(world: World, lane: u32, model: Model): void {
  for (let body: u32 = 0; body < model.bodies; body++) setCountOfLane(world, body, lane, 0);
}

/** Sets how many slots of `body` lane `lane` has; the body's own count is that of the lane with most. */
function setCountOfLane(world: World, body: u32, lane: u32, count: u32): void {
  const counts = slotCounts(world, body);
  store<u32>(counts + 4 + lane * 4, count);
  let most: u32 = 0;
  for (let i: u32 = 0; i < LANES; i++) most = max(most, load<u32>(counts + 4 + i * 4));
  store<u32>(counts, most);
}
