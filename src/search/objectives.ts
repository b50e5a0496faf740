/** What a generation's returns say about each of its networks. */

export interface Objectives {
  /** Mean return over all weights and episodes. */
  readonly mean: number;
  /** The mean return of the best single weight. */
  readonly best: number;
}

/** Objectives of each network from returns laid out [network × weight × episode]. */
export function objectives(returns: Float64Array, weights: number, episodes: number): Objectives[] {
  const perNetwork = weights * episodes;
  return Array.from({ length: returns.length / perNetwork }, (_, network) => {
    let total = 0;
    let best = Number.NEGATIVE_INFINITY;
    for (let weight = 0; weight < weights; weight++) {
      let sum = 0;
      const start = network * perNetwork + weight * episodes;
      for (let i = start; i < start + episodes; i++) sum += returns[i];
      total += sum;
      if (sum > best) best = sum;
    }
    return { mean: total / perNetwork, best: best / episodes };
  });
}
