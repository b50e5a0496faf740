/**
 * The hinge: E. Catto's sequential impulses (GDC 2006) for a point, a motor and two limits. With C = pB + rB − pA − rA and
 * θ = aB − aA, the velocity constraint J v = 0 has the effective mass K⁻¹, K = J M⁻¹ Jᵀ:
 *
 *     Ċ = vB + ωB × rB − vA − ωA × rA        K = ⎡ mA + mB + rAy² iA + rBy² iB    −rAx rAy iA − rBx rBy iB    −rAy iA − rBy iB ⎤
 *     θ̇ = ωB − ωA                                ⎢ ·                            mA + mB + rAx² iA + rBx² iB   rAx iA + rBx iB  ⎥
 *                                                ⎣ ·                            ·                             iA + iB          ⎦
 *
 * (m and i are inverse masses and moments.) A free joint solves the upper left 2 × 2 block, one at a limit all of K; an
 * impulse that would pull towards the limit is clamped and the point solved alone, as in Box2D 2.3.
 */
import { sinCos, sine, cosine } from "../numeric/sincos";
import { jointAt, jointOf, Model } from "./model";
import { ANGULAR_SLOP, LINEAR_SLOP, MAX_ANGULAR_CORRECTION } from "./settings";
import { cross, inverseInertia, inverseMass } from "./vector";
import {
  ANGLE, bodyRows, copyInRow, COSINE, IMPULSE_X, IMPULSE_Y, jointRows, LIMIT, LIMIT_IMPULSE, MAX_TORQUE, MOTOR_IMPULSE, MOTOR_SPEED,
  preparedRows, SINE, SPIN, VELOCITY_X, VELOCITY_Y, World, X, Y,
} from "./world";

const FREE: i32 = 0;
const AT_LOWER: i32 = 1;
const AT_UPPER: i32 = 2;

/** What stays the same over a step's iterations, a row each. */
const RAX: u32 = 0 * 16;
const RAY: u32 = 1 * 16;
const RBX: u32 = 2 * 16;
const RBY: u32 = 3 * 16;
const K11: u32 = 4 * 16;
const K12: u32 = 5 * 16;
const K22: u32 = 6 * 16;
const K13: u32 = 7 * 16;
const K23: u32 = 8 * 16;
const K33: u32 = 9 * 16;
/** 1 / determinant of the 2 × 2 block, and −1 / that of K. */
const PER_DET2: u32 = 10 * 16;
const MINUS_PER_DET3: u32 = 11 * 16;
/** The cross product of K's second and third column. */
const CROSS_X: u32 = 12 * 16;
const CROSS_Y: u32 = 13 * 16;
const CROSS_Z: u32 = 14 * 16;
const MOTOR_MASS: u32 = 15 * 16;
const MAX_IMPULSE: u32 = 16 * 16;
const LOWER: u32 = 17 * 16;
const UPPER: u32 = 18 * 16;

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
function reciprocal(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), x);
}

