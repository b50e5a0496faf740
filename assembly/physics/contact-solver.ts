/**
 * Velocities of contacts by sequential impulses (E. Catto, GDC 2006): friction at each point, then non-penetration, for two points at once
 * as a linear complementarity problem solved by trying its four cases (Box2D's block solver).
 */
import { MOVING_FACE } from "./contact";
import {
  NORMAL_X, NORMAL_Y, R1X, R1Y, R2X, R2Y, NORMAL_MASS1, NORMAL_MASS2, TANGENT_MASS1, TANGENT_MASS2, K11, K12, K22,
  INVERSE11, INVERSE12, INVERSE22, FRICTION, NORMAL_IMPULSE1, NORMAL_IMPULSE2, TANGENT_IMPULSE1, TANGENT_IMPULSE2,
  BLOCK, INVERSE_MASS, INVERSE_INERTIA, CONTACT, countOf, countOfLane,
} from "./contact-slots";
import { MAX_BODIES, Model, shapeOf } from "./model";
import { SKIN } from "./settings";
import { cross } from "./vector";
import {
  bodyRows, contactOf, COSINE, laneOf, LANES, MAX_SLOTS, MAX_WORLDS, ORIGIN_X, ORIGIN_Y, SINE, SLOT_BYTES, slotRows,
  SPIN, VELOCITY_X, VELOCITY_Y, World, worldAt, X, Y,
} from "./world";

/** A two-point contact worse conditioned than this is solved as one point. */
const MAX_CONDITION: f32 = 1000;

/** One lane's body, while slots are prepared. */
let px: f32 = 0;
let py: f32 = 0;
let s: f32 = 0;
let c: f32 = 0;
let worldX: f32 = 0;
let worldY: f32 = 0;

/** Where a point of the manifold acts: midway between the two skins. Normal and face in the world's frame. */
function contactPoint(ownFace: bool, nx: f32, ny: f32, fx: f32, fy: f32, x: f32, y: f32): void {
  if (!ownFace) {
    const localX = x;
    x = c * localX - s * y + px;
    y = s * localX + c * y + py;
  }
  const depth = SKIN - ((x - fx) * nx + (y - fy) * ny);
  worldX = <f32>0.5 * ((x + depth * nx) + (x - SKIN * nx));
  worldY = <f32>0.5 * ((y + depth * ny) + (y - SKIN * ny));
}

/**
 * Prepares velocities of the slot `at` (lane included) from where its body is now. With `warm`, applies the impulses that
 * the contact has from the last step.
 */
