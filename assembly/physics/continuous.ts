/**
 * Continuous collision: a body that would pass into a static shape within the step is held where they first touch, and
 * goes on from there for the rest of the step (Box2D 2.3's SolveTOI). One lane at a time.
 */
import { COUNT_IMPACTS, COUNT_SUB_STEPS, tally } from "../core/ledger";
import { cosine1, sinCos1, sine1 } from "../numeric/sincos";
import { findContacts, moveBox } from "./broad-phase";
import { Contact, ENABLED, IN_ISLAND, SENSOR, TOI_KNOWN, TOUCHING } from "./contact";
import { solveContactPositions } from "./contact-positions";
import { addSlot, clearSlots } from "./contact-slots";
import { hasSettled, prepareSlot, solveContactVelocities } from "./contact-solver";
import { Body, bodyOf, Model, shapeOf } from "./model";
import { updateContact } from "./narrow-phase";
import {
  EPSILON, MAX_ROTATION, MAX_SUB_STEPS, MAX_TOI_CONTACTS, MAX_TRANSLATION, SKIN, TOI_BAUMGARTE, TOI_POSITION_ITERATIONS,
} from "./settings";
import { normalX, normalY, Shape, vertexX, vertexY } from "./shape";
import { NEVER, timeOfImpact } from "./time-of-impact";
import {
  ANGLE, ANGLE0, bodyRows, contactOf, COSINE, HIGH_X, HIGH_Y, Lane, laneOf, LOW_X, LOW_Y, ORIGIN_X, ORIGIN_Y, shapeRows,
  SINE, SPIN, staticOf, SWEPT, TIGHT, VELOCITY_X, VELOCITY_Y, World, X, X0, Y, Y0,
} from "./world";

/** Slots of the contacts that a sub-step solves. */
const islandSlots: usize = memory.data(32 * 4, 4);

/** Distances below this may count as touch; skins stand off by 2 · 0.01. */
const REACH: f32 = 0.00625;
/** A bound must hold by this much more, so that rounding cannot matter. */
const SAFETY: f32 = 0.001;

/**
 * Whether the sweep provably keeps the shapes farther apart than touch, so that the time of impact need not be computed:
 * their boxes stay apart, or all vertices stay beyond one side of the static shape. A turning vertex leaves the chord of its
 * way by at most reach · (1 − cos(turn / 2)) ≤ reach · turn² / 8.
 */
function staysApart(a: Shape, b: Shape, body: Body, rows: usize, boxes: usize): bool {
  const turn = load<f32>(rows, ANGLE) - load<f32>(rows, ANGLE0);
  const bulge = b.reach * turn * turn * <f32>0.125;
  const margin = REACH + SAFETY + bulge;
  if (margin < <f32>2 * SKIN) {
    // Static boxes have a margin of 0.1 around their skin, which is not counted here.
    const lowX = a.lowX + <f32>0.1;
    const lowY = a.lowY + <f32>0.1;
    const highX = a.highX - <f32>0.1;
    const highY = a.highY - <f32>0.1;
    if (
      load<f32>(boxes, TIGHT + LOW_X) > highX || load<f32>(boxes, TIGHT + LOW_Y) > highY
      || load<f32>(boxes, TIGHT + HIGH_X) < lowX || load<f32>(boxes, TIGHT + HIGH_Y) < lowY
    ) {
      return true;
    }
  }
  sinCos1(load<f32>(rows, ANGLE0));
  const s0 = sine1;
  const c0 = cosine1;
  const ox0 = load<f32>(rows, X0) - (c0 * body.centerX - s0 * body.centerY);
  const oy0 = load<f32>(rows, Y0) - (s0 * body.centerX + c0 * body.centerY);
  const s1 = load<f32>(rows, SINE);
  const c1 = load<f32>(rows, COSINE);
  const ox1 = load<f32>(rows, ORIGIN_X);
  const oy1 = load<f32>(rows, ORIGIN_Y);
  const sides: u32 = a.count == 2 ? 1 : a.count;
  for (let side: u32 = 0; side < sides; side++) {
    const nx = normalX(a, side);
    const ny = normalY(a, side);
    const offset = nx * vertexX(a, side) + ny * vertexY(a, side);
    let least = f32.MAX_VALUE;
    let most = -f32.MAX_VALUE;
    for (let i: u32 = 0; i < b.count; i++) {
      const x = vertexX(b, i);
      const y = vertexY(b, i);
      const before = nx * (c0 * x - s0 * y + ox0) + ny * (s0 * x + c0 * y + oy0) - offset;
      const after = nx * (c1 * x - s1 * y + ox1) + ny * (s1 * x + c1 * y + oy1) - offset;
      least = min<f32>(least, min<f32>(before, after));
      most = max<f32>(most, max<f32>(before, after));
    }
    if (least > margin || (a.count == 2 && most < -margin)) return true;
  }
  return false;
}