/** Prepares the joints for a step of `dt`, and applies the last step's impulses. */
export function prepareJoints(world: World, model: Model, dt: f32): void {
  for (let place: u32 = 0; place < model.joints; place++) {
    const index = jointAt(model, place);
    const joint = jointOf(model, index);
    const rows = jointRows(world, index);
    const at = preparedRows(world, index);
    const a = bodyRows(world, joint.bodyA);
    const b = bodyRows(world, joint.bodyB);
    const mA = inverseMass(model, joint.bodyA);
    const mB = inverseMass(model, joint.bodyB);
    const iA = inverseInertia(model, joint.bodyA);
    const iB = inverseInertia(model, joint.bodyB);

    const sA = v128.load(a, SINE);
    const cA = v128.load(a, COSINE);
    const sB = v128.load(b, SINE);
    const cB = v128.load(b, COSINE);
    const rAx = sub(mul(cA, f32x4.splat(joint.anchorAX)), mul(sA, f32x4.splat(joint.anchorAY)));
    const rAy = add(mul(sA, f32x4.splat(joint.anchorAX)), mul(cA, f32x4.splat(joint.anchorAY)));
    const rBx = sub(mul(cB, f32x4.splat(joint.anchorBX)), mul(sB, f32x4.splat(joint.anchorBY)));
    const rBy = add(mul(sB, f32x4.splat(joint.anchorBX)), mul(cB, f32x4.splat(joint.anchorBY)));
    v128.store(at, rAx, RAX);
    v128.store(at, rAy, RAY);
    v128.store(at, rBx, RBX);
    v128.store(at, rBy, RBY);

    const m = add(mA, mB);
    const k11 = add(add(m, mul(mul(rAy, rAy), iA)), mul(mul(rBy, rBy), iB));
    const k12 = sub(mul(mul(f32x4.neg(rAy), rAx), iA), mul(mul(rBy, rBx), iB));
    const k13 = sub(mul(f32x4.neg(rAy), iA), mul(rBy, iB));
    const k22 = add(add(m, mul(mul(rAx, rAx), iA)), mul(mul(rBx, rBx), iB));
    const k23 = add(mul(rAx, iA), mul(rBx, iB));
    const k33 = add(iA, iB);
    v128.store(at, k11, K11);
    v128.store(at, k12, K12);
    v128.store(at, k22, K22);
    v128.store(at, k13, K13);
    v128.store(at, k23, K23);
    v128.store(at, k33, K33);
    v128.store(at, reciprocal(k33), MOTOR_MASS);
    v128.store(at, reciprocal(sub(mul(k11, k22), mul(k12, k12))), PER_DET2);
    const crossX = sub(mul(k22, k33), mul(k23, k23));
    const crossY = sub(mul(k23, k13), mul(k12, k33));
    const crossZ = sub(mul(k12, k23), mul(k22, k13));
    v128.store(at, crossX, CROSS_X);
    v128.store(at, crossY, CROSS_Y);
    v128.store(at, crossZ, CROSS_Z);
    const det3 = add(add(mul(k11, crossX), mul(k12, crossY)), mul(k13, crossZ));
    v128.store(at, f32x4.neg(reciprocal(det3)), MINUS_PER_DET3);
    v128.store(at, mul(f32x4.splat(dt), v128.load(rows, MAX_TORQUE)), MAX_IMPULSE);

    const angle = sub(sub(v128.load(b, ANGLE), v128.load(a, ANGLE)), f32x4.splat(joint.reference));
    const lower = f32x4.le(angle, f32x4.splat(joint.lower));
    const upper = v128.andnot(f32x4.ge(angle, f32x4.splat(joint.upper)), lower);
    const state = v128.or(v128.and(lower, i32x4.splat(AT_LOWER)), v128.and(upper, i32x4.splat(AT_UPPER)));
    const same = v128.and(i32x4.eq(state, v128.load(rows, LIMIT)), i32x4.ne(state, i32x4.splat(FREE)));
    const limitImpulse = v128.and(v128.load(rows, LIMIT_IMPULSE), same);
    v128.store(rows, state, LIMIT);
    v128.store(rows, limitImpulse, LIMIT_IMPULSE);
    v128.store(at, lower, LOWER);
    v128.store(at, upper, UPPER);

    const px = v128.load(rows, IMPULSE_X);
    const py = v128.load(rows, IMPULSE_Y);
    const motor = v128.load(rows, MOTOR_IMPULSE);
    v128.store(a, sub(v128.load(a, VELOCITY_X), mul(mA, px)), VELOCITY_X);
    v128.store(a, sub(v128.load(a, VELOCITY_Y), mul(mA, py)), VELOCITY_Y);
    v128.store(a, sub(v128.load(a, SPIN), mul(iA, add(add(cross(rAx, rAy, px, py), motor), limitImpulse))), SPIN);
    v128.store(b, add(v128.load(b, VELOCITY_X), mul(mB, px)), VELOCITY_X);
    v128.store(b, add(v128.load(b, VELOCITY_Y), mul(mB, py)), VELOCITY_Y);
    v128.store(b, add(v128.load(b, SPIN), mul(iB, add(add(cross(rBx, rBy, px, py), motor), limitImpulse))), SPIN);
  }
}

