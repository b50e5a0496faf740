/** Normal draws by Marsaglia's polar method (Marsaglia & Bray 1964), in arithmetic that is the same in every engine. */
import { log } from "../portable-math.js";
import type { Stream } from "./stream.js";

/** `count` independent draws from the standard normal distribution. */
export function normals(random: Stream, count: number): Float64Array {
  const draws = new Float64Array(count);
  for (let i = 0; i < count; ) {
    const u = random.uniform(-1, 1);
    const v = random.uniform(-1, 1);
    const square = u * u + v * v;
    if (square >= 1 || square === 0) continue;
    const scale = Math.sqrt((-2 * log(square)) / square);
    draws[i++] = u * scale;
    if (i < count) draws[i++] = v * scale;
  }
  return draws;
}
