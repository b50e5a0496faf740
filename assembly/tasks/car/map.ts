/** Car racing from above, for a viewer: the whole track, how far it has been driven, and where the car is. */
import { shapeOf } from "../../physics/model";
import { bodyRows, ORIGIN_X, ORIGIN_Y, World } from "../../physics/world";
import { HULL, HULL_SHAPES, model, wheelBody, WHEELS } from "./dynamics";
import { CarState, tileBefore, tileOf, VISITED } from "./car-state";
import {
  beginDrawing, drawCircle, drawOutline, drawPoint, drawShape, ROLE_BODY, ROLE_GROUND, ROLE_JOINT, ROLE_MARK, ROLE_SENSOR, SHAPE_POLYGON,
} from "../drawing";

/** In metres: what is left free around the track, and the radius of the disc that makes the car visible on it. */
const MARGIN: f64 = 12;
const DISC: f64 = 11;

/** The view holds the track; then its tiles, visited ones apart, and the car on a disc. */
export function drawMap(world: World, lane: u32, carState: CarState): void {
  let left = Infinity;
  let right = -Infinity;
  let bottom = Infinity;
  let top = -Infinity;
  for (let i: u32 = 0; i < carState.tiles; i++) {
    const tile = tileOf(carState, i);
    left = min(left, min(tile.leftX, tile.rightX));
    right = max(right, max(tile.leftX, tile.rightX));
    bottom = min(bottom, min(tile.leftY, tile.rightY));
    top = max(top, max(tile.leftY, tile.rightY));
  }
  beginDrawing(left - MARGIN, bottom - MARGIN, right - left + 2 * MARGIN, top - bottom + 2 * MARGIN);
  // Runs of tiles are one shape each, so that no seams show.
  let from: u32 = 0;
  for (let i: u32 = 1; i <= carState.tiles; i++) {
    if (i < carState.tiles && visited(carState, i) == visited(carState, from)) continue;
    drawRoad(carState, from, i);
    from = i;
  }
  drawCar(world, lane);
}

// @ts-ignore: decorator
@inline
function visited(carState: CarState, i: u32): bool {
  return (tileOf(carState, i).flags & VISITED) != 0;
}

/** Tiles `from` up to `to`, as one polygon. */
function drawRoad(carState: CarState, from: u32, to: u32): void {
  drawShape(SHAPE_POLYGON, visited(carState, from) ? ROLE_MARK : ROLE_GROUND);
  const before = tileBefore(carState, from);
  drawPoint(before.leftX, before.leftY);
  for (let i = from; i < to; i++) drawPoint(tileOf(carState, i).leftX, tileOf(carState, i).leftY);
  for (let i = to; i-- > from; ) drawPoint(tileOf(carState, i).rightX, tileOf(carState, i).rightY);
  drawPoint(before.rightX, before.rightY);
}

function drawCar(world: World, lane: u32): void {
  const hull = bodyRows(world, HULL) + lane * 4;
  drawCircle(ROLE_SENSOR, load<f32>(hull, ORIGIN_X), load<f32>(hull, ORIGIN_Y), DISC);
  for (let i: u32 = 0; i < WHEELS; i++) {
    drawOutline(ROLE_JOINT, shapeOf(model, HULL_SHAPES + i), bodyRows(world, wheelBody(i)) + lane * 4);
  }
  for (let i: u32 = 0; i < HULL_SHAPES; i++) drawOutline(ROLE_BODY, shapeOf(model, i), hull);
}
