/**
 * Where two shapes touch, by separating axes and clipping: E. Catto, "Contact Manifolds" (GDC 2007), and Box2D 2.3's order
 * of the same. The static shape is A, its frame the world's; the moving polygon is B.
 *
 * A feature names what made a point, so that it is known again in the next step: index of A, index of B, kind of A, kind of
 * B, a byte each, 0 for a vertex and 1 for a face.
 */
import { Contact, MOVING_FACE, STATIC_FACE } from "./contact";
import { ANGULAR_SLOP, TOTAL_SKIN } from "./settings";
import { normalX, normalY, Shape, vertexX, vertexY } from "./shape";

const VERTEX: u32 = 0;
const FACE: u32 = 1;

/** B's face is taken only where it is better than A's by more than this. */
const RELATIVE_TOLERANCE: f32 = 0.98;
const ABSOLUTE_TOLERANCE: f32 = 0.001;

/** B's vertices and normals in A's frame. */
const worldVertices: usize = memory.data(8 * 8, 4);
const worldNormals: usize = memory.data(8 * 8, 4);

/** Segments of two points: x, y, feature. */
const incident: usize = memory.data(2 * 12, 4);
const clipped: usize = memory.data(2 * 12, 4);
const twiceClipped: usize = memory.data(2 * 12, 4);

// @ts-ignore: decorator
@inline
function feature(indexA: u32, indexB: u32, kindA: u32, kindB: u32): u32 {
  return indexA | (indexB << 8) | (kindA << 16) | (kindB << 24);
}

/** A feature seen from the other side. */
// @ts-ignore: decorator
@inline
function swapped(id: u32): u32 {
  return ((id >> 8) & 0x00ff00ff) | ((id & 0x00ff00ff) << 8);
}

// @ts-ignore: decorator
@inline
function setPoint(segment: usize, i: usize, x: f32, y: f32, id: u32): void {
  store<f32>(segment + i * 12, x);
  store<f32>(segment + i * 12 + 4, y);
  store<u32>(segment + i * 12 + 8, id);
}

/** What of a segment lies behind the line, into `to`; returns how many points. A point cut at the line is A's vertex `index`. */
function clip(to: usize, from: usize, nx: f32, ny: f32, offset: f32, index: u32): u32 {
  const x0 = load<f32>(from);
  const y0 = load<f32>(from + 4);
  const x1 = load<f32>(from + 12);
  const y1 = load<f32>(from + 16);
  const distance0 = nx * x0 + ny * y0 - offset;
  const distance1 = nx * x1 + ny * y1 - offset;
  let count: u32 = 0;
  if (distance0 <= 0) setPoint(to, count++, x0, y0, load<u32>(from + 8));
  if (distance1 <= 0) setPoint(to, count++, x1, y1, load<u32>(from + 20));
  if (distance0 * distance1 < 0) {
    const share = distance0 / (distance0 - distance1);
    const indexB = (load<u32>(from + 8) >> 8) & 0xff;
    setPoint(to, count++, x0 + share * (x1 - x0), y0 + share * (y1 - y0), feature(index, indexB, VERTEX, FACE));
  }
  return count;
}

function addPoint(out: Contact, x: f32, y: f32, id: u32): void {
  if (out.count == 0) {
    out.x0 = x;
    out.y0 = y;
    out.feature0 = id;
  } else {
    out.x1 = x;
    out.y1 = y;
    out.feature1 = id;
  }
  out.count++;
}

/** The manifold of static shape `a` and polygon `b`, whose body's frame is at (px, py), turned by (s, c). */
export function collide(out: Contact, a: Shape, b: Shape, px: f32, py: f32, s: f32, c: f32): void {
  out.count = 0;
  for (let i: u32 = 0; i < b.count; i++) {
    const x = vertexX(b, i);
    const y = vertexY(b, i);
    store<f32>(worldVertices + i * 8, c * x - s * y + px);
    store<f32>(worldVertices + i * 8 + 4, s * x + c * y + py);
    const nx = normalX(b, i);
    const ny = normalY(b, i);
    store<f32>(worldNormals + i * 8, c * nx - s * ny);
    store<f32>(worldNormals + i * 8 + 4, s * nx + c * ny);
  }
  if (a.count == 2) collideEdge(out, a, b, px, py, s, c);
  else collidePolygon(out, a, b, px, py, s, c);
}

