/** Rays against a lane's static shapes. */
import { normalX, normalY, Shape, vertexX, vertexY } from "./shape";
import { Lane, sortedStatic, staticOf } from "./world";

/**
 * The share of the way from (x1, y1) to (x2, y2) at which a ray first meets a static shape; 1 where it meets none.
 * @param first `firstReaching` of the ray's left end, which many rays may have in common.
 */
export function rayCast(lane: Lane, first: u32, x1: f32, y1: f32, x2: f32, y2: f32): f32 {
  const lowX = min<f32>(x1, x2);
  let highX = max<f32>(x1, x2);
  const lowY = min<f32>(y1, y2);
  const highY = max<f32>(y1, y2);
  const dx = x2 - x1;
  const dy = y2 - y1;
  let fraction: f32 = 1;
  for (let place = first; place < lane.statics; place++) {
    const shape = staticOf(lane, sortedStatic(lane, place));
    if (shape.lowX > highX) break;
    if (shape.highX < lowX || shape.lowY > highY || shape.highY < lowY) continue;
    fraction = shape.count == 2 ? meetEdge(shape, x1, y1, dx, dy, fraction) : meetPolygon(shape, x1, y1, dx, dy, fraction);
    // What lies to the right of where a ray to the right ends is not met before: boxes have a margin that no rounding bridges.
    if (dx > 0) highX = x1 + fraction * dx;
  }
  return fraction;
}

function meetEdge(edge: Shape, x: f32, y: f32, dx: f32, dy: f32, limit: f32): f32 {
  const nx = normalX(edge, 0);
  const ny = normalY(edge, 0);
  const fromX = vertexX(edge, 0);
  const fromY = vertexY(edge, 0);
  const numerator = nx * (fromX - x) + ny * (fromY - y);
  const denominator = nx * dx + ny * dy;
  if (denominator == 0) return limit;
  const t = numerator / denominator;
  if (t < 0 || limit < t) return limit;
  const ex = vertexX(edge, 1) - fromX;
  const ey = vertexY(edge, 1) - fromY;
  const along = ((x + t * dx - fromX) * ex + (y + t * dy - fromY) * ey) / (ex * ex + ey * ey);
  return along < 0 || <f32>1 < along ? limit : t;
}

function meetPolygon(polygon: Shape, x: f32, y: f32, dx: f32, dy: f32, limit: f32): f32 {
  let lower: f32 = 0;
  let upper = limit;
  let entered = false;
  for (let i: u32 = 0; i < polygon.count; i++) {
    const nx = normalX(polygon, i);
    const ny = normalY(polygon, i);
    const numerator = nx * (vertexX(polygon, i) - x) + ny * (vertexY(polygon, i) - y);
    const denominator = nx * dx + ny * dy;
    if (denominator == 0) {
      if (numerator < 0) return limit;
    } else if (denominator < 0 && numerator < lower * denominator) {
      lower = numerator / denominator;
      entered = true;
    } else if (denominator > 0 && numerator < upper * denominator) {
      upper = numerator / denominator;
    }
    if (upper < lower) return limit;
  }
  return entered ? lower : limit;
}
