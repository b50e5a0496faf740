/**
 * What is the same in every lane: the moving bodies, their shapes, and the joints between them. All moving bodies hang
 * together by joints, so that they are one island; they collide with static shapes only.
 */
import { computeMass, inertia, mass, massCenterX, massCenterY, Shape, SHAPE_BYTES, vertexX, vertexY } from "./shape";

export const MAX_BODIES: u32 = 8;
export const MAX_SHAPES: u32 = 8;
export const MAX_JOINTS: u32 = 8;

/** What a model has too many of. Nothing behind it is written then; the model itself is not to be used. */
export namespace ModelStatus {
  export const OK = 0;
  export const TOO_MANY_BODIES = 20;
  export const TOO_MANY_SHAPES = 21;
  export const TOO_MANY_JOINTS = 22;
}

@unmanaged
export class Body {
  inverseMass: f32;
  inverseInertia: f32;
  /** Centre of mass, from the body's origin. */
  centerX: f32;
  centerY: f32;
  mass: f32;
  inertia: f32;
}

/** A hinge with a motor and limits. */
@unmanaged
export class Joint {
  bodyA: u32;
  bodyB: u32;
  /** The hinge, from each body's centre of mass. */
  anchorAX: f32;
  anchorAY: f32;
  anchorBX: f32;
  anchorBY: f32;
  /** Angle of B against A at which the joint's angle is zero. */
  reference: f32;
  lower: f32;
  upper: f32;
}

@unmanaged
export class Model {
  bodies: u32;
  shapes: u32;
  joints: u32;
  /** A ModelStatus: the first limit that was met. */
  status: i32;
}

const BODIES: u32 = 16;
const JOINTS: u32 = BODIES + MAX_BODIES * 32;
const ORDER: u32 = JOINTS + MAX_JOINTS * 48;
const SHAPES: u32 = ORDER + MAX_JOINTS * 4;
export const MODEL_BYTES: u32 = SHAPES + MAX_SHAPES * SHAPE_BYTES;

// @ts-ignore: decorator
@inline
export function bodyOf(model: Model, i: u32): Body {
  return changetype<Body>(changetype<usize>(model) + BODIES + i * 32);
}

// @ts-ignore: decorator
@inline
export function jointOf(model: Model, i: u32): Joint {
  return changetype<Joint>(changetype<usize>(model) + JOINTS + i * 48);
}

// @ts-ignore: decorator
@inline
export function shapeOf(model: Model, i: u32): Shape {
  return changetype<Shape>(changetype<usize>(model) + SHAPES + i * SHAPE_BYTES);
}

/** The joint that is solved at place `i`. */
// @ts-ignore: decorator
@inline
export function jointAt(model: Model, i: u32): u32 {
  return load<u32>(changetype<usize>(model) + ORDER + i * 4);
}

export function clearModel(model: Model): void {
  memory.fill(changetype<usize>(model), 0, MODEL_BYTES);
}

function refuse(model: Model, status: i32): void {
  if (model.status == ModelStatus.OK) model.status = status;
}

export function addBody(model: Model): u32 {
  if (model.bodies < MAX_BODIES) return model.bodies++;
  refuse(model, ModelStatus.TOO_MANY_BODIES);
  return MAX_BODIES - 1;
}

/** A new shape of `body`, to be given its outline and then to `finishBody`. */
export function addShape(model: Model, body: u32, friction: f32, category: u32, mask: u32): Shape {
  if (model.shapes == MAX_SHAPES) refuse(model, ModelStatus.TOO_MANY_SHAPES);
  else model.shapes++;
  const shape = shapeOf(model, model.shapes - 1);
  shape.body = body;
  shape.friction = friction;
  shape.category = category;
  shape.mask = mask;
  return shape;
}

/** Sums up the body's mass over its shapes, all of one density. */
export function finishBody(model: Model, index: u32, density: f32): void {
  const body = bodyOf(model, index);
  let total: f32 = 0;
  let cx: f32 = 0;
  let cy: f32 = 0;
  let moment: f32 = 0;
  // The latest shape first, as in Box2D's list.
  for (let i = <i32>model.shapes - 1; i >= 0; i--) {
    const shape = shapeOf(model, i);
    if (shape.body != index) continue;
    computeMass(shape, density);
    total += mass;
    cx += mass * massCenterX;
    cy += mass * massCenterY;
    moment += inertia;
  }
  const inverse = <f32>1 / total;
  cx *= inverse;
  cy *= inverse;
  moment -= total * (cx * cx + cy * cy);
  body.mass = total;
  body.inverseMass = inverse;
  body.inertia = moment;
  body.inverseInertia = <f32>1 / moment;
  body.centerX = cx;
  body.centerY = cy;
  for (let i: u32 = 0; i < model.shapes; i++) {
    const shape = shapeOf(model, i);
    if (shape.body != index) continue;
    for (let k: u32 = 0; k < shape.count; k++) {
      const x = vertexX(shape, k) - cx;
      const y = vertexY(shape, k) - cy;
      shape.reach = max(shape.reach, sqrt<f32>(x * x + y * y));
    }
  }
}

/** Joins two finished bodies at anchors from their origins. */
export function addJoint(
  model: Model, a: u32, b: u32, anchorAX: f32, anchorAY: f32, anchorBX: f32, anchorBY: f32, reference: f32, lower: f32,
  upper: f32,
): void {
  if (model.joints == MAX_JOINTS) return refuse(model, ModelStatus.TOO_MANY_JOINTS);
  const joint = jointOf(model, model.joints++);
  joint.bodyA = a;
  joint.bodyB = b;
  joint.anchorAX = anchorAX - bodyOf(model, a).centerX;
  joint.anchorAY = anchorAY - bodyOf(model, a).centerY;
  joint.anchorBX = anchorBX - bodyOf(model, b).centerX;
  joint.anchorBY = anchorBY - bodyOf(model, b).centerY;
  joint.reference = reference;
  joint.lower = lower;
  joint.upper = upper;
}

const stack: usize = memory.data(32 * 4, 4);

/**
 * Sets the order in which joints are solved: as Box2D's search of the island finds them, depth first from the body that
 * was made last, at each body the latest joint first.
 */
export function orderJoints(model: Model): void {
  let found: u32 = 0;
  let seenJoints: u32 = 0;
  let top = 1;
  store<u32>(stack, model.bodies - 1);
  let seenBodies: u32 = 1 << (model.bodies - 1);
  while (top > 0) {
    const body = load<u32>(stack + --top * 4);
    for (let i = <i32>model.joints - 1; i >= 0; i--) {
      const joint = jointOf(model, i);
      if ((joint.bodyA != body && joint.bodyB != body) || (seenJoints >> i) & 1) continue;
      seenJoints |= 1 << i;
      store<u32>(changetype<usize>(model) + ORDER + found++ * 4, i);
      const other = joint.bodyA == body ? joint.bodyB : joint.bodyA;
      if ((seenBodies >> other) & 1) continue;
      seenBodies |= 1 << other;
      store<u32>(stack + top++ * 4, other);
    }
  }
}