/** One iteration over the velocities of one joint in `count` worlds, `stride` bytes apart. */
export function solveJointVelocities(first: World, stride: u32, count: u32, model: Model, index: u32): void {
  const joint = jointOf(model, index);
  const mA = inverseMass(model, joint.bodyA);
  const mB = inverseMass(model, joint.bodyB);
  const iA = inverseInertia(model, joint.bodyA);
  const iB = inverseInertia(model, joint.bodyB);
  let rows = jointRows(first, index);
  let at = preparedRows(first, index);
  let a = bodyRows(first, joint.bodyA);
  let b = bodyRows(first, joint.bodyB);
  for (let i: u32 = 0; i < count; i++) {
    solveJointVelocity(rows, at, a, b, mA, mB, iA, iB);
    rows += stride;
    at += stride;
    a += stride;
    b += stride;
  }
}

/** @param rows the joint's, `at` what is prepared of it, `a` and `b` its bodies' rows. */
// @ts-ignore: decorator
@inline
function solveJointVelocity(
  rows: usize, at: usize, a: usize, b: usize, mA: v128, mB: v128, iA: v128, iB: v128,
): void {
  const vAx = v128.load(a, VELOCITY_X);
  const vAy = v128.load(a, VELOCITY_Y);
  let wA = v128.load(a, SPIN);
  const vBx = v128.load(b, VELOCITY_X);
  const vBy = v128.load(b, VELOCITY_Y);
  let wB = v128.load(b, SPIN);

  // a + m · (−b) is a − m · b to the bit, and a · (−b) − c · (−d) is c · d − a · b: no sign is turned that need not be.
  const motorCdot = sub(sub(wB, wA), v128.load(rows, MOTOR_SPEED));
  const oldMotor = v128.load(rows, MOTOR_IMPULSE);
  const most = v128.load(at, MAX_IMPULSE);
  const wanted = sub(oldMotor, mul(v128.load(at, MOTOR_MASS), motorCdot));
  const motor = f32x4.pmax(f32x4.pmin(most, wanted), f32x4.neg(most));
  v128.store(rows, motor, MOTOR_IMPULSE);
  const applied = sub(motor, oldMotor);
  wA = sub(wA, mul(iA, applied));
  wB = add(wB, mul(iB, applied));

  const rAx = v128.load(at, RAX);
  const rAy = v128.load(at, RAY);
  const rBx = v128.load(at, RBX);
  const rBy = v128.load(at, RBY);
  const cx = add(sub(sub(vBx, mul(wB, rBy)), vAx), mul(wA, rAy));
  const cy = sub(sub(add(vBy, mul(wB, rBx)), vAy), mul(wA, rAx));
  const k11 = v128.load(at, K11);
  const k12 = v128.load(at, K12);
  const k22 = v128.load(at, K22);
  const perDet2 = v128.load(at, PER_DET2);
  const minorX = sub(mul(k12, cy), mul(k22, cx));
  const minorY = sub(mul(k12, cx), mul(k11, cy));
  let px = mul(perDet2, minorX);
  let py = mul(perDet2, minorY);
  let twistA = cross(rAx, rAy, px, py);
  let twistB = cross(rBx, rBy, px, py);

  const lower = v128.load(at, LOWER);
  const upper = v128.load(at, UPPER);
  const limited = v128.or(lower, upper);
  if (v128.any_true(limited)) {
    const k13 = v128.load(at, K13);
    const k23 = v128.load(at, K23);
    const k33 = v128.load(at, K33);
    const minusPerDet3 = v128.load(at, MINUS_PER_DET3);
    const cz = sub(wB, wA);
    // The impulse is −K⁻¹ Ċ, by Cramer's rule.
    let limitX = mul(
      minusPerDet3,
      add(
        add(mul(cx, v128.load(at, CROSS_X)), mul(cy, v128.load(at, CROSS_Y))),
        mul(cz, v128.load(at, CROSS_Z)),
      ),
    );
    let limitY = mul(
      minusPerDet3,
      add(
        add(mul(k11, sub(mul(cy, k33), mul(cz, k23))), mul(k12, sub(mul(cz, k13), mul(cx, k33)))),
        mul(k13, sub(mul(cx, k23), mul(cy, k13))),
      ),
    );
    let limitZ = mul(
      minusPerDet3,
      add(
        add(mul(k11, sub(mul(k22, cz), mul(k23, cy))), mul(k12, sub(mul(k23, cx), mul(k12, cz)))),
        mul(k13, minorX),
      ),
    );
    const old = v128.load(rows, LIMIT_IMPULSE);
    const zero = f32x4.splat(0);
    let total = add(old, limitZ);
    const pulls = v128.or(v128.and(lower, f32x4.lt(total, zero)), v128.and(upper, f32x4.gt(total, zero)));
    if (v128.any_true(pulls)) {
      const rx = sub(mul(old, k13), cx);
      const ry = sub(mul(old, k23), cy);
      limitX = v128.bitselect(mul(perDet2, sub(mul(k22, rx), mul(k12, ry))), limitX, pulls);
      limitY = v128.bitselect(mul(perDet2, sub(mul(k11, ry), mul(k12, rx))), limitY, pulls);
      limitZ = v128.bitselect(f32x4.neg(old), limitZ, pulls);
      total = v128.andnot(total, pulls);
    }
    px = v128.bitselect(limitX, px, limited);
    py = v128.bitselect(limitY, py, limited);
    v128.store(rows, v128.bitselect(total, old, limited), LIMIT_IMPULSE);
    twistA = v128.bitselect(add(cross(rAx, rAy, px, py), limitZ), twistA, limited);
    twistB = v128.bitselect(add(cross(rBx, rBy, px, py), limitZ), twistB, limited);
  }
  v128.store(rows, add(v128.load(rows, IMPULSE_X), px), IMPULSE_X);
  v128.store(rows, add(v128.load(rows, IMPULSE_Y), py), IMPULSE_Y);
  v128.store(a, sub(vAx, mul(mA, px)), VELOCITY_X);
  v128.store(a, sub(vAy, mul(mA, py)), VELOCITY_Y);
  v128.store(a, sub(wA, mul(iA, twistA)), SPIN);
  v128.store(b, add(vBx, mul(mB, px)), VELOCITY_X);
  v128.store(b, add(vBy, mul(mB, py)), VELOCITY_Y);
  v128.store(b, add(wB, mul(iB, twistB)), SPIN);
}

