/**
 * The distance between a static shape and a placed polygon, skins apart, by the algorithm of Gilbert, Johnson and Keerthi
 * with Voronoi regions in barycentric coordinates (E. Catto, "Computing Distance", GDC 2010).
 */
import { EPSILON } from "./settings";
import { Shape, vertexX, vertexY } from "./shape";

const MAX_ITERATIONS: u32 = 20;

/** A vertex of the simplex: the point of A, of B, their difference, its weight, and the indices. */
@unmanaged
class Vertex {
  ax: f32;
  ay: f32;
  bx: f32;
  by: f32;
  x: f32;
  y: f32;
  weight: f32;
  indexA: u32;
  indexB: u32;
}

const VERTEX_BYTES: u32 = offsetof<Vertex>();
const simplex: usize = memory.data(3 * 36, 4);
const v1 = changetype<Vertex>(simplex);
const v2 = changetype<Vertex>(simplex + VERTEX_BYTES);
const v3 = changetype<Vertex>(simplex + 2 * VERTEX_BYTES);
let count: u32 = 0;

/** The simplex a distance ended with, from which the next one starts. */
export let cacheCount: u32 = 0;
export let cacheA0: u32 = 0;
export let cacheA1: u32 = 0;
export let cacheB0: u32 = 0;
export let cacheB1: u32 = 0;
let cacheA2: u32 = 0;
let cacheB2: u32 = 0;
let cacheMetric: f32 = 0;

export function clearCache(): void {
  cacheCount = 0;
}

/** The vertex of `shape` farthest in a direction. */
export function support(shape: Shape, x: f32, y: f32): u32 {
  let best: u32 = 0;
  let most = vertexX(shape, 0) * x + vertexY(shape, 0) * y;
  for (let i: u32 = 1; i < shape.count; i++) {
    const value = vertexX(shape, i) * x + vertexY(shape, i) * y;
    if (value > most) {
      best = i;
      most = value;
    }
  }
  return best;
}

function setVertex(vertex: Vertex, a: Shape, b: Shape, indexA: u32, indexB: u32, px: f32, py: f32, s: f32, c: f32): void {
  const x = vertexX(b, indexB);
  const y = vertexY(b, indexB);
  vertex.indexA = indexA;
  vertex.indexB = indexB;
  vertex.ax = vertexX(a, indexA);
  vertex.ay = vertexY(a, indexA);
  vertex.bx = c * x - s * y + px;
  vertex.by = s * x + c * y + py;
  vertex.x = vertex.bx - vertex.ax;
  vertex.y = vertex.by - vertex.ay;
}

function copyVertex(to: Vertex, from: Vertex): void {
  memory.copy(changetype<usize>(to), changetype<usize>(from), VERTEX_BYTES);
}

function metric(): f32 {
  if (count == 2) {
    const x = v1.x - v2.x;
    const y = v1.y - v2.y;
    return sqrt<f32>(x * x + y * y);
  }
  if (count == 3) return (v2.x - v1.x) * (v3.y - v1.y) - (v2.y - v1.y) * (v3.x - v1.x);
  return 0;
}

function solve2(): void {
  const ex = v2.x - v1.x;
  const ey = v2.y - v1.y;
  const second = -(v1.x * ex + v1.y * ey);
  if (second <= 0) {
    v1.weight = 1;
    count = 1;
    return;
  }
  const first = v2.x * ex + v2.y * ey;
  if (first <= 0) {
    v2.weight = 1;
    count = 1;
    copyVertex(v1, v2);
    return;
  }
  const inverse = <f32>1 / (first + second);
  v1.weight = first * inverse;
  v2.weight = second * inverse;
  count = 2;
}

