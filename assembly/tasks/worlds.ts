/** How lanes lie in worlds of physics: four to a world, as many as a vector of f32 holds, and one world more to stage episodes in. */
import { LANES } from "./task";

export const LANES_A_WORLD: u32 = 4;
export const WORLDS: u32 = LANES / LANES_A_WORLD;
/** Where episodes are made before they are copied to their lane: the first lane of the additional world. */
export const STAGING: u32 = LANES;
