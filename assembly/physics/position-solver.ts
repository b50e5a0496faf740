/**
 * Positions: iterations until no error is left. Most lanes need one or two, some all of them, and a vector is as slow as its slowest
 * lane: so lanes that need another iteration are brought together, in worlds that hold nothing else. A lane's bits do not depend on its
 * neighbours.
 */
import { COUNT_POSITION_ITERATIONS, tally } from "../core/ledger";
import { solveContactPositions } from "./contact-positions";
import { clearSlots, copyPositionSlots, forgetSlots } from "./contact-slots";
import { copyPositionJoints, solveJointPosition } from "./joint-solver";
import { jointAt, Model } from "./model";
import { BAUMGARTE } from "./settings";
import {
  ANGLE, bodyRows, copyInRow, HEAD_BYTES, KEPT_ANGLE, KEPT_X, KEPT_Y, LANES, MAX_WORLDS, slotCounts, World, WORLD_BYTES, worldAt, X, Y,
} from "./world";

/** Overlaps up to this many slops are left to the next step. */
const SLOPS: f32 = 3;

/** Where lanes are brought together, as worlds without lane records; and for each lane there, the lane that it is of. */
const together = changetype<World>(memory.data(MAX_WORLDS * HEAD_BYTES, 16));
const homeOf: usize = memory.data(MAX_WORLDS * LANES * 4, 16);

/** Of each world, masks of lanes: where all errors are small; where something has moved. */
const good: usize = memory.data(MAX_WORLDS * 16, 16);
const moved: usize = memory.data(MAX_WORLDS * 16, 16);

/**
 * Solves the positions of the first `lanes` lanes of the worlds from `first` on.
 * @param unsolved is given a mask a lane, i32: whether errors are left. A lane that an iteration has not changed would not be changed by
 *   any further one, and is done, too.
 */
export function solvePositions(first: World, model: Model, lanes: u32, iterations: u32, unsolved: usize): void {
  if (iterations == 0) {
    memory.fill(unsolved, 0xff, lanes * 4);
    return;
  }
  iterate(first, WORLD_BYTES, worldsOf(lanes), model);
  let left: u32 = 0;
  for (let lane: u32 = 0; lane < lanes; lane++) {
    const solved = load<i32>(good + lane * 4);
    store<i32>(unsolved + lane * 4, ~solved);
    if (solved || !load<i32>(moved + lane * 4)) continue;
    const to = worldAt(together, HEAD_BYTES, left / LANES);
    if (left % LANES == 0) clearSlots(to);
    copyLane(to, left % LANES, worldAt(first, WORLD_BYTES, lane / LANES), lane % LANES, model);
    store<u32>(homeOf + left * 4, lane);
    left++;
  }
  for (let iteration: u32 = 1; iteration < iterations && left > 0; iteration++) {
    iterate(together, HEAD_BYTES, worldsOf(left), model);
    // From the last down: what comes into a lane's place has been looked at.
    for (let lane = <i32>left - 1; lane >= 0; lane--) {
      const solved = load<i32>(good + lane * 4);
      if (solved) store<i32>(unsolved + load<u32>(homeOf + lane * 4) * 4, 0);
      if (!solved && load<i32>(moved + lane * 4)) continue;
      bringHome(first, lane, model);
      left--;
      const last = worldAt(together, HEAD_BYTES, left / LANES);
      if (<u32>lane < left) {
        copyLane(worldAt(together, HEAD_BYTES, lane / LANES), lane % LANES, last, left % LANES, model);
        store<u32>(homeOf + lane * 4, load<u32>(homeOf + left * 4));
      }
      forgetSlots(last, left % LANES, model);
    }
  }
  for (let lane: u32 = 0; lane < left; lane++) bringHome(first, lane, model);
}

/** How many worlds hold so many lanes. */
// @ts-ignore: decorator
@inline
function worldsOf(lanes: u32): u32 {
  return (lanes + LANES - 1) / LANES;
}

/** One iteration over the positions of `count` worlds, `stride` bytes apart; leaves `good` and `moved`. */
function iterate(first: World, stride: u32, count: u32, model: Model): void {
  tally(COUNT_POSITION_ITERATIONS, <f64>count);
  for (let i: u32 = 0; i < count; i++) {
    v128.store(good + i * 16, i32x4.splat(-1));
    keepPositions(worldAt(first, stride, i), model);
  }
  for (let body: u32 = 0; body < model.bodies; body++) {
    for (let i: u32 = 0; i < count; i++) {
      const world = worldAt(first, stride, i);
      if (load<u32>(slotCounts(world, body)) == 0) continue;
      const solved = solveContactPositions(world, model, body, i32x4.splat(-1), BAUMGARTE, SLOPS);
      v128.store(good + i * 16, v128.and(v128.load(good + i * 16), solved));
    }
  }
  for (let place: u32 = 0; place < model.joints; place++) {
    const joint = jointAt(model, place);
    for (let i: u32 = 0; i < count; i++) {
      const solved = solveJointPosition(worldAt(first, stride, i), model, joint);
      v128.store(good + i * 16, v128.and(v128.load(good + i * 16), solved));
    }
  }
  for (let i: u32 = 0; i < count; i++) v128.store(moved + i * 16, changed(worldAt(first, stride, i), model));
}

/** Brings what positions are solved with to a lane of `together`. */
function copyLane(to: World, toLane: u32, from: World, fromLane: u32, model: Model): void {
  copyPositions(to, toLane, from, fromLane, model);
  copyPositionJoints(to, toLane, from, fromLane, model);
  copyPositionSlots(to, toLane, from, fromLane, model);
}

/** Brings the positions of a lane of `together` to the lane that it is of. */
function bringHome(first: World, lane: u32, model: Model): void {
  const home = load<u32>(homeOf + lane * 4);
  const to = worldAt(first, WORLD_BYTES, home / LANES);
  copyPositions(to, home % LANES, worldAt(together, HEAD_BYTES, lane / LANES), lane % LANES, model);
}

function copyPositions(to: World, toLane: u32, from: World, fromLane: u32, model: Model): void {
  for (let i: u32 = 0; i < model.bodies; i++) {
    const target = bodyRows(to, i);
    const source = bodyRows(from, i);
    copyInRow(target + X, toLane, source + X, fromLane);
    copyInRow(target + Y, toLane, source + Y, fromLane);
    copyInRow(target + ANGLE, toLane, source + ANGLE, fromLane);
  }
}

/** Keeps the positions as they are before an iteration. */
function keepPositions(world: World, model: Model): void {
  for (let i: u32 = 0; i < model.bodies; i++) {
    const rows = bodyRows(world, i);
    v128.store(rows, v128.load(rows, X), KEPT_X);
    v128.store(rows, v128.load(rows, Y), KEPT_Y);
    v128.store(rows, v128.load(rows, ANGLE), KEPT_ANGLE);
  }
}

/** The mask of lanes where a position is not what was kept. */
function changed(world: World, model: Model): v128 {
  let mask = i32x4.splat(0);
  for (let i: u32 = 0; i < model.bodies; i++) {
    const rows = bodyRows(world, i);
    mask = v128.or(mask, i32x4.ne(v128.load(rows, X), v128.load(rows, KEPT_X)));
    mask = v128.or(mask, i32x4.ne(v128.load(rows, Y), v128.load(rows, KEPT_Y)));
    mask = v128.or(mask, i32x4.ne(v128.load(rows, ANGLE), v128.load(rows, KEPT_ANGLE)));
  }
  return mask;
}
