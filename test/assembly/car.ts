/** The car on its track, a step at a time, in any lane. */
import { atan2 as arctangent } from "../../assembly/numeric/arctangent";
import { seedGenerator } from "../../assembly/numeric/pcg64";
import { eventOf, laneOf } from "../../assembly/physics/world";
import { ROW_BYTES } from "../../assembly/tasks/task";
import CarRacing from "../../assembly/tasks/car-racing";
import { tileOf } from "../../assembly/tasks/car/car-state";
import { drawTrack, trackAround, trackHeading, trackLength, trackX, trackY } from "../../assembly/tasks/car/track";
import { SCENE_BYTES, VIEW_BYTES } from "../../assembly/tasks/car/view";

/** Beyond the plan and the walker, which this module shares with others. */
const base: usize = 8 << 20;
const car = changetype<CarRacing>(base);
const rows: usize = base + CarRacing.BYTES;
const image: usize = rows + 4 * ROW_BYTES;
const flat: usize = memory.data(64 * 8, 8);
const PAGE: usize = 65536;

export const CAR_STATE_SIZE: u32 = CarRacing.STATE;

export function carStart(): void {
  const pages = <i32>((image + max(VIEW_BYTES, SCENE_BYTES)) / PAGE + 1);
  if (memory.size() < pages) memory.grow(pages - memory.size());
  car.prepare();
}

export function carReset(lane: u32, seed: u32): void {
  car.reset(lane, seed);
}

/** Rows of f64, one value a lane: outputs for carSimulate. */
export function carRows(): usize {
  return rows;
}

export function carSimulate(lanes: u32): void {
  car.simulate(rows, lanes);
}

export function carControl(lane: u32, steer: f64, gas: f64, brake: f64): void {
  car.control(lane, steer, gas, brake);
}

export function carRoll(lanes: u32): void {
  car.roll(lanes);
}

export function carCopyLane(to: u32, from: u32): void {
  car.copyLane(to, from);
}

export function carReward(lane: u32): f64 {
  const rewards = car.reward(rows, (lane & ~1) * 8);
  return lane & 1 ? f64x2.extract_lane(rewards, 1) : f64x2.extract_lane(rewards, 0);
}

export function carEnded(lane: u32): bool {
  const ended = car.terminated((lane & ~1) * 8);
  return (lane & 1 ? i64x2.extract_lane(ended, 1) : i64x2.extract_lane(ended, 0)) != 0;
}

export function carVisited(lane: u32): u32 {
  return car.carState(lane).visited;
}

export function carEvents(lane: u32): u32 {
  return laneOf(car.world(lane), lane % 4).events;
}

/** The tile << 9, the car's shape << 1, and whether they have begun to touch. */
export function carEvent(lane: u32, index: u32): u32 {
  const event = eventOf(laneOf(car.world(lane), lane % 4), index);
  return (<u32>event.fixed << 9) | (<u32>event.moving << 1) | u32(event.begun);
}

export function carState(lane: u32, index: u32): f64 {
  return car.state(lane, index);
}

export function carTiles(lane: u32): u32 {
  return car.carState(lane).tiles;
}

/** Left x and y, right x and y of a tile's far edge. */
export function carTile(lane: u32, index: u32, coordinate: u32): f64 {
  return load<f64>(changetype<usize>(tileOf(car.carState(lane), index)) + coordinate * 8);
}

export function carBorder(lane: u32, index: u32): i32 {
  return tileOf(car.carState(lane), index).border;
}

/** Draws the track of `seed`; returns how many points it has. */
export function trackDraw(seed: u32): u32 {
  seedGenerator(seed);
  drawTrack();
  return trackLength();
}

/** The angle around the middle, heading, x and y of point `i`. */
export function trackPoint(i: i32, coordinate: u32): f64 {
  switch (coordinate) {
    case 0: return trackAround(i);
    case 1: return trackHeading(i);
    case 2: return trackX(i);
    default: return trackY(i);
  }
}

export function atan2(y: f64, x: f64): f64 {
  return arctangent(y, x);
}

/** Draws Gymnasium's observation of `lane`, bytes; returns where. */
export function carView(lane: u32): usize {
  car.view(lane, image);
  return image;
}

/** Draws what an encoder sees of `lane`, i16; returns where. */
export function carPixels(lane: u32): usize {
  car.pixels(lane, image, flat);
  return image;
}

/** The same as encoders are trained on. */
export function carExactPixels(lane: u32): usize {
  car.exactPixels(lane, image);
  return image;
}
