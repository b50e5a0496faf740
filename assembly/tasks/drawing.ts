/**
 * What an episode looks like, as its task draws it: shapes in metres with y up, for a canvas or an SVG that knows no physics.
 * Later shapes lie over earlier ones.
 *
 *     drawing ┌ view    f32 × 4   left, bottom, width and height of what is worth seeing
 *             │ shapes  u32       how many follow
 *             └ shape   kind u32 │ role u32 │ points u32 │ x y f32 × 2 a point
 *
 * A circle's points are its centre and its radius, (r, 0).
 */
import { Shape, vertexX, vertexY } from "../physics/shape";
import { COSINE, ORIGIN_X, ORIGIN_Y, SINE } from "../physics/world";

export const SHAPE_POLYGON: u32 = 0;
export const SHAPE_LINE: u32 = 1;
export const SHAPE_CIRCLE: u32 = 2;

/** What a shape is part of: colours are the viewer's. */
export const ROLE_GROUND: u32 = 0;
export const ROLE_BODY: u32 = 1;
export const ROLE_NEAR_LIMB: u32 = 2;
export const ROLE_FAR_LIMB: u32 = 3;
export const ROLE_JOINT: u32 = 4;
export const ROLE_SENSOR: u32 = 5;
export const ROLE_MARK: u32 = 6;

const VIEW: u32 = 16;
const HEADER: u32 = VIEW + 4;
const SHAPE: u32 = 12;
const POINT: u32 = 8;
const CAPACITY: u32 = 32768;

export const drawing: usize = memory.data(CAPACITY, 16);

let end: usize = 0;
let shape: usize = 0;

/** Starts a drawing with the view (metres) that it is to be seen in. */
export function beginDrawing(left: f64, bottom: f64, width: f64, height: f64): void {
  store<f32>(drawing, <f32>left);
  store<f32>(drawing, <f32>bottom, 4);
  store<f32>(drawing, <f32>width, 8);
  store<f32>(drawing, <f32>height, 12);
  store<u32>(drawing, 0, VIEW);
  end = drawing + HEADER;
}

/** Starts a shape; `drawPoint` gives it its points. */
export function drawShape(kind: u32, role: u32): void {
  shape = end;
  if (shape + SHAPE > drawing + CAPACITY) unreachable();
  store<u32>(shape, kind);
  store<u32>(shape, role, 4);
  store<u32>(shape, 0, 8);
  end += SHAPE;
  store<u32>(drawing, load<u32>(drawing, VIEW) + 1, VIEW);
}

export function drawPoint(x: f64, y: f64): void {
  if (end + POINT > drawing + CAPACITY) unreachable();
  store<f32>(end, <f32>x);
  store<f32>(end, <f32>y, 4);
  end += POINT;
  store<u32>(shape, load<u32>(shape, 8) + 1, 8);
}

export function drawCircle(role: u32, x: f64, y: f64, radius: f64): void {
  drawShape(SHAPE_CIRCLE, role);
  drawPoint(x, y);
  drawPoint(radius, 0);
}

export function drawLine(role: u32, x1: f64, y1: f64, x2: f64, y2: f64): void {
  drawShape(SHAPE_LINE, role);
  drawPoint(x1, y1);
  drawPoint(x2, y2);
}

/** A shape of the body whose rows, a lane's, are at `body`: turned and placed as that is. */
export function drawOutline(role: u32, outline: Shape, body: usize): void {
  const s = load<f32>(body, SINE);
  const c = load<f32>(body, COSINE);
  drawShape(SHAPE_POLYGON, role);
  for (let i: u32 = 0; i < outline.count; i++) {
    const x = vertexX(outline, i);
    const y = vertexY(outline, i);
    drawPoint(load<f32>(body, ORIGIN_X) + c * x - s * y, load<f32>(body, ORIGIN_Y) + s * x + c * y);
  }
}
