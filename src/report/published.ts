/** The results of Gaier & Ha 2019, table 1: mean and standard deviation of the return over 100 episodes. */

/** The ways a network gets its weights, in the paper's order. */
export const WEIGHT_KINDS = ["random-weights", "random-shared-weight", "tuned-shared-weight", "own-weights"] as const;

export type WeightKind = (typeof WEIGHT_KINDS)[number];

export interface Figure {
  readonly mean: number;
  readonly sd: number;
}

export type Figures = Readonly<Record<WeightKind, Figure>>;

export interface Published {
  readonly wann: Figures;
  readonly fixed: Figures;
}

function figures(...pairs: readonly (readonly [number, number])[]): Figures {
  return Object.fromEntries(WEIGHT_KINDS.map((kind, i) => [kind, { mean: pairs[i][0], sd: pairs[i][1] }])) as Figures;
}

/** By task. */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  swingup: {
    wann: figures([57, 121], [515, 58], [723, 16], [932, 6]),
    fixed: figures([21, 43], [7, 2], [8, 1], [918, 7]),
  },
  biped: {
    wann: figures([-46, 54], [51, 108], [261, 58], [332, 1]),
    fixed: figures([-129, 28], [-107, 12], [-35, 23], [347, 1]),
  },
};
