/** The largest seed of an episode, a search or a tuning: 32 bits. */
export const LARGEST_SEED = 2 ** 32 - 1;
