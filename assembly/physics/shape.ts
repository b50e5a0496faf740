/**
 * Shapes: convex polygons of up to eight vertices, counter-clockwise, and edges, which have two. A shape lies in its
 * body's frame; static shapes lie in the world's.
 */
import { EPSILON, MAX_VERTICES } from "./settings";

@unmanaged
export class Shape {
  /** 2 for an edge. */
  count: u32;
  /** Its body, where that moves. */
  body: u32;
  category: u32;
  mask: u32;
  friction: f32;
  /** Of a static shape: whether it is felt, but not met. */
  sensor: bool;
  centroidX: f32;
  centroidY: f32;
  /** Of a moving shape: its farthest vertex's distance from the body's centre of mass. */
  reach: f32;
  /** Of a static shape: its broad-phase box. */
  lowX: f32;
  lowY: f32;
  highX: f32;
  highY: f32;
}

const VERTICES: u32 = offsetof<Shape>();
const NORMALS: u32 = VERTICES + MAX_VERTICES * 8;
export const SHAPE_BYTES: u32 = NORMALS + MAX_VERTICES * 8;

// @ts-ignore: decorator
@inline
export function vertexX(shape: Shape, i: u32): f32 {
  return load<f32>(changetype<usize>(shape) + VERTICES + i * 8);
}

// @ts-ignore: decorator
@inline
export function vertexY(shape: Shape, i: u32): f32 {
  return load<f32>(changetype<usize>(shape) + VERTICES + i * 8 + 4);
}

// @ts-ignore: decorator
@inline
export function normalX(shape: Shape, i: u32): f32 {
  return load<f32>(changetype<usize>(shape) + NORMALS + i * 8);
}

// @ts-ignore: decorator
@inline
export function normalY(shape: Shape, i: u32): f32 {
  return load<f32>(changetype<usize>(shape) + NORMALS + i * 8 + 4);
}

function setVertex(shape: Shape, i: u32, x: f32, y: f32): void {
  const at = changetype<usize>(shape) + VERTICES + i * 8;
  store<f32>(at, x);
  store<f32>(at + 4, y);
}

function setNormal(shape: Shape, i: u32, x: f32, y: f32): void {
  const at = changetype<usize>(shape) + NORMALS + i * 8;
  store<f32>(at, x);
  store<f32>(at + 4, y);
}

/** The unit normal to the right of the way from vertex i to vertex j, as vertex i's normal. */
function setEdgeNormal(shape: Shape, i: u32, j: u32): void {
  const x = vertexX(shape, j) - vertexX(shape, i);
  const y = vertexY(shape, j) - vertexY(shape, i);
  const length = sqrt<f32>(x * x + y * y);
  const inverse: f32 = length < EPSILON ? 1 : <f32>1 / length;
  setNormal(shape, i, y * inverse, -x * inverse);
}

/** An axis-aligned box around the origin. */
export function setBox(shape: Shape, halfWidth: f32, halfHeight: f32): void {
  shape.count = 4;
  setVertex(shape, 0, -halfWidth, -halfHeight);
  setVertex(shape, 1, halfWidth, -halfHeight);
  setVertex(shape, 2, halfWidth, halfHeight);
  setVertex(shape, 3, -halfWidth, halfHeight);
  setNormal(shape, 0, 0, -1);
  setNormal(shape, 1, 1, 0);
  setNormal(shape, 2, 0, 1);
  setNormal(shape, 3, -1, 0);
  shape.centroidX = 0;
  shape.centroidY = 0;
}

/** A segment, which collides from both sides. */
export function setEdge(shape: Shape, x1: f32, y1: f32, x2: f32, y2: f32): void {
  shape.count = 2;
  setVertex(shape, 0, x1, y1);
  setVertex(shape, 1, x2, y2);
  setEdgeNormal(shape, 0, 1);
}