function collideEdge(out: Contact, a: Shape, b: Shape, px: f32, py: f32, s: f32, c: f32): void {
  const x1 = vertexX(a, 0);
  const y1 = vertexY(a, 0);
  const x2 = vertexX(a, 1);
  const y2 = vertexY(a, 1);
  const edgeX = normalX(a, 0);
  const edgeY = normalY(a, 0);
  const count = b.count;

  const centroidX = c * b.centroidX - s * b.centroidY + px;
  const centroidY = s * b.centroidX + c * b.centroidY + py;
  const front = edgeX * (centroidX - x1) + edgeY * (centroidY - y1) >= 0;
  const nx = front ? edgeX : -edgeX;
  const ny = front ? edgeY : -edgeY;

  let edgeSeparation = f32.MAX_VALUE;
  for (let i: u32 = 0; i < count; i++) {
    const vx = load<f32>(worldVertices + i * 8);
    const vy = load<f32>(worldVertices + i * 8 + 4);
    edgeSeparation = min<f32>(edgeSeparation, nx * (vx - x1) + ny * (vy - y1));
  }
  if (edgeSeparation > TOTAL_SKIN) return;

  // Normals of B that a free-standing edge can meet: those against the edge's own, to within the slop.
  let polygonSeparation = -f32.MAX_VALUE;
  let polygonFace: i32 = -1;
  for (let i: u32 = 0; i < count; i++) {
    const bx = -load<f32>(worldNormals + i * 8);
    const by = -load<f32>(worldNormals + i * 8 + 4);
    const vx = load<f32>(worldVertices + i * 8);
    const vy = load<f32>(worldVertices + i * 8 + 4);
    const separation = min<f32>(bx * (vx - x1) + by * (vy - y1), bx * (vx - x2) + by * (vy - y2));
    if (separation > TOTAL_SKIN) return;
    if ((bx + nx) * nx + (by + ny) * ny < -ANGULAR_SLOP) continue;
    if (separation > polygonSeparation) {
      polygonSeparation = separation;
      polygonFace = i;
    }
  }

  const byPolygon = polygonFace >= 0 && polygonSeparation > RELATIVE_TOLERANCE * edgeSeparation + ABSOLUTE_TOLERANCE;
  let faceX: f32, faceY: f32, fromX: f32, fromY: f32, toX: f32, toY: f32;
  let first: u32, second: u32;
  if (byPolygon) {
    out.kind = MOVING_FACE;
    first = polygonFace;
    second = first + 1 < count ? first + 1 : 0;
    setPoint(incident, 0, x1, y1, feature(0, first, VERTEX, FACE));
    setPoint(incident, 1, x2, y2, feature(0, first, VERTEX, FACE));
    fromX = load<f32>(worldVertices + first * 8);
    fromY = load<f32>(worldVertices + first * 8 + 4);
    toX = load<f32>(worldVertices + second * 8);
    toY = load<f32>(worldVertices + second * 8 + 4);
    faceX = load<f32>(worldNormals + first * 8);
    faceY = load<f32>(worldNormals + first * 8 + 4);
  } else {
    out.kind = STATIC_FACE;
    let against: u32 = 0;
    let least = nx * load<f32>(worldNormals) + ny * load<f32>(worldNormals + 4);
    for (let i: u32 = 1; i < count; i++) {
      const value = nx * load<f32>(worldNormals + i * 8) + ny * load<f32>(worldNormals + i * 8 + 4);
      if (value < least) {
        least = value;
        against = i;
      }
    }
    const after = against + 1 < count ? against + 1 : 0;
    setPoint(incident, 0, load<f32>(worldVertices + against * 8), load<f32>(worldVertices + against * 8 + 4),
      feature(0, against, FACE, VERTEX));
    setPoint(incident, 1, load<f32>(worldVertices + after * 8), load<f32>(worldVertices + after * 8 + 4),
      feature(0, after, FACE, VERTEX));
    first = front ? 0 : 1;
    second = front ? 1 : 0;
    fromX = front ? x1 : x2;
    fromY = front ? y1 : y2;
    toX = front ? x2 : x1;
    toY = front ? y2 : y1;
    faceX = nx;
    faceY = ny;
  }

  // Sides of the face: tangents at its two ends.
  const sideX = faceY;
  const sideY = -faceX;
  if (clip(clipped, incident, sideX, sideY, sideX * fromX + sideY * fromY, first) < 2) return;
  if (clip(twiceClipped, clipped, -sideX, -sideY, -sideX * toX + -sideY * toY, second) < 2) return;

  if (byPolygon) {
    out.normalX = normalX(b, first);
    out.normalY = normalY(b, first);
    out.faceX = vertexX(b, first);
    out.faceY = vertexY(b, first);
  } else {
    out.normalX = faceX;
    out.normalY = faceY;
    out.faceX = fromX;
    out.faceY = fromY;
  }
  for (let i: usize = 0; i < 2; i++) {
    const x = load<f32>(twiceClipped + i * 12);
    const y = load<f32>(twiceClipped + i * 12 + 4);
    if (faceX * (x - fromX) + faceY * (y - fromY) > TOTAL_SKIN) continue;
    const id = load<u32>(twiceClipped + i * 12 + 8);
    if (byPolygon) addPoint(out, x, y, swapped(id));
    else addPoint(out, c * (x - px) + s * (y - py), -s * (x - px) + c * (y - py), id);
  }
}

