/** Shared weights to compare. */

/** `count` weights, two or more, spread evenly over [−2, 2]. */
export function weightGrid(count: number): number[] {
  return Array.from({ length: count }, (_, i) => -2 + (4 * i) / (count - 1));
}
