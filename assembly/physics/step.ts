/**
 * One time step of worlds side by side, in Box2D 2.3's order: contacts, velocities, positions, boxes, continuous collision. Bodies
 * are awake at the start of a step, since whoever drives a motor or applies a force wakes them; bodies that come to rest lose
 * what velocity they have, as falling asleep takes it.
 */
import {
  COUNT_VELOCITY_ITERATIONS, COUNT_WORLD_STEPS, lap, PHASE_IMPACTS, PHASE_MANIFOLDS,
  PHASE_MOTION, PHASE_PAIRS, PHASE_POSITIONS, PHASE_SETUP, PHASE_VELOCITIES, tally,
} from "../core/ledger";
import { sinCos, sine, cosine } from "../numeric/sincos";
import { findContacts, moveBox, placeBox } from "./broad-phase";
import { ENABLED, TOUCHING } from "./contact";
import { addSlot, clearSlots } from "./contact-slots";
import { listTouched, prepareSlot, solveTouched, storeImpulses } from "./contact-solver";
import { solveImpacts } from "./continuous";
import { prepareJoints, solveJointVelocities } from "./joint-solver";
import { bodyOf, jointAt, Model, shapeOf } from "./model";
import { updateContacts } from "./narrow-phase";
import { solvePositions } from "./position-solver";
import {
  ANGULAR_SLEEP_TOLERANCE, LINEAR_SLEEP_TOLERANCE, MAX_ROTATION, MAX_TRANSLATION, TIME_TO_SLEEP,
} from "./settings";
import {
  ANGLE, ANGLE0, bodyRows, contactOf, COSINE, FORCE_X, FORCE_Y, frameRows, IMPULSE_X, jointRows, laneOf, LANES, LIMIT, MAX_WORLDS, ORIGIN_X,
  ORIGIN_Y, REST, shapeRows, SINE, SPIN, TOUCH, TOUCHED, VELOCITY_X, VELOCITY_Y, World, WORLD_BYTES, worldAt, X,
  X0, Y, Y0,
} from "./world";

/** Places a body of one lane at rest, its origin at (x, y). */
export function placeBody(world: World, model: Model, lane: u32, index: u32, x: f32, y: f32, angle: f32): void {
  const rows = bodyRows(world, index) + lane * 4;
  const body = bodyOf(model, index);
  sinCos(f32x4.splat(angle));
  const s = f32x4.extract_lane(sine, 0);
  const c = f32x4.extract_lane(cosine, 0);
  store<f32>(rows, x, ORIGIN_X);
  store<f32>(rows, y, ORIGIN_Y);
  store<f32>(rows, s, SINE);
  store<f32>(rows, c, COSINE);
  store<f32>(rows, c * body.centerX - s * body.centerY + x, X);
  store<f32>(rows, s * body.centerX + c * body.centerY + y, Y);
  store<f32>(rows, angle, ANGLE);
  store<f32>(rows, 0, VELOCITY_X);
  store<f32>(rows, 0, VELOCITY_Y);
  store<f32>(rows, 0, SPIN);
  store<f32>(rows, 0, FORCE_X);
  store<f32>(rows, 0, FORCE_Y);
  store<f32>(rows, 0, REST);
}

/** Empties a lane: no static shapes, no contacts, joints without impulses. */
export function clearLane(world: World, model: Model, index: u32): void {
  const lane = laneOf(world, index);
  lane.statics = 0;
  lane.contacts = 0;
  lane.widest = 0;
  lane.moved = 0;
  lane.events = 0;
  lane.advanced = false;
  lane.asleep = false;
  for (let i: u32 = 0; i < model.joints; i++) {
    for (let row = IMPULSE_X; row <= LIMIT; row += 16) store<f32>(jointRows(world, i) + row + index * 4, 0);
  }
  for (let i: u32 = 0; i < model.shapes; i++) {
    store<u32>(shapeRows(world, i) + index * 4, 0, TOUCH);
    store<u32>(shapeRows(world, i) + index * 4, 0, TOUCHED);
  }
}

