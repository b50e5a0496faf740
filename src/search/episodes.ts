/** The episodes that rounds are made of. */
import { type Purpose, Stream } from "../random/stream.js";
import { UserError } from "../user-error.js";

/** Episodes of one round whose weights, seeds and returns fit in memory at once. */
export const MOST_EPISODES = 10_000_000;

/** Throws a UserError where a round is too large. */
export function requireFewEpisodes(episodes: number): void {
  if (episodes <= MOST_EPISODES) return;
  throw new UserError(`a round of ${episodes} episodes: expected up to ${MOST_EPISODES}`);
}

/** Fresh episode seeds of a generation for a purpose. */
export function episodeSeeds(seed: number, purpose: Purpose, generation: number, count: number, index = 0): number[] {
  const random = new Stream(seed, purpose, generation, index);
  return Array.from({ length: count }, () => random.episodeSeed());
}

/** Throws a RangeError where a learner is told more or fewer returns than it asked for. */
export function requireReturns({ length }: Float64Array, expected: number): void {
  if (length !== expected) throw new RangeError(`tell: expected ${expected} returns, got ${length}`);
}

/** Every shared weight with every seed: episodes [weight × seed]. */
export function crossPlan(weights: ArrayLike<number>, seeds: ArrayLike<number>) {
  const episodes = weights.length * seeds.length;
  requireFewEpisodes(episodes);
  const plan = { individual: false, weights: new Float64Array(episodes), seeds: new Uint32Array(episodes) };
  for (let i = 0; i < episodes; i++) {
    plan.weights[i] = weights[Math.floor(i / seeds.length)];
    plan.seeds[i] = seeds[i % seeds.length];
  }
  return plan;
}
