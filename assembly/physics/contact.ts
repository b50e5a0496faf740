/** A contact: a static shape and a moving one whose broad-phase boxes overlap, and where they touch, if they do. */

/** The manifold's face is the static shape's, its points the moving one's, or the other way round. */
export const STATIC_FACE: u32 = 0;
export const MOVING_FACE: u32 = 1;

export const TOUCHING: u32 = 1;
export const ENABLED: u32 = 2;
export const TOI_KNOWN: u32 = 4;
export const IN_ISLAND: u32 = 8;
/** With a sensor: it begins and ends, but is never ENABLED, since nothing bounces off it. */
export const SENSOR: u32 = 16;

@unmanaged
export class Contact {
  /** Index of the static shape: the order they were made in. */
  fixed: u32;
  /** Index of the moving shape. */
  moving: u32;
  flags: u32;
  toiCount: u32;
  toi: f32;
  friction: f32;
  kind: u32;
  /** Points: 0, 1 or 2. */
  count: u32;
  /** The face's normal and a point of it, in the frame of the face's shape. */
  normalX: f32;
  normalY: f32;
  faceX: f32;
  faceY: f32;
  /** The points, in the frame of the other shape; with their accumulated impulses and what features made them. */
  x0: f32;
  y0: f32;
  normalImpulse0: f32;
  tangentImpulse0: f32;
  feature0: u32;
  x1: f32;
  y1: f32;
  normalImpulse1: f32;
  tangentImpulse1: f32;
  feature1: u32;
}

export const CONTACT_BYTES: u32 = 96;