/** Gives the shapes of a lane whose bodies are all placed their boxes. */
export function placeBoxes(world: World, model: Model, lane: u32): void {
  for (let i: u32 = 0; i < model.shapes; i++) placeBox(world, model, lane, i);
}

/** A mask a lane: where position errors are left. */
const unsolved: usize = memory.data(MAX_WORLDS * LANES * 4, 16);

/** How many of `lanes` lanes live in world `index`. */
// @ts-ignore: decorator
@inline
function lanesOf(index: u32, lanes: u32): u32 {
  return min(LANES, lanes - index * LANES);
}

/** Steps the first `lanes` lanes, four a world, of the worlds that lie one after another from `first` on: at most MAX_WORLDS. */
export function step(
  first: World, model: Model, lanes: u32, dt: f32, gravity: f32, velocityIterations: u32, positionIterations: u32,
): void {
  const worlds = (lanes + LANES - 1) / LANES;
  for (let i: u32 = 0; i < worlds; i++) findPairs(worldAt(first, WORLD_BYTES, i), model, lanesOf(i, lanes));
  lap(PHASE_PAIRS);
  for (let i: u32 = 0; i < worlds; i++) updateManifolds(worldAt(first, WORLD_BYTES, i), model, lanesOf(i, lanes));
  lap(PHASE_MANIFOLDS);
  for (let i: u32 = 0; i < worlds; i++) prepare(worldAt(first, WORLD_BYTES, i), model, lanesOf(i, lanes), dt, gravity);
  lap(PHASE_SETUP);
  tally(COUNT_WORLD_STEPS, <f64>worlds);
  tally(COUNT_VELOCITY_ITERATIONS, <f64>(velocityIterations * worlds));
  const listed = listTouched(first, WORLD_BYTES, worlds, model);
  for (let i: u32 = 0; i < velocityIterations; i++) solveVelocities(first, worlds, model, listed);
  for (let i: u32 = 0; i < worlds; i++) {
    storeImpulses(worldAt(first, WORLD_BYTES, i), model);
    integrateVelocities(worldAt(first, WORLD_BYTES, i), model, dt);
  }
  lap(PHASE_VELOCITIES);
  solvePositions(first, model, lanes, positionIterations, unsolved);
  lap(PHASE_POSITIONS);
  for (let i: u32 = 0; i < worlds; i++) {
    const world = worldAt(first, WORLD_BYTES, i);
    placeFrames(world, model);
    restLanes(world, model, dt, v128.load(unsolved + i * 16), lanesOf(i, lanes));
  }
  lap(PHASE_MOTION);
  for (let i: u32 = 0; i < worlds; i++) {
    moveBoxes(worldAt(first, WORLD_BYTES, i), model, lanesOf(i, lanes));
    findPairs(worldAt(first, WORLD_BYTES, i), model, lanesOf(i, lanes));
  }
  lap(PHASE_PAIRS);
  for (let i: u32 = 0; i < worlds; i++) {
    solveAwake(worldAt(first, WORLD_BYTES, i), model, lanesOf(i, lanes), dt, velocityIterations);
  }
  lap(PHASE_IMPACTS);
}

/** New contacts, where a box has moved. */
function findPairs(world: World, model: Model, lanes: u32): void {
  for (let lane: u32 = 0; lane < lanes; lane++) if (laneOf(world, lane).moved != 0) findContacts(world, model, lane);
}

/** Contacts' manifolds, and the step's events. */
function updateManifolds(world: World, model: Model, lanes: u32): void {
  for (let lane: u32 = 0; lane < lanes; lane++) {
    laneOf(world, lane).events = 0;
    updateContacts(world, model, lane);
  }
}

/** Forces, and what the iterations over velocities need. */
function prepare(world: World, model: Model, lanes: u32, dt: f32, gravity: f32): void {
  integrateForces(world, model, dt, gravity);
  clearSlots(world);
  for (let lane: u32 = 0; lane < lanes; lane++) {
    const record = laneOf(world, lane);
    for (let i = <i32>record.contacts - 1; i >= 0; i--) {
      if ((contactOf(record, i).flags & (TOUCHING | ENABLED)) != (TOUCHING | ENABLED)) continue;
      const slot = addSlot(world, model, lane, i);
      if (slot != 0) prepareSlot(world, model, lane, slot, true);
    }
  }
  prepareJoints(world, model, dt);
}

