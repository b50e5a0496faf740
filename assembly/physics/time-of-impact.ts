/**
 * When a moving polygon first comes within reach of a static shape in its sweep, by conservative advancement along separating
 * axes with a mixed secant and bisection root finder (E. Catto, "Continuous Collision", GDC 2013).
 */
import { cosine1, sinCos1, sine1 } from "../numeric/sincos";
import { cacheA0, cacheA1, cacheB0, cacheB1, cacheCount, clearCache, distance, support } from "./distance";
import { EPSILON, LINEAR_SLOP, TOTAL_SKIN } from "./settings";
import { Shape, vertexX, vertexY } from "./shape";

const MAX_ITERATIONS: u32 = 20;
const MAX_PUSHES: u32 = 16;
const MAX_ROOT_ITERATIONS: u32 = 50;
const TARGET: f32 = max<f32>(LINEAR_SLOP, TOTAL_SKIN - <f32>3 * LINEAR_SLOP);
const TOLERANCE: f32 = <f32>0.25 * LINEAR_SLOP;
const TWO_PI: f32 = <f32>2 * <f32>3.14159265359;

/** What `timeOfImpact` gives where the shapes do not come to touch. */
export const NEVER: f32 = -1;

/** The sweep of the body's centre of mass and angle, from 0 to 1. */
let x0: f32 = 0;
let y0: f32 = 0;
let angle0: f32 = 0;
let x1: f32 = 0;
let y1: f32 = 0;
let angle1: f32 = 0;
let centerX: f32 = 0;
let centerY: f32 = 0;

/** The body's frame at a time. */
let px: f32 = 0;
let py: f32 = 0;
let s: f32 = 0;
let c: f32 = 1;

function place(t: f32): void {
  const u = <f32>1 - t;
  sinCos1(u * angle0 + t * angle1);
  s = sine1;
  c = cosine1;
  px = u * x0 + t * x1 - (c * centerX - s * centerY);
  py = u * y0 + t * y1 - (s * centerX + c * centerY);
}

/** The separating axis: between two points, or the normal of an edge of A or of B at `pointX`, `pointY`. */
const POINTS: u32 = 0;
const EDGE_OF_A: u32 = 1;
const EDGE_OF_B: u32 = 2;
let axisKind: u32 = 0;
let axisX: f32 = 0;
let axisY: f32 = 0;
let pointX: f32 = 0;
let pointY: f32 = 0;

/** The axis from the features that the last distance found, at the time that is placed. */
function findAxis(a: Shape, b: Shape): void {
  if (cacheCount == 1) {
    axisKind = POINTS;
    const x = vertexX(b, cacheB0);
    const y = vertexY(b, cacheB0);
    axisX = c * x - s * y + px - vertexX(a, cacheA0);
    axisY = s * x + c * y + py - vertexY(a, cacheA0);
    normalizeAxis();
    return;
  }
  const ofB = cacheA0 == cacheA1;
  axisKind = ofB ? EDGE_OF_B : EDGE_OF_A;
  const shape = ofB ? b : a;
  const from = ofB ? cacheB0 : cacheA0;
  const to = ofB ? cacheB1 : cacheA1;
  const ex = vertexX(shape, to) - vertexX(shape, from);
  const ey = vertexY(shape, to) - vertexY(shape, from);
  axisX = ey;
  axisY = -ex;
  normalizeAxis();
  pointX = <f32>0.5 * (vertexX(shape, from) + vertexX(shape, to));
  pointY = <f32>0.5 * (vertexY(shape, from) + vertexY(shape, to));
  const x = vertexX(b, cacheB0);
  const y = vertexY(b, cacheB0);
  let separation: f32;
  if (ofB) {
    const nx = c * axisX - s * axisY;
    const ny = s * axisX + c * axisY;
    const qx = c * pointX - s * pointY + px;
    const qy = s * pointX + c * pointY + py;
    separation = (vertexX(a, cacheA0) - qx) * nx + (vertexY(a, cacheA0) - qy) * ny;
  } else {
    separation = (c * x - s * y + px - pointX) * axisX + (s * x + c * y + py - pointY) * axisY;
  }
  if (separation < 0) {
    axisX = -axisX;
    axisY = -axisY;
  }
}

