/** The settings of the search `homogeneous-gradient`. */
import * as z from "zod";
import { BUDGET } from "../../config/run-settings.js";
import { count, setting } from "../../config/settings.js";
import { LARGEST_WEIGHT } from "../../genome/compact/genome.js";
import type { SearchConfig } from "../search.js";

export const GRADIENT_SETTINGS = {
  ...BUDGET,
  units: setting(count(1000), { meaning: "Units that a network may have.", default: 32 }),
  largestWeight: setting(z.int().min(1).max(LARGEST_WEIGHT), {
    meaning: "The largest whole number of relays a connection may lead from, of either sign.",
    default: 3,
  }),
  maxConnections: setting(count(), {
    meaning: "No champion has more connections, and in the last two fifths of the run no network is meant to.",
  }),
  // Sixty batches are as many images as MNIST has to train on.
  batches: setting(count(), { meaning: "Batches a generation, and as many steps down their gradients.", default: 60 }),
  learningRate: setting(z.number().positive(), {
    meaning: "The first step's size in each score; it falls to zero over the run, as the square of what is left of it.",
    default: 0.01,
  }),
  confirmEpisodes: setting(count(), {
    meaning: "Batches that each generation's network is confirmed over.",
    default: 20,
  }),
};

const schema = z.object(GRADIENT_SETTINGS);

/** What a search `homogeneous-gradient` is to do: with its seed, it determines every bit of a run. */
export type GradientConfig = SearchConfig & Readonly<z.infer<typeof schema>>;
