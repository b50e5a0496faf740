/**
 * Islands: populations that evolve apart. What an early population happens to settle on decides how far it gets, so that
 * several get the chance, and the more promising are gone on with: successive halving (Jamieson & Talwalkar 2016).
 */

export interface IslandsConfig {
  readonly islands: number;
  readonly halveIslandsEvery: number;
}

/**
 * The places of the islands that live on after `generation`, counted from 0, in ascending order: every `halveIslandsEvery`
 * generations the better half, until one is left.
 * @param best the mean return of each island's best network.
 */
export function survivingIslands(best: readonly number[], generation: number, config: IslandsConfig): number[] {
  const all = best.map((_, island) => island);
  if ((generation + 1) % config.halveIslandsEvery !== 0) return all;
  const ranked = [...all].sort((a, b) => best[b] - best[a] || a - b);
  return ranked.slice(0, Math.ceil(all.length / 2)).sort((a, b) => a - b);
}