function normalizeAxis(): void {
  const length = sqrt<f32>(axisX * axisX + axisY * axisY);
  if (length < EPSILON) return;
  const inverse = <f32>1 / length;
  axisX *= inverse;
  axisY *= inverse;
}

/** The vertices that are deepest along the axis. */
let deepestA: u32 = 0;
let deepestB: u32 = 0;

function findDeepest(a: Shape, b: Shape): void {
  if (axisKind == EDGE_OF_B) {
    deepestA = support(a, -(c * axisX - s * axisY), -(s * axisX + c * axisY));
    return;
  }
  if (axisKind == POINTS) deepestA = support(a, axisX, axisY);
  deepestB = support(b, c * -axisX + s * -axisY, -s * -axisX + c * -axisY);
}

/** Separation of the deepest vertices along the axis, where the body is placed. */
function separation(a: Shape, b: Shape): f32 {
  if (axisKind == EDGE_OF_B) {
    const nx = c * axisX - s * axisY;
    const ny = s * axisX + c * axisY;
    const qx = c * pointX - s * pointY + px;
    const qy = s * pointX + c * pointY + py;
    return (vertexX(a, deepestA) - qx) * nx + (vertexY(a, deepestA) - qy) * ny;
  }
  const fromX = axisKind == POINTS ? vertexX(a, deepestA) : pointX;
  const fromY = axisKind == POINTS ? vertexY(a, deepestA) : pointY;
  const x = vertexX(b, deepestB);
  const y = vertexY(b, deepestB);
  return (c * x - s * y + px - fromX) * axisX + (s * x + c * y + py - fromY) * axisY;
}

/** The time in [0, 1] at which `b`, swept as given, comes to touch static `a`; NEVER where it stays apart or overlaps. */
export function timeOfImpact(
  a: Shape, b: Shape, fromX: f32, fromY: f32, fromAngle: f32, toX: f32, toY: f32, toAngle: f32, bodyX: f32, bodyY: f32,
): f32 {
  x0 = fromX;
  y0 = fromY;
  x1 = toX;
  y1 = toY;
  centerX = bodyX;
  centerY = bodyY;
  const turns = TWO_PI * floor<f32>(fromAngle / TWO_PI);
  angle0 = fromAngle - turns;
  angle1 = toAngle - turns;

  let t1: f32 = 0;
  clearCache();
  for (let iteration: u32 = 0; iteration < MAX_ITERATIONS; iteration++) {
    place(t1);
    const apart = distance(a, b, px, py, s, c);
    if (apart <= 0) return NEVER;
    if (apart < TARGET + TOLERANCE) return t1;
    findAxis(a, b);

    let t2: f32 = 1;
    for (let push: u32 = 0; push < MAX_PUSHES; push++) {
      place(t2);
      findDeepest(a, b);
      let s2 = separation(a, b);
      if (s2 > TARGET + TOLERANCE) return NEVER;
      if (s2 > TARGET - TOLERANCE) {
        t1 = t2;
        break;
      }
      place(t1);
      let s1 = separation(a, b);
      if (s1 < TARGET - TOLERANCE) return NEVER;
      if (s1 <= TARGET + TOLERANCE) return t1;

      let low = t1;
      let high = t2;
      for (let root: u32 = 0; root < MAX_ROOT_ITERATIONS; root++) {
        const t = root & 1 ? low + (TARGET - s1) * (high - low) / (s2 - s1) : <f32>0.5 * (low + high);
        place(t);
        const now = separation(a, b);
        if (abs<f32>(now - TARGET) < TOLERANCE) {
          t2 = t;
          break;
        }
        if (now > TARGET) {
          low = t;
          s1 = now;
        } else {
          high = t;
          s2 = now;
        }
      }
    }
  }
  return NEVER;
}
