/** The walker on a ground of the test's own, a step at a time, in any lane. */
import { addSensor, addStatic, finishStatic } from "../../assembly/physics/broad-phase";
import { setPolygon, vertexX, vertexY } from "../../assembly/physics/shape";
import { eventOf, shapeRows, staticOf, TOUCHED } from "../../assembly/physics/world";
import Biped from "../../assembly/tasks/biped";
import BipedHardcore from "../../assembly/tasks/biped-hardcore";
import { ROW_BYTES } from "../../assembly/tasks/task";
import { addGround, GROUND_FRICTION } from "../../assembly/tasks/walker/terrain";
import { STAGING } from "../../assembly/tasks/worlds";

/** Beyond the plan, which this module shares with others. */
const base: usize = 1 << 20;
const walker = changetype<Biped>(base);
const rows: usize = base + Biped.BYTES;
const PAGE: usize = 65536;

export function walkerStart(): void {
  const pages = <i32>((rows + 64 * ROW_BYTES) / PAGE + 1);
  if (memory.size() < pages) memory.grow(pages - memory.size());
  walker.prepare();
  Biped.setOption(0, 1);
}

export function walkerClear(): void {
  walker.clear();
}

export function walkerEdge(x1: f32, y1: f32, x2: f32, y2: f32): void {
  addGround(walker.ground(STAGING), x1, y1, x2, y2);
}

/** Of four corners, f32 pairs at walkerRows. */
export function walkerPolygon(): void {
  setPolygon(addStatic(walker.ground(STAGING), GROUND_FRICTION, 1, 0xffff), rows, 4);
  finishStatic(walker.ground(STAGING));
}

/** The same, only felt. */
export function walkerSensor(): void {
  setPolygon(addSensor(walker.ground(STAGING), 1, 0xffff), rows, 4);
  finishStatic(walker.ground(STAGING));
}

/** How many touches of sensors have begun in the last step, and with `begun` false, ended. */
export function walkerSensed(lane: u32, begun: bool): u32 {
  const ground = walker.ground(lane);
  let count: u32 = 0;
  for (let i: u32 = 0; i < ground.events; i++) count += u32(eventOf(ground, i).begun == begun);
  return count;
}

export function walkerBegin(lane: u32, push: f64): void {
  walker.begin(lane, push);
}

export function walkerReset(lane: u32, seed: u32, hardcore: bool): void {
  if (hardcore) changetype<BipedHardcore>(base).reset(lane, seed);
  else walker.reset(lane, seed);
}

/** Rows of f64, one value a lane: actions in, observations out. */
export function walkerRows(): usize {
  return rows;
}

export function walkerSimulate(lanes: u32): void {
  walker.simulate(rows, lanes);
}

export function walkerObserve(lane: u32): void {
  walker.observe(rows, (lane & ~1) * 8);
}

export function walkerReward(lane: u32): f64 {
  const rewards = walker.reward(rows, (lane & ~1) * 8);
  return lane & 1 ? f64x2.extract_lane(rewards, 1) : f64x2.extract_lane(rewards, 0);
}

export function walkerEnded(lane: u32): bool {
  const ended = walker.terminated((lane & ~1) * 8);
  return (lane & 1 ? i64x2.extract_lane(ended, 1) : i64x2.extract_lane(ended, 0)) != 0;
}

export function walkerHullTouched(lane: u32): bool {
  return load<u32>(shapeRows(walker.world(lane), 0) + (lane % 4) * 4, TOUCHED) != 0;
}

export function walkerState(lane: u32, index: u32): f64 {
  return walker.state(lane, index);
}

export function walkerCopyLane(to: u32, from: u32): void {
  walker.copyLane(to, from);
}

export const WALKER_STATE: u32 = Biped.STATE;

export function walkerStatics(lane: u32): u32 {
  return walker.ground(lane).statics;
}

/** How many corners a static shape has; their f32 pairs go to walkerRows. */
export function walkerStatic(lane: u32, index: u32): u32 {
  const shape = staticOf(walker.ground(lane), index);
  for (let i: u32 = 0; i < shape.count; i++) {
    store<f32>(rows + i * 8, vertexX(shape, i));
    store<f32>(rows + i * 8 + 4, vertexY(shape, i));
  }
  return shape.count;
}
