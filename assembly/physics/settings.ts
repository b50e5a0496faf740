/** The constants of Box2D 2.3, metres, radians and seconds. */

export const LINEAR_SLOP: f32 = 0.005;
export const ANGULAR_SLOP: f32 = <f32>2.0 / <f32>180.0 * <f32>3.14159265359;
/** The skin around polygons and edges. */
export const SKIN: f32 = <f32>2.0 * LINEAR_SLOP;
export const TOTAL_SKIN: f32 = <f32>2.0 * SKIN;
/** How far a broad-phase box reaches beyond its shape. */
export const BOX_MARGIN: f32 = 0.1;
/** How many steps ahead a moving box is stretched. */
export const BOX_LOOKAHEAD: f32 = 2.0;
export const BAUMGARTE: f32 = 0.2;
export const TOI_BAUMGARTE: f32 = 0.75;
export const MAX_LINEAR_CORRECTION: f32 = 0.2;
export const MAX_ANGULAR_CORRECTION: f32 = <f32>8.0 / <f32>180.0 * <f32>3.14159265359;
/** Most that a body moves and turns in a step. */
export const MAX_TRANSLATION: f32 = 2.0;
export const MAX_ROTATION: f32 = <f32>0.5 * <f32>3.14159265359;
export const TIME_TO_SLEEP: f32 = 0.5;
export const LINEAR_SLEEP_TOLERANCE: f32 = 0.01;
export const ANGULAR_SLEEP_TOLERANCE: f32 = <f32>2.0 / <f32>180.0 * <f32>3.14159265359;
export const MAX_SUB_STEPS: u32 = 8;
export const MAX_TOI_CONTACTS: u32 = 32;
export const TOI_POSITION_ITERATIONS: u32 = 20;
export const MAX_VERTICES: u32 = 8;
export const EPSILON: f32 = 1.1920928955078125e-7;
