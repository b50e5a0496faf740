/** The results of Gaier & Ha 2019: returns over 100 episodes (table 1), accuracies on MNIST's test images (section 4.2). */

import type { Network } from "./network.js";

/** A mean and its spread. */
export interface Figure {
  readonly mean: number;
  readonly sd: number;
}

/** A task's part of the paper's results. */
export interface PublishedTable {
  /** Whether the figures are accuracies, 0 to 1, and not returns. */
  readonly accuracy: boolean;
  /** The ways a network gets its weights. */
  readonly columns: readonly string[];
  readonly networks: readonly { readonly network: Network; readonly figures: readonly Figure[] }[];
}

export const RETURN_COLUMNS = ["random weights", "random shared weight", "tuned shared weight", "tuned weights"];

type Pairs = readonly (readonly [mean: number, sd: number])[];

/** A row of table 1: a network's returns at random weights, a random shared weight, the tuned shared weight, tuned weights. */
export function publishedReturns(wann: Pairs, fixed: Pairs): PublishedTable {
  return {
    accuracy: false,
    columns: RETURN_COLUMNS,
    networks: [
      { network: "wann", figures: figures(wann) },
      { network: "fixed", figures: figures(fixed) },
    ],
  };
}

export function figures(pairs: Pairs): Figure[] {
  return pairs.map(([mean, sd]) => ({ mean, sd }));
}
