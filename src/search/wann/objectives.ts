/** What a network's returns say about it. */
import * as z from "zod";

/** The returns a network has had so far with each shared weight, summed. */
export const returnSums = z.strictObject({
  /** Episodes for each weight. */
  episodes: z.int().min(1),
  /** For each weight, the sum of its episodes' returns. */
  sums: z.array(z.number()).min(1),
});

export type ReturnSums = Readonly<z.infer<typeof returnSums>>;

export interface Objectives {
  /** Mean return over all weights and episodes. */
  readonly mean: number;
  /** The mean return of the best single weight. */
  readonly best: number;
}

/** Adds one network's returns of a round, [weight × episode], to those it had `before`. */
export function accumulate(returns: Float64Array, weights: number, before: ReturnSums | null): ReturnSums {
  const episodes = returns.length / weights;
  const sums = Array.from({ length: weights }, (_, weight) => {
    let sum = 0;
    for (let i = weight * episodes; i < (weight + 1) * episodes; i++) sum += returns[i];
    return sum + (before?.sums[weight] ?? 0);
  });
  return { episodes: episodes + (before?.episodes ?? 0), sums };
}

export function objectives({ episodes, sums }: ReturnSums): Objectives {
  const total = sums.reduce((sum, value) => sum + value, 0);
  return { mean: total / (sums.length * episodes), best: Math.max(...sums) / episodes };
}
