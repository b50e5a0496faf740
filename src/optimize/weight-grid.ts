/** Shared weights to compare. */

/** `count` weights, two or more, spread evenly over [−2, 2]; each is the number nearest to its place, so that −1.11 is −1.11. */
export function weightGrid(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (4 * i - 2 * (count - 1)) / (count - 1));
}