/** How far the other polygon lies beyond face `face` of A (with `ofB`, of B), at its deepest vertex. */
function separationOf(ofB: bool, face: u32, a: Shape, b: Shape, s: f32, c: f32): f32 {
  const other = ofB ? a : b;
  const nx = ofB ? load<f32>(worldNormals + face * 8) : normalX(a, face);
  const ny = ofB ? load<f32>(worldNormals + face * 8 + 4) : normalY(a, face);
  const localX = ofB ? nx : c * nx + s * ny;
  const localY = ofB ? ny : -s * nx + c * ny;
  let deepest: u32 = 0;
  let least = f32.MAX_VALUE;
  for (let i: u32 = 0; i < other.count; i++) {
    const value = vertexX(other, i) * localX + vertexY(other, i) * localY;
    if (value < least) {
      least = value;
      deepest = i;
    }
  }
  const bx = load<f32>(worldVertices + (ofB ? face : deepest) * 8);
  const by = load<f32>(worldVertices + (ofB ? face : deepest) * 8 + 4);
  const ax = vertexX(a, ofB ? deepest : face);
  const ay = vertexY(a, ofB ? deepest : face);
  return ofB ? (ax - bx) * nx + (ay - by) * ny : (bx - ax) * nx + (by - ay) * ny;
}

let bestFace: u32 = 0;

/** The best separation of A's faces (with `ofB`, of B's), by a search from the one that looks most at the other; its face. */
function findBestFace(ofB: bool, a: Shape, b: Shape, px: f32, py: f32, s: f32, c: f32): f32 {
  const count = ofB ? b.count : a.count;
  const one = ofB ? b : a;
  let dx = c * b.centroidX - s * b.centroidY + px - a.centroidX;
  let dy = s * b.centroidX + c * b.centroidY + py - a.centroidY;
  if (ofB) {
    const x = -dx;
    const y = -dy;
    dx = c * x + s * y;
    dy = -s * x + c * y;
  }
  let face: u32 = 0;
  let most = -f32.MAX_VALUE;
  for (let i: u32 = 0; i < count; i++) {
    const value = normalX(one, i) * dx + normalY(one, i) * dy;
    if (value > most) {
      most = value;
      face = i;
    }
  }
  let best = separationOf(ofB, face, a, b, s, c);
  const before = face > 0 ? face - 1 : count - 1;
  const after = face + 1 < count ? face + 1 : 0;
  const separationBefore = separationOf(ofB, before, a, b, s, c);
  const separationAfter = separationOf(ofB, after, a, b, s, c);
  const backwards = separationBefore > best && separationBefore > separationAfter;
  bestFace = face;
  if (!backwards && !(separationAfter > best)) return best;
  best = backwards ? separationBefore : separationAfter;
  bestFace = backwards ? before : after;
  let improved = true;
  while (improved) {
    face = backwards ? (bestFace > 0 ? bestFace - 1 : count - 1) : bestFace + 1 < count ? bestFace + 1 : 0;
    const next = separationOf(ofB, face, a, b, s, c);
    improved = next > best;
    if (improved) {
      best = next;
      bestFace = face;
    }
  }
  return best;
}