/** One iteration over the velocities of `count` worlds, of which so many bodies with contacts are listed. One world alone would wait for its own results. */
function solveVelocities(first: World, count: u32, model: Model, listed: u32): void {
  for (let place: u32 = 0; place < model.joints; place++) {
    solveJointVelocities(first, WORLD_BYTES, count, model, jointAt(model, place));
  }
  solveTouched(listed);
}

/** Brings boxes to where their shapes are. */
function moveBoxes(world: World, model: Model, lanes: u32): void {
  for (let lane: u32 = 0; lane < lanes; lane++) {
    for (let i: u32 = 0; i < model.shapes; i++) {
      const frame = frameRows(world, shapeOf(model, i).body) + lane * 4;
      moveBox(world, model, lane, i, load<f32>(frame), load<f32>(frame, 16), load<f32>(frame, 32), load<f32>(frame, 48));
    }
  }
}

/** Continuous collision, in the lanes that are awake. */
function solveAwake(world: World, model: Model, lanes: u32, dt: f32, velocityIterations: u32): void {
  for (let lane: u32 = 0; lane < lanes; lane++) {
    if (!laneOf(world, lane).asleep) solveImpacts(world, model, lane, dt, velocityIterations);
  }
}

/** Gravity and forces into velocities; the sweep starts here. */
function integrateForces(world: World, model: Model, dt: f32, gravity: f32): void {
  const h = f32x4.splat(dt);
  for (let i: u32 = 0; i < model.bodies; i++) {
    const rows = bodyRows(world, i);
    const frame = frameRows(world, i);
    v128.store(rows, v128.load(rows, X), X0);
    v128.store(rows, v128.load(rows, Y), Y0);
    v128.store(rows, v128.load(rows, ANGLE), ANGLE0);
    v128.store(frame, v128.load(rows, ORIGIN_X));
    v128.store(frame, v128.load(rows, ORIGIN_Y), 16);
    v128.store(frame, v128.load(rows, SINE), 32);
    v128.store(frame, v128.load(rows, COSINE), 48);
    const m = f32x4.splat(bodyOf(model, i).inverseMass);
    const ax = f32x4.mul(m, v128.load(rows, FORCE_X));
    const ay = f32x4.add(f32x4.splat(gravity), f32x4.mul(m, v128.load(rows, FORCE_Y)));
    v128.store(rows, f32x4.add(v128.load(rows, VELOCITY_X), f32x4.mul(h, ax)), VELOCITY_X);
    v128.store(rows, f32x4.add(v128.load(rows, VELOCITY_Y), f32x4.mul(h, ay)), VELOCITY_Y);
    v128.store(rows, f32x4.splat(0), FORCE_X);
    v128.store(rows, f32x4.splat(0), FORCE_Y);
  }
}

/** Velocities into positions, at most MAX_TRANSLATION and MAX_ROTATION a step. */
function integrateVelocities(world: World, model: Model, dt: f32): void {
  const h = f32x4.splat(dt);
  for (let i: u32 = 0; i < model.bodies; i++) {
    const rows = bodyRows(world, i);
    let vx = v128.load(rows, VELOCITY_X);
    let vy = v128.load(rows, VELOCITY_Y);
    let w = v128.load(rows, SPIN);
    const moveX = f32x4.mul(h, vx);
    const moveY = f32x4.mul(h, vy);
    const move = f32x4.add(f32x4.mul(moveX, moveX), f32x4.mul(moveY, moveY));
    const far = f32x4.gt(move, f32x4.splat(MAX_TRANSLATION * MAX_TRANSLATION));
    if (v128.any_true(far)) {
      const ratio = f32x4.div(f32x4.splat(MAX_TRANSLATION), f32x4.sqrt(move));
      vx = v128.bitselect(f32x4.mul(vx, ratio), vx, far);
      vy = v128.bitselect(f32x4.mul(vy, ratio), vy, far);
    }
    const turn = f32x4.mul(h, w);
    const wide = f32x4.gt(f32x4.mul(turn, turn), f32x4.splat(MAX_ROTATION * MAX_ROTATION));
    if (v128.any_true(wide)) {
      const ratio = f32x4.div(f32x4.splat(MAX_ROTATION), f32x4.abs(turn));
      w = v128.bitselect(f32x4.mul(w, ratio), w, wide);
    }
    v128.store(rows, vx, VELOCITY_X);
    v128.store(rows, vy, VELOCITY_Y);
    v128.store(rows, w, SPIN);
    v128.store(rows, f32x4.add(v128.load(rows, X), f32x4.mul(h, vx)), X);
    v128.store(rows, f32x4.add(v128.load(rows, Y), f32x4.mul(h, vy)), Y);
    v128.store(rows, f32x4.add(v128.load(rows, ANGLE), f32x4.mul(h, w)), ANGLE);
  }
}