export function prepareSlot(world: World, model: Model, lane: u32, at: usize, warm: bool): void {
  const contact = contactOf(laneOf(world, lane), load<u32>(at, CONTACT));
  const index = shapeOf(model, contact.moving).body;
  const rows = bodyRows(world, index) + lane * 4;
  const m = load<f32>(at, INVERSE_MASS);
  const i = load<f32>(at, INVERSE_INERTIA);
  px = load<f32>(rows, ORIGIN_X);
  py = load<f32>(rows, ORIGIN_Y);
  s = load<f32>(rows, SINE);
  c = load<f32>(rows, COSINE);
  const ownFace = contact.kind == MOVING_FACE;
  let nx = contact.normalX;
  let ny = contact.normalY;
  let fx = contact.faceX;
  let fy = contact.faceY;
  if (ownFace) {
    const x = nx;
    nx = c * x - s * ny;
    ny = s * x + c * ny;
    const f = fx;
    fx = c * f - s * fy + px;
    fy = s * f + c * fy + py;
  }
  const sign: f32 = ownFace ? -1 : 1;
  const normalX = sign * nx;
  const normalY = sign * ny;
  store<f32>(at, normalX, NORMAL_X);
  store<f32>(at, normalY, NORMAL_Y);
  const x = load<f32>(rows, X);
  const y = load<f32>(rows, Y);

  contactPoint(ownFace, nx, ny, fx, fy, contact.x0, contact.y0);
  const r1x = worldX - x;
  const r1y = worldY - y;
  const rn1 = r1x * normalY - r1y * normalX;
  const rt1 = r1x * -normalX - r1y * normalY;
  const k11 = m + i * rn1 * rn1;
  store<f32>(at, r1x, R1X);
  store<f32>(at, r1y, R1Y);
  store<f32>(at, <f32>1 / k11, NORMAL_MASS1);
  store<f32>(at, <f32>1 / (m + i * rt1 * rt1), TANGENT_MASS1);
  let points: u32 = 1;
  if (contact.count == 2) {
    contactPoint(ownFace, nx, ny, fx, fy, contact.x1, contact.y1);
    const r2x = worldX - x;
    const r2y = worldY - y;
    const rn2 = r2x * normalY - r2y * normalX;
    const rt2 = r2x * -normalX - r2y * normalY;
    const k22 = m + i * rn2 * rn2;
    const k12 = m + i * rn1 * rn2;
    const determinant = k11 * k22 - k12 * k12;
    if (k11 * k11 < MAX_CONDITION * determinant) {
      points = 2;
      const inverse = <f32>1 / determinant;
      store<i32>(at, -1, BLOCK);
      store<f32>(at, r2x, R2X);
      store<f32>(at, r2y, R2Y);
      store<f32>(at, <f32>1 / k22, NORMAL_MASS2);
      store<f32>(at, <f32>1 / (m + i * rt2 * rt2), TANGENT_MASS2);
      store<f32>(at, k11, K11);
      store<f32>(at, k12, K12);
      store<f32>(at, k22, K22);
      store<f32>(at, inverse * k22, INVERSE11);
      store<f32>(at, -inverse * k12, INVERSE12);
      store<f32>(at, inverse * k11, INVERSE22);
    }
  }
  if (!warm) return;
  const tx = normalY;
  const ty = -normalX;
  let vx = load<f32>(rows, VELOCITY_X);
  let vy = load<f32>(rows, VELOCITY_Y);
  let w = load<f32>(rows, SPIN);
  store<f32>(at, contact.normalImpulse0, NORMAL_IMPULSE1);
  store<f32>(at, contact.tangentImpulse0, TANGENT_IMPULSE1);
  let impulseX = contact.normalImpulse0 * normalX + contact.tangentImpulse0 * tx;
  let impulseY = contact.normalImpulse0 * normalY + contact.tangentImpulse0 * ty;
  w += i * (r1x * impulseY - r1y * impulseX);
  vx += m * impulseX;
  vy += m * impulseY;
  if (points == 2) {
    store<f32>(at, contact.normalImpulse1, NORMAL_IMPULSE2);
    store<f32>(at, contact.tangentImpulse1, TANGENT_IMPULSE2);
    impulseX = contact.normalImpulse1 * normalX + contact.tangentImpulse1 * tx;
    impulseY = contact.normalImpulse1 * normalY + contact.tangentImpulse1 * ty;
    w += i * (load<f32>(at, R2X) * impulseY - load<f32>(at, R2Y) * impulseX);
    vx += m * impulseX;
    vy += m * impulseY;
  }
  store<f32>(rows, vx, VELOCITY_X);
  store<f32>(rows, vy, VELOCITY_Y);
  store<f32>(rows, w, SPIN);
}

/** The bodies that have contacts: of each its rows, its slots, and how many. */
const touched: usize = memory.data(MAX_WORLDS * MAX_BODIES * 12, 4);

/** Lists the bodies with contacts of `count` worlds, `stride` bytes apart, for `solveTouched`; returns how many there are. */
export function listTouched(first: World, stride: u32, count: u32, model: Model): u32 {
  let listed: u32 = 0;
  for (let body: u32 = 0; body < model.bodies; body++) {
    for (let i: u32 = 0; i < count; i++) {
      const world = worldAt(first, stride, i);
      const slots = countOf(world, body);
      if (slots == 0) continue;
      const at = touched + listed++ * 12;
      store<usize>(at, bodyRows(world, body));
      store<usize>(at, slotRows(world, body, 0), 4);
      store<u32>(at, slots, 8);
    }
  }
  return listed;
}