/** Moves the start of a body's sweep on to `alpha` of the step. */
function advanceSweep(rows: usize, alpha: f32): void {
  const swept = load<f32>(rows, SWEPT);
  const share = (alpha - swept) / (<f32>1 - swept);
  const x0 = load<f32>(rows, X0);
  const y0 = load<f32>(rows, Y0);
  const angle0 = load<f32>(rows, ANGLE0);
  const left = <f32>1 - share;
  store<f32>(rows, left * x0 + share * load<f32>(rows, X), X0);
  store<f32>(rows, left * y0 + share * load<f32>(rows, Y), Y0);
  store<f32>(rows, left * angle0 + share * load<f32>(rows, ANGLE), ANGLE0);
  store<f32>(rows, alpha, SWEPT);
}

/** Brings a body's frame to its centre and angle. */
function placeFrame(body: Body, rows: usize): void {
  sinCos1(load<f32>(rows, ANGLE));
  store<f32>(rows, sine1, SINE);
  store<f32>(rows, cosine1, COSINE);
  store<f32>(rows, load<f32>(rows, X) - (cosine1 * body.centerX - sine1 * body.centerY), ORIGIN_X);
  store<f32>(rows, load<f32>(rows, Y) - (sine1 * body.centerX + cosine1 * body.centerY), ORIGIN_Y);
}

/** When in the step the contact comes to touch; 1 where it does not. */
function impact(world: World, model: Model, index: u32, lane: Lane, contact: Contact): f32 {
  const fixed = staticOf(lane, contact.fixed);
  const shape = shapeOf(model, contact.moving);
  const body = bodyOf(model, shape.body);
  const rows = bodyRows(world, shape.body) + index * 4;
  let from = load<f32>(rows, SWEPT);
  if (from < fixed.reach) {
    from = fixed.reach;
    advanceSweep(rows, from);
  } else if (fixed.reach < from) {
    fixed.reach = from;
    lane.advanced = true;
  }
  const boxes = shapeRows(world, contact.moving) + index * 4;
  if (from == 0 && staysApart(fixed, shape, body, rows, boxes)) return 1;
  tally(COUNT_IMPACTS, 1);
  const t = timeOfImpact(fixed, shape, load<f32>(rows, X0), load<f32>(rows, Y0), load<f32>(rows, ANGLE0),
    load<f32>(rows, X), load<f32>(rows, Y), load<f32>(rows, ANGLE), body.centerX, body.centerY);
  return t == NEVER ? 1 : min<f32>(from + (<f32>1 - from) * t, 1);
}

/** Finds and solves a lane's impacts, earliest first. */
export function solveImpacts(world: World, model: Model, index: u32, dt: f32, velocityIterations: u32): void {
  const lane = laneOf(world, index);
  for (let i: u32 = 0; i < model.bodies; i++) store<f32>(bodyRows(world, i) + index * 4, 0, SWEPT);
  if (lane.advanced) {
    for (let i: u32 = 0; i < lane.statics; i++) staticOf(lane, i).reach = 0;
    lane.advanced = false;
  }
  for (let i: u32 = 0; i < lane.contacts; i++) {
    const contact = contactOf(lane, i);
    contact.flags &= ~(TOI_KNOWN | IN_ISLAND);
    contact.toiCount = 0;
    contact.toi = 1;
  }

  for (;;) {
    let first: i32 = -1;
    let earliest: f32 = 1;
    for (let i = <i32>lane.contacts - 1; i >= 0; i--) {
      const contact = contactOf(lane, i);
      if (!(contact.flags & ENABLED) || contact.toiCount > MAX_SUB_STEPS) continue;
      if (!(contact.flags & TOI_KNOWN)) {
        contact.toi = impact(world, model, index, lane, contact);
        contact.flags |= TOI_KNOWN;
      }
      if (contact.toi < earliest) {
        first = i;
        earliest = contact.toi;
      }
    }
    if (first < 0 || <f32>1 - <f32>10 * EPSILON < earliest) return;
    subStep(world, model, index, lane, first, earliest, dt, velocityIterations);
  }
}

/** After so many iterations each it is asked whether velocities have settled: in a cycle of that length, or of one that divides it. */
const SETTLING: u32 = 4;

const backup: usize = memory.data(8 * 4, 4);