/** Brings all frames to their bodies' centres and angles. */
function placeFrames(world: World, model: Model): void {
  for (let i: u32 = 0; i < model.bodies; i++) {
    const rows = bodyRows(world, i);
    sinCos(v128.load(rows, ANGLE));
    const centerX = f32x4.splat(bodyOf(model, i).centerX);
    const centerY = f32x4.splat(bodyOf(model, i).centerY);
    v128.store(rows, sine, SINE);
    v128.store(rows, cosine, COSINE);
    const offsetX = f32x4.sub(f32x4.mul(cosine, centerX), f32x4.mul(sine, centerY));
    const offsetY = f32x4.add(f32x4.mul(sine, centerX), f32x4.mul(cosine, centerY));
    v128.store(rows, f32x4.sub(v128.load(rows, X), offsetX), ORIGIN_X);
    v128.store(rows, f32x4.sub(v128.load(rows, Y), offsetY), ORIGIN_Y);
  }
}

/** Lets lanes fall asleep whose bodies have all been at rest for long enough, where no position error is left. */
function restLanes(world: World, model: Model, dt: f32, unsolved: v128, lanes: u32): void {
  let least = f32x4.splat(f32.MAX_VALUE);
  for (let i: u32 = 0; i < model.bodies; i++) {
    const rows = bodyRows(world, i);
    const vx = v128.load(rows, VELOCITY_X);
    const vy = v128.load(rows, VELOCITY_Y);
    const w = v128.load(rows, SPIN);
    const quick = v128.or(
      f32x4.gt(f32x4.mul(w, w), f32x4.splat(ANGULAR_SLEEP_TOLERANCE * ANGULAR_SLEEP_TOLERANCE)),
      f32x4.gt(
        f32x4.add(f32x4.mul(vx, vx), f32x4.mul(vy, vy)),
        f32x4.splat(LINEAR_SLEEP_TOLERANCE * LINEAR_SLEEP_TOLERANCE),
      ),
    );
    const rested = v128.andnot(f32x4.add(v128.load(rows, REST), f32x4.splat(dt)), quick);
    v128.store(rows, rested, REST);
    least = f32x4.pmin(least, rested);
  }
  const asleep = v128.andnot(f32x4.ge(least, f32x4.splat(TIME_TO_SLEEP)), unsolved);
  const bits = i32x4.bitmask(asleep);
  for (let lane: u32 = 0; lane < lanes; lane++) laneOf(world, lane).asleep = <bool>((bits >> lane) & 1);
  if (bits == 0) return;
  for (let i: u32 = 0; i < model.bodies; i++) {
    const rows = bodyRows(world, i);
    v128.store(rows, v128.andnot(v128.load(rows, VELOCITY_X), asleep), VELOCITY_X);
    v128.store(rows, v128.andnot(v128.load(rows, VELOCITY_Y), asleep), VELOCITY_Y);
    v128.store(rows, v128.andnot(v128.load(rows, SPIN), asleep), SPIN);
    v128.store(rows, v128.andnot(v128.load(rows, REST), asleep), REST);
  }
}
