/** What a network's returns say about it. */

/** What a network has earned so far with each shared weight. */
export interface Earnings {
  /** Episodes for each weight. */
  readonly episodes: number;
  /** For each weight, the sum of its episodes' returns. */
  readonly sums: readonly number[];
}

export interface Objectives {
  /** Mean return over all weights and episodes. */
  readonly mean: number;
  /** The mean return of the best single weight. */
  readonly best: number;
}

/** Adds one network's returns of a generation, [weight × episode], to what it earned `before`. */
export function earn(returns: Float64Array, weights: number, before: Earnings | null): Earnings {
  const episodes = returns.length / weights;
  const sums = Array.from({ length: weights }, (_, weight) => {
    let sum = 0;
    for (let i = weight * episodes; i < (weight + 1) * episodes; i++) sum += returns[i];
    return sum + (before?.sums[weight] ?? 0);
  });
  return { episodes: episodes + (before?.episodes ?? 0), sums };
}

export function objectives({ episodes, sums }: Earnings): Objectives {
  const total = sums.reduce((sum, value) => sum + value, 0);
  return { mean: total / (sums.length * episodes), best: Math.max(...sums) / episodes };
}