function collidePolygon(out: Contact, a: Shape, b: Shape, px: f32, py: f32, s: f32, c: f32): void {
  const separationA = findBestFace(false, a, b, px, py, s, c);
  const faceA = bestFace;
  if (separationA > TOTAL_SKIN) return;
  const separationB = findBestFace(true, a, b, px, py, s, c);
  const faceB = bestFace;
  if (separationB > TOTAL_SKIN) return;

  const byB = separationB > RELATIVE_TOLERANCE * separationA + ABSOLUTE_TOLERANCE;
  const one = byB ? b : a;
  const two = byB ? a : b;
  const face = byB ? faceB : faceA;
  const next = face + 1 < one.count ? face + 1 : 0;
  out.kind = byB ? MOVING_FACE : STATIC_FACE;

  // The face's normal in the other's frame, and the other's edge most against it.
  let nx = normalX(one, face);
  let ny = normalY(one, face);
  if (byB) {
    const x = nx;
    nx = c * x - s * ny;
    ny = s * x + c * ny;
  } else {
    const x = nx;
    nx = c * x + s * ny;
    ny = -s * x + c * ny;
  }
  let against: u32 = 0;
  let least = f32.MAX_VALUE;
  for (let i: u32 = 0; i < two.count; i++) {
    const value = nx * normalX(two, i) + ny * normalY(two, i);
    if (value < least) {
      least = value;
      against = i;
    }
  }
  const after = against + 1 < two.count ? against + 1 : 0;
  for (let k: usize = 0; k < 2; k++) {
    const i = k == 0 ? against : after;
    const x = byB ? vertexX(two, i) : load<f32>(worldVertices + i * 8);
    const y = byB ? vertexY(two, i) : load<f32>(worldVertices + i * 8 + 4);
    setPoint(incident, k, x, y, feature(face, i, FACE, VERTEX));
  }

  const localX1 = vertexX(one, face);
  const localY1 = vertexY(one, face);
  const localX2 = vertexX(one, next);
  const localY2 = vertexY(one, next);
  let tx = localX2 - localX1;
  let ty = localY2 - localY1;
  const inverse = <f32>1 / sqrt<f32>(tx * tx + ty * ty);
  tx *= inverse;
  ty *= inverse;
  out.normalX = ty;
  out.normalY = -tx;
  out.faceX = <f32>0.5 * (localX1 + localX2);
  out.faceY = <f32>0.5 * (localY1 + localY2);

  const x1 = byB ? load<f32>(worldVertices + face * 8) : localX1;
  const y1 = byB ? load<f32>(worldVertices + face * 8 + 4) : localY1;
  const x2 = byB ? load<f32>(worldVertices + next * 8) : localX2;
  const y2 = byB ? load<f32>(worldVertices + next * 8 + 4) : localY2;
  if (byB) {
    const x = tx;
    tx = c * x - s * ty;
    ty = s * x + c * ty;
  }
  const wx = ty;
  const wy = -tx;
  const front = wx * x1 + wy * y1;
  const side1 = -(tx * x1 + ty * y1) + TOTAL_SKIN;
  const side2 = tx * x2 + ty * y2 + TOTAL_SKIN;
  if (clip(clipped, incident, -tx, -ty, side1, face) < 2) return;
  if (clip(twiceClipped, clipped, tx, ty, side2, next) < 2) return;

  for (let i: usize = 0; i < 2; i++) {
    const x = load<f32>(twiceClipped + i * 12);
    const y = load<f32>(twiceClipped + i * 12 + 4);
    if (wx * x + wy * y - front > TOTAL_SKIN) continue;
    const id = load<u32>(twiceClipped + i * 12 + 8);
    if (byB) addPoint(out, x, y, swapped(id));
    else addPoint(out, c * (x - px) + s * (y - py), -s * (x - px) + c * (y - py), id);
  }
}
