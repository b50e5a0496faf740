/**
 * Who lives on and who breeds. All work on places in the ranked population, 0 the best, as the original code does: the worst
 * are culled, the elites are a share of what is left, a parent is the better of two tournaments.
 */
import type { Stream } from "../random/stream.js";

export interface SelectConfig {
  readonly population: number;
  readonly cullRatio: number;
  readonly eliteRatio: number;
  readonly tournamentSize: number;
}

/** How many of the ranked population may breed. */
export function breeders(config: SelectConfig): number {
  return config.population - Math.floor(config.cullRatio * config.population);
}

/** How many of them live on unchanged. */
export function elites(config: SelectConfig): number {
  return Math.floor(config.eliteRatio * breeders(config));
}

/** The place of a parent: the best of two tournaments' draws among the breeders. */
export function parent(config: SelectConfig, random: Stream): number {
  const pool = breeders(config);
  let best = pool;
  for (let i = 0; i < 2 * config.tournamentSize; i++) best = Math.min(best, random.integer(pool));
  return best;
}
