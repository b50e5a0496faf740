/** What a simple driver goes by: where the road leads, seen from the car, and how fast it is. */
import { atan2 } from "../../numeric/arctangent";
import { bodyRows, COSINE, ORIGIN_X, ORIGIN_Y, SINE, VELOCITY_X, VELOCITY_Y, World } from "../../physics/world";
import { HULL } from "./dynamics";
import { CarState, Tile, tileOf } from "./car-state";

// @ts-ignore: decorator
@inline
function middleX(tile: Tile): f64 {
  return (tile.leftX + tile.rightX) / 2;
}

// @ts-ignore: decorator
@inline
function middleY(tile: Tile): f64 {
  return (tile.leftY + tile.rightY) / 2;
}

/** The bearing, in radians to the right, of the road's middle `ahead` tiles beyond the one nearest to the car. */
export function roadBearing(world: World, lane: u32, carState: CarState, ahead: u32): f64 {
  const hull = bodyRows(world, HULL) + lane * 4;
  const x = <f64>load<f32>(hull, ORIGIN_X);
  const y = <f64>load<f32>(hull, ORIGIN_Y);
  let nearest: u32 = 0;
  let least = Infinity;
  for (let i: u32 = 0; i < carState.tiles; i++) {
    const dx = middleX(tileOf(carState, i)) - x;
    const dy = middleY(tileOf(carState, i)) - y;
    const square = dx * dx + dy * dy;
    if (square >= least) continue;
    least = square;
    nearest = i;
  }
  const target = tileOf(carState, (nearest + ahead) % carState.tiles);
  const dx = middleX(target) - x;
  const dy = middleY(target) - y;
  const sine = <f64>load<f32>(hull, SINE);
  const cosine = <f64>load<f32>(hull, COSINE);
  return atan2(cosine * dx + sine * dy, cosine * dy - sine * dx);
}

/** In metres a second. */
export function carSpeed(world: World, lane: u32): f64 {
  const hull = bodyRows(world, HULL) + lane * 4;
  const vx = <f64>load<f32>(hull, VELOCITY_X);
  const vy = <f64>load<f32>(hull, VELOCITY_Y);
  return sqrt<f64>(vx * vx + vy * vy);
}