/** The convex hull of up to MAX_VERTICES points (f32 pairs), found by gift wrapping from the rightmost, lowest one on. */
export function setPolygon(shape: Shape, points: usize, count: u32): void {
  if (count > MAX_VERTICES) unreachable();
  let first: u32 = 0;
  for (let i: u32 = 1; i < count; i++) {
    const x = load<f32>(points + i * 8);
    const bestX = load<f32>(points + first * 8);
    if (x > bestX || (x == bestX && load<f32>(points + i * 8 + 4) < load<f32>(points + first * 8 + 4))) first = i;
  }

  let hull: u32 = 0;
  let at = first;
  do {
    const x = load<f32>(points + at * 8);
    const y = load<f32>(points + at * 8 + 4);
    setVertex(shape, hull++, x, y);
    let next: u32 = 0;
    for (let j: u32 = 1; j < count; j++) {
      if (next == at) {
        next = j;
        continue;
      }
      const rx = load<f32>(points + next * 8) - x;
      const ry = load<f32>(points + next * 8 + 4) - y;
      const vx = load<f32>(points + j * 8) - x;
      const vy = load<f32>(points + j * 8 + 4) - y;
      const turn = rx * vy - ry * vx;
      if (turn < 0 || (turn == 0 && vx * vx + vy * vy > rx * rx + ry * ry)) next = j;
    }
    at = next;
  } while (at != first && hull < MAX_VERTICES);

  shape.count = hull;
  for (let i: u32 = 0; i < hull; i++) setEdgeNormal(shape, i, i + 1 < hull ? i + 1 : 0);

  let area: f32 = 0;
  let cx: f32 = 0;
  let cy: f32 = 0;
  const third = <f32>1 / <f32>3;
  for (let i: u32 = 0; i < hull; i++) {
    const j = i + 1 < hull ? i + 1 : 0;
    const x1 = vertexX(shape, i);
    const y1 = vertexY(shape, i);
    const x2 = vertexX(shape, j);
    const y2 = vertexY(shape, j);
    const triangle = <f32>0.5 * (x1 * y2 - y1 * x2);
    area += triangle;
    cx += triangle * third * (x1 + x2);
    cy += triangle * third * (y1 + y2);
  }
  shape.centroidX = cx * (<f32>1 / area);
  shape.centroidY = cy * (<f32>1 / area);
}

/** The results of `computeMass`. */
export let mass: f32 = 0;
export let massCenterX: f32 = 0;
export let massCenterY: f32 = 0;
/** About the body's origin. */
export let inertia: f32 = 0;

/** Mass, centre and moment of inertia of a polygon, summed over triangles around the mean of its vertices. */
export function computeMass(shape: Shape, density: f32): void {
  const count = shape.count;
  let sx: f32 = 0;
  let sy: f32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    sx += vertexX(shape, i);
    sy += vertexY(shape, i);
  }
  sx *= <f32>1 / <f32>count;
  sy *= <f32>1 / <f32>count;

  const third = <f32>1 / <f32>3;
  let area: f32 = 0;
  let cx: f32 = 0;
  let cy: f32 = 0;
  let second: f32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const j = i + 1 < count ? i + 1 : 0;
    const x1 = vertexX(shape, i) - sx;
    const y1 = vertexY(shape, i) - sy;
    const x2 = vertexX(shape, j) - sx;
    const y2 = vertexY(shape, j) - sy;
    const cross = x1 * y2 - y1 * x2;
    const triangle = <f32>0.5 * cross;
    area += triangle;
    cx += triangle * third * (x1 + x2);
    cy += triangle * third * (y1 + y2);
    const xx = x1 * x1 + x2 * x1 + x2 * x2;
    const yy = y1 * y1 + y2 * y1 + y2 * y2;
    second += (<f32>0.25 * third * cross) * (xx + yy);
  }
  mass = density * area;
  cx *= <f32>1 / area;
  cy *= <f32>1 / area;
  massCenterX = cx + sx;
  massCenterY = cy + sy;
  inertia = density * second;
  inertia += mass * ((massCenterX * massCenterX + massCenterY * massCenterY) - (cx * cx + cy * cy));
}
