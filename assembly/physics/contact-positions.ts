/** Positions of contacts: corrected by pseudo-impulses towards a small overlap (Box2D 2.3). */
import { sinCos, sine, cosine } from "../numeric/sincos";
import {
  ONE, TWO, OWN_FACE, INVERSE_MASS, INVERSE_INERTIA, LOCAL_NORMAL_X, LOCAL_NORMAL_Y, FACE_X, FACE_Y, POINT1_X,
  POINT1_Y, POINT2_X, POINT2_Y, countOf,
} from "./contact-slots";
import { bodyOf, Model } from "./model";
import { LINEAR_SLOP, MAX_LINEAR_CORRECTION, SKIN } from "./settings";
import { cross } from "./vector";
import { ANGLE, bodyRows, slotRows, World, X, Y } from "./world";

/** One body's position, and the least separation, while positions are solved. */
let x: v128 = f32x4.splat(0);
let y: v128 = f32x4.splat(0);
let angle: v128 = f32x4.splat(0);
let least: v128 = f32x4.splat(0);

function solvePoint(at: usize, pointX: v128, pointY: v128, has: v128, centerX: v128, centerY: v128, baumgarte: f32): void {
  sinCos(angle);
  const originX = f32x4.sub(x, f32x4.sub(f32x4.mul(cosine, centerX), f32x4.mul(sine, centerY)));
  const originY = f32x4.sub(y, f32x4.add(f32x4.mul(sine, centerX), f32x4.mul(cosine, centerY)));
  const ownFace = v128.load(at, OWN_FACE);
  const localNormalX = v128.load(at, LOCAL_NORMAL_X);
  const localNormalY = v128.load(at, LOCAL_NORMAL_Y);
  const localFaceX = v128.load(at, FACE_X);
  const localFaceY = v128.load(at, FACE_Y);
  const turnedNormalX = f32x4.sub(f32x4.mul(cosine, localNormalX), f32x4.mul(sine, localNormalY));
  const turnedNormalY = f32x4.add(f32x4.mul(sine, localNormalX), f32x4.mul(cosine, localNormalY));
  const placedFaceX = f32x4.add(f32x4.sub(f32x4.mul(cosine, localFaceX), f32x4.mul(sine, localFaceY)), originX);
  const placedFaceY = f32x4.add(f32x4.add(f32x4.mul(sine, localFaceX), f32x4.mul(cosine, localFaceY)), originY);
  const placedX = f32x4.add(f32x4.sub(f32x4.mul(cosine, pointX), f32x4.mul(sine, pointY)), originX);
  const placedY = f32x4.add(f32x4.add(f32x4.mul(sine, pointX), f32x4.mul(cosine, pointY)), originY);
  let nx = v128.bitselect(turnedNormalX, localNormalX, ownFace);
  let ny = v128.bitselect(turnedNormalY, localNormalY, ownFace);
  const faceX = v128.bitselect(placedFaceX, localFaceX, ownFace);
  const faceY = v128.bitselect(placedFaceY, localFaceY, ownFace);
  const wx = v128.bitselect(pointX, placedX, ownFace);
  const wy = v128.bitselect(pointY, placedY, ownFace);
  const along = f32x4.add(f32x4.mul(f32x4.sub(wx, faceX), nx), f32x4.mul(f32x4.sub(wy, faceY), ny));
  const separation = f32x4.sub(f32x4.sub(along, f32x4.splat(SKIN)), f32x4.splat(SKIN));
  nx = v128.bitselect(f32x4.neg(nx), nx, ownFace);
  ny = v128.bitselect(f32x4.neg(ny), ny, ownFace);
  least = f32x4.pmin(least, v128.and(separation, has));

  const rx = f32x4.sub(wx, x);
  const ry = f32x4.sub(wy, y);
  const zero = f32x4.splat(0);
  const wanted = f32x4.mul(f32x4.splat(baumgarte), f32x4.add(separation, f32x4.splat(LINEAR_SLOP)));
  const error = f32x4.pmax(f32x4.pmin(zero, wanted), f32x4.splat(-MAX_LINEAR_CORRECTION));
  const m = v128.load(at, INVERSE_MASS);
  const i = v128.load(at, INVERSE_INERTIA);
  const rn = cross(rx, ry, nx, ny);
  const k = f32x4.add(m, f32x4.mul(f32x4.mul(i, rn), rn));
  const impulse = v128.and(f32x4.div(f32x4.neg(error), k), has);
  const pushX = f32x4.mul(impulse, nx);
  const pushY = f32x4.mul(impulse, ny);
  x = f32x4.add(x, f32x4.mul(m, pushX));
  y = f32x4.add(y, f32x4.mul(m, pushY));
  angle = f32x4.add(angle, f32x4.mul(i, cross(rx, ry, pushX, pushY)));
}

/**
 * One iteration over the positions of one body's contacts, in the lanes of `active`; the mask of those lanes where no overlap
 * is deeper than `slops` times the slop.
 */
export function solveContactPositions(
  world: World, model: Model, body: u32, active: v128, baumgarte: f32, slops: f32,
): v128 {
  const count = countOf(world, body);
  if (count == 0) return i32x4.splat(-1);
  const rows = bodyRows(world, body);
  const centerX = f32x4.splat(bodyOf(model, body).centerX);
  const centerY = f32x4.splat(bodyOf(model, body).centerY);
  const oldX = v128.load(rows, X);
  const oldY = v128.load(rows, Y);
  const oldAngle = v128.load(rows, ANGLE);
  least = f32x4.splat(0);
  x = oldX;
  y = oldY;
  angle = oldAngle;
  for (let k: u32 = 0; k < count; k++) {
    const at = slotRows(world, body, k);
    solvePoint(at, v128.load(at, POINT1_X), v128.load(at, POINT1_Y), v128.load(at, ONE), centerX, centerY, baumgarte);
    const two = v128.load(at, TWO);
    if (!v128.any_true(two)) continue;
    solvePoint(at, v128.load(at, POINT2_X), v128.load(at, POINT2_Y), two, centerX, centerY, baumgarte);
  }
  v128.store(rows, v128.bitselect(x, oldX, active), X);
  v128.store(rows, v128.bitselect(y, oldY, active), Y);
  v128.store(rows, v128.bitselect(angle, oldAngle, active), ANGLE);
  return f32x4.ge(least, f32x4.splat(-slops * LINEAR_SLOP));
}
