/** The shared weights that the paper's search runs each network with, and that its ensembles vote with (Gaier & Ha 2019). */
export const PAPER_WEIGHTS = [-2, -1, -0.5, 0.5, 1, 2];
