/** What an episode looks like: shapes in metres, y up, as its task draws them; later ones lie over earlier ones. */

/** What shapes there are. */
export const SHAPE_KINDS = ["polygon", "line", "circle"] as const;

/** What a shape is part of; colours are the viewer's. */
export const ROLES = ["ground", "body", "near-limb", "far-limb", "joint", "sensor", "mark"] as const;

/** One of `ROLES`. */
export type Role = (typeof ROLES)[number];

/** A polygon or a line by its corners, or a circle. */
export interface Shape {
  readonly kind: (typeof SHAPE_KINDS)[number];
  readonly role: Role;
  /** x, y, x, y, … in metres, y up. A circle's are its centre and (radius, 0). */
  readonly points: Float32Array;
}

/** An episode as it stands. */
export interface Drawing {
  /** The part of the world worth seeing, in metres. */
  readonly view: { readonly left: number; readonly bottom: number; readonly width: number; readonly height: number };
  /** Later ones lie over earlier ones. */
  readonly shapes: readonly Shape[];
}
