/**
 * Islands: populations that evolve apart. What an early population happens to settle on decides how far it gets, so that
 * several get the chance, and the more promising go on: successive halving (Jamieson & Talwalkar 2016).
 */

/**
 * The places of the islands that live on after `generation`, counted from 0, in ascending order: every `halveEvery` generations the
 * better half, until `fewest` are left.
 * @param best the mean return of each island's best network.
 * @param halveEvery null: all live on.
 */
export function survivingIslands(
  best: readonly number[],
  generation: number,
  halveEvery: number | null,
  fewest = 1,
): number[] {
  const all = best.map((_, island) => island);
  if (halveEvery === null || (generation + 1) % halveEvery !== 0) return all;
  const ranked = [...all].sort((a, b) => best[b] - best[a] || a - b);
  return ranked.slice(0, afterHalving(all.length, fewest)).sort((a, b) => a - b);
}

/** How many of so many islands a halving leaves. */
export function afterHalving(islands: number, fewest = 1): number {
  return Math.max(Math.ceil(islands / 2), Math.min(islands, fewest));
}