function solve3(): void {
  const x1 = v1.x;
  const y1 = v1.y;
  const x2 = v2.x;
  const y2 = v2.y;
  const x3 = v3.x;
  const y3 = v3.y;
  const e12x = x2 - x1;
  const e12y = y2 - y1;
  const d12First = x2 * e12x + y2 * e12y;
  const d12Second = -(x1 * e12x + y1 * e12y);
  const e13x = x3 - x1;
  const e13y = y3 - y1;
  const d13First = x3 * e13x + y3 * e13y;
  const d13Second = -(x1 * e13x + y1 * e13y);
  const e23x = x3 - x2;
  const e23y = y3 - y2;
  const d23First = x3 * e23x + y3 * e23y;
  const d23Second = -(x2 * e23x + y2 * e23y);
  const n = e12x * e13y - e12y * e13x;
  const d1 = n * (x2 * y3 - y2 * x3);
  const d2 = n * (x3 * y1 - y3 * x1);
  const d3 = n * (x1 * y2 - y1 * x2);
  if (d12Second <= 0 && d13Second <= 0) {
    v1.weight = 1;
    count = 1;
  } else if (d12First > 0 && d12Second > 0 && d3 <= 0) {
    const inverse = <f32>1 / (d12First + d12Second);
    v1.weight = d12First * inverse;
    v2.weight = d12Second * inverse;
    count = 2;
  } else if (d13First > 0 && d13Second > 0 && d2 <= 0) {
    const inverse = <f32>1 / (d13First + d13Second);
    v1.weight = d13First * inverse;
    v3.weight = d13Second * inverse;
    count = 2;
    copyVertex(v2, v3);
  } else if (d12First <= 0 && d23Second <= 0) {
    v2.weight = 1;
    count = 1;
    copyVertex(v1, v2);
  } else if (d13First <= 0 && d23First <= 0) {
    v3.weight = 1;
    count = 1;
    copyVertex(v1, v3);
  } else if (d23First > 0 && d23Second > 0 && d1 <= 0) {
    const inverse = <f32>1 / (d23First + d23Second);
    v2.weight = d23First * inverse;
    v3.weight = d23Second * inverse;
    count = 2;
    copyVertex(v1, v3);
  } else {
    const inverse = <f32>1 / (d1 + d2 + d3);
    v1.weight = d1 * inverse;
    v2.weight = d2 * inverse;
    v3.weight = d3 * inverse;
    count = 3;
  }
}

/** The distance of static `a` from `b` placed at (px, py) and turned by (s, c); starts from the cache and renews it. */
export function distance(a: Shape, b: Shape, px: f32, py: f32, s: f32, c: f32): f32 {
  count = cacheCount;
  if (count > 0) setVertex(v1, a, b, cacheA0, cacheB0, px, py, s, c);
  if (count > 1) setVertex(v2, a, b, cacheA1, cacheB1, px, py, s, c);
  if (count > 2) setVertex(v3, a, b, cacheA2, cacheB2, px, py, s, c);
  if (count > 1) {
    const now = metric();
    if (now < <f32>0.5 * cacheMetric || <f32>2 * cacheMetric < now || now < EPSILON) count = 0;
  }
  if (count == 0) {
    setVertex(v1, a, b, 0, 0, px, py, s, c);
    v1.weight = 1;
    count = 1;
  }

  for (let iteration: u32 = 0; iteration < MAX_ITERATIONS; iteration++) {
    const saved = count;
    const a0 = v1.indexA;
    const b0 = v1.indexB;
    const a1 = v2.indexA;
    const b1 = v2.indexB;
    const a2 = v3.indexA;
    const b2 = v3.indexB;
    if (count == 2) solve2();
    else if (count == 3) solve3();
    if (count == 3) break;

    let dx = -v1.x;
    let dy = -v1.y;
    if (count == 2) {
      const ex = v2.x - v1.x;
      const ey = v2.y - v1.y;
      const left = ex * dy - ey * dx > 0;
      dx = left ? -ey : ey;
      dy = left ? ex : -ex;
    }
    if (dx * dx + dy * dy < EPSILON * EPSILON) break;

    const vertex = count == 1 ? v2 : v3;
    const indexA = support(a, -dx, -dy);
    const indexB = support(b, c * dx + s * dy, -s * dx + c * dy);
    setVertex(vertex, a, b, indexA, indexB, px, py, s, c);
    if (
      (indexA == a0 && indexB == b0)
      || (saved > 1 && indexA == a1 && indexB == b1)
      || (saved > 2 && indexA == a2 && indexB == b2)
    ) {
      break;
    }
    count++;
  }

  let ax = v1.ax;
  let ay = v1.ay;
  let bx = v1.bx;
  let by = v1.by;
  if (count == 2) {
    ax = v1.weight * v1.ax + v2.weight * v2.ax;
    ay = v1.weight * v1.ay + v2.weight * v2.ay;
    bx = v1.weight * v1.bx + v2.weight * v2.bx;
    by = v1.weight * v1.by + v2.weight * v2.by;
  } else if (count == 3) {
    ax = bx;
    ay = by;
  }
  cacheMetric = metric();
  cacheCount = count;
  cacheA0 = v1.indexA;
  cacheB0 = v1.indexB;
  cacheA1 = v2.indexA;
  cacheB1 = v2.indexB;
  cacheA2 = v3.indexA;
  cacheB2 = v3.indexB;
  const x = ax - bx;
  const y = ay - by;
  return sqrt<f32>(x * x + y * y);
}
