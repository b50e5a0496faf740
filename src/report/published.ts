/** The results of Gaier & Ha 2019: returns over 100 episodes (table 1), accuracies on MNIST's test images (section 4.2). */

export interface Figure {
  readonly mean: number;
  readonly sd: number;
}

export interface PublishedTable {
  /** Whether the figures are accuracies, 0 to 1, and not returns. */
  readonly accuracy: boolean;
  /** The ways a network gets its weights. */
  readonly columns: readonly string[];
  readonly networks: readonly { readonly network: "wann" | "fixed"; readonly figures: readonly Figure[] }[];
}

const RETURN_COLUMNS = ["random weights", "random shared weight", "tuned shared weight", "tuned weights"];

function figures(...pairs: readonly (readonly [number, number])[]): Figure[] {
  return pairs.map(([mean, sd]) => ({ mean, sd }));
}

/** By task. */
export const PUBLISHED: Readonly<Record<string, PublishedTable>> = {
  swingup: {
    accuracy: false,
    columns: RETURN_COLUMNS,
    networks: [
      { network: "wann", figures: figures([57, 121], [515, 58], [723, 16], [932, 6]) },
      { network: "fixed", figures: figures([21, 43], [7, 2], [8, 1], [918, 7]) },
    ],
  },
  biped: {
    accuracy: false,
    columns: RETURN_COLUMNS,
    networks: [
      { network: "wann", figures: figures([-46, 54], [51, 108], [261, 58], [332, 1]) },
      { network: "fixed", figures: figures([-129, 28], [-107, 12], [-35, 23], [347, 1]) },
    ],
  },
  "car-racing": {
    accuracy: false,
    columns: RETURN_COLUMNS,
    networks: [
      { network: "wann", figures: figures([-69, 31], [375, 177], [608, 161], [893, 74]) },
      { network: "fixed", figures: figures([-82, 13], [-85, 27], [-37, 36], [906, 21]) },
    ],
  },
  mnist: {
    accuracy: true,
    columns: ["random shared weight", "ensemble of weights", "tuned shared weight", "trained weights"],
    networks: [{ network: "wann", figures: figures([0.82, 0.187], [0.916, 0], [0.919, 0], [0.942, 0]) }],
  },
};