/** Brings what a lane's joints' positions are solved with to a lane of another world, or of the same. */
export function copyPositionJoints(to: World, toLane: u32, from: World, fromLane: u32, model: Model): void {
  for (let index: u32 = 0; index < model.joints; index++) {
    const target = preparedRows(to, index);
    const source = preparedRows(from, index);
    copyInRow(target + MOTOR_MASS, toLane, source + MOTOR_MASS, fromLane);
    copyInRow(target + LOWER, toLane, source + LOWER, fromLane);
    copyInRow(target + UPPER, toLane, source + UPPER, fromLane);
  }
}

/** One iteration over the position of one joint; the mask of those lanes where its errors are small. */
export function solveJointPosition(world: World, model: Model, index: u32): v128 {
  let good = i32x4.splat(-1);
  const joint = jointOf(model, index);
  const at = preparedRows(world, index);
  const a = bodyRows(world, joint.bodyA);
  const b = bodyRows(world, joint.bodyB);
  const mA = inverseMass(model, joint.bodyA);
  const mB = inverseMass(model, joint.bodyB);
  const iA = inverseInertia(model, joint.bodyA);
  const iB = inverseInertia(model, joint.bodyB);
  let aA = v128.load(a, ANGLE);
  let aB = v128.load(b, ANGLE);

  const lower = v128.load(at, LOWER);
  const upper = v128.load(at, UPPER);
  if (v128.any_true(v128.or(lower, upper))) {
    const slop = f32x4.splat(ANGULAR_SLOP);
    const most = f32x4.splat(MAX_ANGULAR_CORRECTION);
    const zero = f32x4.splat(0);
    const angle = sub(sub(aB, aA), f32x4.splat(joint.reference));
    const under = sub(angle, f32x4.splat(joint.lower));
    const over = sub(angle, f32x4.splat(joint.upper));
    const lowerC = f32x4.pmax(f32x4.pmin(zero, add(under, slop)), f32x4.neg(most));
    const upperC = f32x4.pmax(f32x4.pmin(most, sub(over, slop)), zero);
    const c = v128.or(v128.and(lowerC, lower), v128.and(upperC, upper));
    const error = v128.or(v128.and(f32x4.neg(under), lower), v128.and(over, upper));
    const impulse = mul(f32x4.neg(v128.load(at, MOTOR_MASS)), c);
    aA = sub(aA, mul(iA, impulse));
    aB = add(aB, mul(iB, impulse));
    good = v128.and(good, f32x4.le(error, slop));
  }

  sinCos(aA);
  const sA = sine;
  const cA = cosine;
  sinCos(aB);
  const rAx = sub(mul(cA, f32x4.splat(joint.anchorAX)), mul(sA, f32x4.splat(joint.anchorAY)));
  const rAy = add(mul(sA, f32x4.splat(joint.anchorAX)), mul(cA, f32x4.splat(joint.anchorAY)));
  const rBx = sub(mul(cosine, f32x4.splat(joint.anchorBX)), mul(sine, f32x4.splat(joint.anchorBY)));
  const rBy = add(mul(sine, f32x4.splat(joint.anchorBX)), mul(cosine, f32x4.splat(joint.anchorBY)));
  const xA = v128.load(a, X);
  const yA = v128.load(a, Y);
  const xB = v128.load(b, X);
  const yB = v128.load(b, Y);
  const cx = sub(sub(add(xB, rBx), xA), rAx);
  const cy = sub(sub(add(yB, rBy), yA), rAy);
  const length = f32x4.sqrt(add(mul(cx, cx), mul(cy, cy)));
  good = v128.and(good, f32x4.le(length, f32x4.splat(LINEAR_SLOP)));

  const m = add(mA, mB);
  const k11 = add(add(m, mul(mul(iA, rAy), rAy)), mul(mul(iB, rBy), rBy));
  const k12 = sub(mul(mul(f32x4.neg(iA), rAx), rAy), mul(mul(iB, rBx), rBy));
  const k22 = add(add(m, mul(mul(iA, rAx), rAx)), mul(mul(iB, rBx), rBx));
  const perDet = reciprocal(sub(mul(k11, k22), mul(k12, k12)));
  const px = f32x4.neg(mul(perDet, sub(mul(k22, cx), mul(k12, cy))));
  const py = f32x4.neg(mul(perDet, sub(mul(k11, cy), mul(k12, cx))));
  aA = sub(aA, mul(iA, cross(rAx, rAy, px, py)));
  aB = add(aB, mul(iB, cross(rBx, rBy, px, py)));
  v128.store(a, sub(xA, mul(mA, px)), X);
  v128.store(a, sub(yA, mul(mA, py)), Y);
  v128.store(a, aA, ANGLE);
  v128.store(b, add(xB, mul(mB, px)), X);
  v128.store(b, add(yB, mul(mB, py)), Y);
  v128.store(b, aB, ANGLE);
  return good;
}