/** One iteration over the velocities of the contacts of the listed bodies. */
export function solveTouched(listed: u32): void {
  for (let at = touched, end = touched + listed * 12; at < end; at += 12) {
    solveSlots(load<usize>(at), load<usize>(at, 4), load<u32>(at, 8));
  }
}

/** One iteration over the velocities of one body's contacts. */
export function solveContactVelocities(world: World, body: u32): void {
  solveSlots(bodyRows(world, body), slotRows(world, body, 0), countOf(world, body));
}

/** @param rows the body's, `slots` where its contacts begin. */
function solveSlots(rows: usize, slots: usize, count: u32): void {
  let vx = v128.load(rows, VELOCITY_X);
  let vy = v128.load(rows, VELOCITY_Y);
  let w = v128.load(rows, SPIN);
  for (let at = slots, end = slots + count * SLOT_BYTES; at < end; at += SLOT_BYTES) {
    const nx = v128.load(at, NORMAL_X);
    const ny = v128.load(at, NORMAL_Y);
    const tx = ny;
    const ty = f32x4.neg(nx);
    const r1x = v128.load(at, R1X);
    const r1y = v128.load(at, R1Y);
    const m = v128.load(at, INVERSE_MASS);
    const i = v128.load(at, INVERSE_INERTIA);
    const friction = v128.load(at, FRICTION);
    const block = v128.load(at, BLOCK);
    const anyBlock = v128.any_true(block);
    const a1 = v128.load(at, NORMAL_IMPULSE1);

    let dx = f32x4.sub(vx, f32x4.mul(w, r1y));
    let dy = f32x4.add(vy, f32x4.mul(w, r1x));
    let speed = f32x4.add(f32x4.mul(dx, tx), f32x4.mul(dy, ty));
    let most = f32x4.mul(friction, a1);
    let before = v128.load(at, TANGENT_IMPULSE1);
    let after = f32x4.sub(before, f32x4.mul(v128.load(at, TANGENT_MASS1), speed));
    after = f32x4.pmax(f32x4.pmin(most, after), f32x4.neg(most));
    v128.store(at, after, TANGENT_IMPULSE1);
    let change = f32x4.sub(after, before);
    let pushX = f32x4.mul(change, tx);
    let pushY = f32x4.mul(change, ty);
    vx = f32x4.add(vx, f32x4.mul(m, pushX));
    vy = f32x4.add(vy, f32x4.mul(m, pushY));
    w = f32x4.add(w, f32x4.mul(i, cross(r1x, r1y, pushX, pushY)));

    const zero = f32x4.splat(0);
    if (!anyBlock) {
      dx = f32x4.sub(vx, f32x4.mul(w, r1y));
      dy = f32x4.add(vy, f32x4.mul(w, r1x));
      speed = f32x4.add(f32x4.mul(dx, nx), f32x4.mul(dy, ny));
      after = f32x4.pmax(zero, f32x4.sub(a1, f32x4.mul(v128.load(at, NORMAL_MASS1), speed)));
      v128.store(at, after, NORMAL_IMPULSE1);
      change = f32x4.sub(after, a1);
      pushX = f32x4.mul(change, nx);
      pushY = f32x4.mul(change, ny);
      vx = f32x4.add(vx, f32x4.mul(m, pushX));
      vy = f32x4.add(vy, f32x4.mul(m, pushY));
      w = f32x4.add(w, f32x4.mul(i, cross(r1x, r1y, pushX, pushY)));
      continue;
    }

    const r2x = v128.load(at, R2X);
    const r2y = v128.load(at, R2Y);
    const a2 = v128.load(at, NORMAL_IMPULSE2);
    dx = f32x4.sub(vx, f32x4.mul(w, r2y));
    dy = f32x4.add(vy, f32x4.mul(w, r2x));
    speed = f32x4.add(f32x4.mul(dx, tx), f32x4.mul(dy, ty));
    most = f32x4.mul(friction, a2);
    before = v128.load(at, TANGENT_IMPULSE2);
    after = f32x4.sub(before, f32x4.mul(v128.load(at, TANGENT_MASS2), speed));
    after = f32x4.pmax(f32x4.pmin(most, after), f32x4.neg(most));
    v128.store(at, after, TANGENT_IMPULSE2);
    change = f32x4.sub(after, before);
    pushX = f32x4.mul(change, tx);
    pushY = f32x4.mul(change, ty);
    vx = f32x4.add(vx, f32x4.mul(m, pushX));
    vy = f32x4.add(vy, f32x4.mul(m, pushY));
    w = f32x4.add(w, f32x4.mul(i, cross(r2x, r2y, pushX, pushY)));

    // Both points: 0 ≤ x ⊥ A x + b ≥ 0 with b = v − A a, for the first of the cases (x1, x2), (x1, 0), (0, x2), (0, 0)
    // that holds; with one point, the new impulse of the first alone.
    const v1x = f32x4.sub(vx, f32x4.mul(w, r1y));
    const v1y = f32x4.add(vy, f32x4.mul(w, r1x));
    const v2x = f32x4.sub(vx, f32x4.mul(w, r2y));
    const v2y = f32x4.add(vy, f32x4.mul(w, r2x));
    const speed1 = f32x4.add(f32x4.mul(v1x, nx), f32x4.mul(v1y, ny));
    const speed2 = f32x4.add(f32x4.mul(v2x, nx), f32x4.mul(v2y, ny));
    const k12 = v128.load(at, K12);
    const b1 = f32x4.sub(speed1, f32x4.add(f32x4.mul(v128.load(at, K11), a1), f32x4.mul(k12, a2)));
    const b2 = f32x4.sub(speed2, f32x4.add(f32x4.mul(k12, a1), f32x4.mul(v128.load(at, K22), a2)));
    const inverse12 = v128.load(at, INVERSE12);
    const both1 = f32x4.neg(f32x4.add(f32x4.mul(v128.load(at, INVERSE11), b1), f32x4.mul(inverse12, b2)));
    const both2 = f32x4.neg(f32x4.add(f32x4.mul(inverse12, b1), f32x4.mul(v128.load(at, INVERSE22), b2)));
    const bothHold = v128.and(f32x4.ge(both1, zero), f32x4.ge(both2, zero));
    const mass1 = v128.load(at, NORMAL_MASS1);
    let x1 = both1;
    let x2 = both2;
    if (!v128.all_true<i32>(bothHold)) {
      const first = f32x4.mul(f32x4.neg(mass1), b1);
      const firstHolds = v128.and(
        f32x4.ge(first, zero),
        f32x4.ge(f32x4.add(f32x4.mul(k12, first), b2), zero),
      );
      const second = f32x4.mul(f32x4.neg(v128.load(at, NORMAL_MASS2)), b2);
      const secondHolds = v128.and(
        f32x4.ge(second, zero),
        f32x4.ge(f32x4.add(f32x4.mul(k12, second), b1), zero),
      );
      const noneHolds = v128.and(f32x4.ge(b1, zero), f32x4.ge(b2, zero));
      x1 = v128.bitselect(zero, a1, noneHolds);
      x2 = v128.bitselect(zero, a2, noneHolds);
      x1 = v128.bitselect(zero, x1, secondHolds);
      x2 = v128.bitselect(second, x2, secondHolds);
      x1 = v128.bitselect(first, x1, firstHolds);
      x2 = v128.bitselect(zero, x2, firstHolds);
      x1 = v128.bitselect(both1, x1, bothHold);
      x2 = v128.bitselect(both2, x2, bothHold);
    }
    if (!v128.all_true<i32>(block)) {
      const alone = f32x4.pmax(zero, f32x4.sub(a1, f32x4.mul(mass1, speed1)));
      x1 = v128.bitselect(x1, alone, block);
      x2 = v128.bitselect(x2, a2, block);
    }
    v128.store(at, x1, NORMAL_IMPULSE1);
    v128.store(at, x2, NORMAL_IMPULSE2);
    const d1 = f32x4.sub(x1, a1);
    const d2 = f32x4.sub(x2, a2);
    const p1x = f32x4.mul(d1, nx);
    const p1y = f32x4.mul(d1, ny);
    const p2x = f32x4.mul(d2, nx);
    const p2y = f32x4.mul(d2, ny);
    vx = f32x4.add(vx, f32x4.mul(m, f32x4.add(p1x, p2x)));
    vy = f32x4.add(vy, f32x4.mul(m, f32x4.add(p1y, p2y)));
    w = f32x4.add(w, f32x4.mul(i, f32x4.add(cross(r1x, r1y, p1x, p1y), cross(r2x, r2y, p2x, p2y))));
  }
  v128.store(rows, vx, VELOCITY_X);
  v128.store(rows, vy, VELOCITY_Y);
  v128.store(rows, w, SPIN);
}