/** Stops the body of contact `first` at its time of impact and moves it on for the rest of the step. */
function subStep(
  world: World, model: Model, index: u32, lane: Lane, first: u32, alpha: f32, dt: f32, velocityIterations: u32,
): void {
  const contact = contactOf(lane, first);
  const bodyIndex = shapeOf(model, contact.moving).body;
  const body = bodyOf(model, bodyIndex);
  const rows = bodyRows(world, bodyIndex) + index * 4;
  const fixed = staticOf(lane, contact.fixed);

  tally(COUNT_SUB_STEPS, 1);
  const fixedBefore = fixed.reach;
  store<f32>(backup, load<f32>(rows, X));
  store<f32>(backup, load<f32>(rows, Y), 4);
  store<f32>(backup, load<f32>(rows, ANGLE), 8);
  store<f32>(backup, load<f32>(rows, X0), 12);
  store<f32>(backup, load<f32>(rows, Y0), 16);
  store<f32>(backup, load<f32>(rows, ANGLE0), 20);
  store<f32>(backup, load<f32>(rows, SWEPT), 24);

  fixed.reach = alpha;
  lane.advanced = true;
  advanceSweep(rows, alpha);
  store<f32>(rows, load<f32>(rows, X0), X);
  store<f32>(rows, load<f32>(rows, Y0), Y);
  store<f32>(rows, load<f32>(rows, ANGLE0), ANGLE);
  placeFrame(body, rows);

  updateContact(world, model, index, lane, contact);
  contact.flags &= ~TOI_KNOWN;
  contact.toiCount++;
  if (!(contact.flags & TOUCHING)) {
    contact.flags &= ~ENABLED;
    fixed.reach = fixedBefore;
    store<f32>(rows, load<f32>(backup), X);
    store<f32>(rows, load<f32>(backup, 4), Y);
    store<f32>(rows, load<f32>(backup, 8), ANGLE);
    store<f32>(rows, load<f32>(backup, 12), X0);
    store<f32>(rows, load<f32>(backup, 16), Y0);
    store<f32>(rows, load<f32>(backup, 20), ANGLE0);
    store<f32>(rows, load<f32>(backup, 24), SWEPT);
    placeFrame(body, rows);
    return;
  }

  clearSlots(world);
  let count: u32 = 0;
  store<usize>(islandSlots, addSlot(world, model, index, first));
  if (load<usize>(islandSlots) != 0) count = 1;
  contact.flags |= IN_ISLAND;
  for (let i = <i32>lane.contacts - 1; i >= 0 && count < MAX_TOI_CONTACTS; i--) {
    const other = contactOf(lane, i);
    if (shapeOf(model, other.moving).body != bodyIndex || other.flags & (IN_ISLAND | SENSOR)) continue;
    updateContact(world, model, index, lane, other);
    if (!(other.flags & TOUCHING)) continue;
    other.flags |= IN_ISLAND;
    staticOf(lane, other.fixed).reach = alpha;
    const slot = addSlot(world, model, index, i);
    if (slot == 0) break;
    store<usize>(islandSlots + count++ * 4, slot);
  }

  const only = i32x4.eq(i32x4.splat(index), i32x4(0, 1, 2, 3));
  for (let i: u32 = 0; i < TOI_POSITION_ITERATIONS; i++) {
    if ((i32x4.bitmask(solveContactPositions(world, model, bodyIndex, only, TOI_BAUMGARTE, 1.5)) >> index) & 1) break;
  }
  store<f32>(rows, load<f32>(rows, X), X0);
  store<f32>(rows, load<f32>(rows, Y), Y0);
  store<f32>(rows, load<f32>(rows, ANGLE), ANGLE0);
  placeFrame(body, rows);
  const px = load<f32>(rows, ORIGIN_X);
  const py = load<f32>(rows, ORIGIN_Y);
  const s = load<f32>(rows, SINE);
  const c = load<f32>(rows, COSINE);

  for (let i: u32 = 0; i < count; i++) prepareSlot(world, model, index, load<usize>(islandSlots + i * 4), false);
  // One body's few contacts soon come to rest: what repeats itself to the bit goes on doing so.
  for (let left = velocityIterations; left > 0; left--) {
    if (left % SETTLING == 0 && hasSettled(world, bodyIndex, index) && left < velocityIterations) break;
    solveContactVelocities(world, bodyIndex);
  }

  const h = (<f32>1 - alpha) * dt;
  let vx = load<f32>(rows, VELOCITY_X);
  let vy = load<f32>(rows, VELOCITY_Y);
  let w = load<f32>(rows, SPIN);
  const moveX = h * vx;
  const moveY = h * vy;
  const move = moveX * moveX + moveY * moveY;
  if (move > MAX_TRANSLATION * MAX_TRANSLATION) {
    const ratio = MAX_TRANSLATION / sqrt<f32>(move);
    vx *= ratio;
    vy *= ratio;
  }
  const turn = h * w;
  if (turn * turn > MAX_ROTATION * MAX_ROTATION) w *= MAX_ROTATION / abs<f32>(turn);
  store<f32>(rows, vx, VELOCITY_X);
  store<f32>(rows, vy, VELOCITY_Y);
  store<f32>(rows, w, SPIN);
  store<f32>(rows, load<f32>(rows, X) + h * vx, X);
  store<f32>(rows, load<f32>(rows, Y) + h * vy, Y);
  store<f32>(rows, load<f32>(rows, ANGLE) + h * w, ANGLE);
  placeFrame(body, rows);

  for (let i: u32 = 0; i < model.shapes; i++) {
    if (shapeOf(model, i).body == bodyIndex) moveBox(world, model, index, i, px, py, s, c);
  }
  for (let i: u32 = 0; i < lane.contacts; i++) {
    const other = contactOf(lane, i);
    if (shapeOf(model, other.moving).body == bodyIndex) other.flags &= ~(TOI_KNOWN | IN_ISLAND);
  }
  findContacts(world, model, index);
}
