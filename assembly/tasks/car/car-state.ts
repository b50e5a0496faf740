/** What a lane of car racing knows of its car beside its physics: rewards, the wheels, and the tiles of its road. */
import { MAX_STATICS } from "../../physics/world";
import { Wheel, WHEEL_BYTES, WHEELS } from "./dynamics";

/** Flags of a tile: some part of the car has touched it; a wheel has. */
export const TOUCHED: u8 = 1;
export const VISITED: u8 = 2;

/** A tile of the road: its far edge, whose left and right ends the next tile begins with. */
@unmanaged
export class Tile {
  leftX: f64;
  leftY: f64;
  rightX: f64;
  rightY: f64;
  /** −1 or 1 where there is a border on the left or on the right. */
  border: i8;
  flags: u8;
}

const TILE_BYTES: u32 = 40;

/** Followed by the wheels, then by the tiles. */
@unmanaged
export class CarState {
  /** Sum of the rewards without that for leaving the field, and as it was a step ago. */
  reward: f64;
  rewardBefore: f64;
  /** The sum that the driver sees, without the last step's cost. */
  shown: f64;
  /** Seconds since the reset began. */
  time: f64;
  tiles: u32;
  visited: u32;
  lapDone: bool;
}

const WHEELS_AT: u32 = 48;
const TILES_AT: u32 = WHEELS_AT + WHEELS * WHEEL_BYTES;
export const CAR_STATE_BYTES: u32 = TILES_AT + MAX_STATICS * TILE_BYTES;

/** Bytes of a car's state with the tiles that it has. */
export function carStateBytes(carState: CarState): u32 {
  return TILES_AT + carState.tiles * TILE_BYTES;
}

// @ts-ignore: decorator
@inline
export function wheelOf(carState: CarState, i: u32): Wheel {
  return changetype<Wheel>(changetype<usize>(carState) + WHEELS_AT + i * WHEEL_BYTES);
}

// @ts-ignore: decorator
@inline
export function tileOf(carState: CarState, i: u32): Tile {
  return changetype<Tile>(changetype<usize>(carState) + TILES_AT + i * TILE_BYTES);
}

/** The tile before tile `i`. */
// @ts-ignore: decorator
@inline
export function tileBefore(carState: CarState, i: u32): Tile {
  return tileOf(carState, (i == 0 ? carState.tiles : i) - 1);
}