/** What a lane's body and its contacts had before some iterations over velocities: as many numbers as that takes, at most. */
const earlier: usize = memory.data((3 + 4 * MAX_SLOTS) * 4, 4);

/**
 * Whether the velocities of one lane's body, and the impulses of its contacts, are to the bit what they were at the call before.
 * Further iterations, as many as lay between or a multiple, change nothing then.
 */
export function hasSettled(world: World, body: u32, lane: u32): bool {
  const rows = bodyRows(world, body) + lane * 4;
  let differs = exchange(0, load<u32>(rows, VELOCITY_X)) | exchange(1, load<u32>(rows, VELOCITY_Y)) | exchange(2, load<u32>(rows, SPIN));
  const count = countOfLane(world, body, lane);
  for (let k: u32 = 0; k < count; k++) {
    const at = slotRows(world, body, k) + lane * 4;
    const first = 3 + k * 4;
    differs |= exchange(first, load<u32>(at, NORMAL_IMPULSE1)) | exchange(first + 1, load<u32>(at, NORMAL_IMPULSE2));
    differs |= exchange(first + 2, load<u32>(at, TANGENT_IMPULSE1)) | exchange(first + 3, load<u32>(at, TANGENT_IMPULSE2));
  }
  return differs == 0;
}

// @ts-ignore: decorator
@inline
function exchange(place: u32, bits: u32): u32 {
  const differs = load<u32>(earlier + place * 4) ^ bits;
  store<u32>(earlier + place * 4, bits);
  return differs;
}

/** Hands the impulses back to the contacts, for the next step's warm start. */
export function storeImpulses(world: World, model: Model): void {
  for (let body: u32 = 0; body < model.bodies; body++) {
    for (let lane: u32 = 0; lane < LANES; lane++) {
      const count = countOfLane(world, body, lane);
      for (let k: u32 = 0; k < count; k++) {
        const at = slotRows(world, body, k) + lane * 4;
        const contact = contactOf(laneOf(world, lane), load<u32>(at, CONTACT));
        contact.normalImpulse0 = load<f32>(at, NORMAL_IMPULSE1);
        contact.tangentImpulse0 = load<f32>(at, TANGENT_IMPULSE1);
        if (!load<i32>(at, BLOCK)) continue;
        contact.normalImpulse1 = load<f32>(at, NORMAL_IMPULSE2);
        contact.tangentImpulse1 = load<f32>(at, TANGENT_IMPULSE2);
      }
    }
  }
}
