/**
 * The shared weights that episodes are run with: w₀ < |w| < 2, w₀ = 1/√gain, of either sign. They have full mantissas: at weights
 * of few bits, sums that are 0 stay 0, which hides networks that live on that.
 */
import type { Stream } from "../../random/stream.js";

const LARGEST = 2;

/** How many weights a champion is confirmed with. */
export const CONFIRM_WEIGHTS = 8;

/** A weight for each of so many episodes. */
export function drawnWeights(gain: number, random: Stream, count: number): Float64Array {
  const smallest = 1 / Math.sqrt(gain);
  return Float64Array.from({ length: count }, () => {
    const sign = random.integer(2) === 0 ? 1 : -1;
    return sign * (smallest + (LARGEST - smallest) * random.fraction());
  });
}

/** A weight from each of `CONFIRM_WEIGHTS` equal parts of where weights are drawn from, ascending. */
export function stratifiedWeights(gain: number, random: Stream): number[] {
  const smallest = 1 / Math.sqrt(gain);
  const half = CONFIRM_WEIGHTS / 2;
  return Array.from({ length: CONFIRM_WEIGHTS }, (_, part) => {
    // The parts of negative weights come first, the largest |w| before all.
    const place = part < half ? half - part - random.fraction() : part - half + random.fraction();
    const size = smallest + ((LARGEST - smallest) * place) / half;
    return part < half ? -size : size;
  });
}
