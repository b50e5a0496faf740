/** The settings of the search `wann`. */
import * as z from "zod";
import { BUDGET } from "../../config/run-settings.js";
import {
  both,
  count,
  flag,
  HAS_GRADIENTS,
  PLAYED,
  probability,
  setting,
  withoutSetting,
  withSetting,
} from "../../config/settings.js";
import { ACTIVATIONS } from "../../genome/activation.js";
import { PAPER_WEIGHTS } from "../../genome/paper-weights.js";
import { oddsOf } from "../mutation.js";
import type { SearchConfig } from "../search.js";
import { MUTATIONS } from "./mutations/index.js";
import type { Mutation } from "./mutations/mutation.js";

const BEFORE_MUTATIONS = {
  ...BUDGET,
  population: setting(z.int().min(2).max(1_000_000), { meaning: "Networks a generation, on each island." }),
  islands: setting(z.int().min(2).max(1000).nullable(), {
    meaning: "Populations that evolve apart; off: one.",
    default: null,
  }),
  halveIslandsEvery: setting(count(), {
    meaning: "Generations after each of which only the better half of the islands lives on, until one is left.",
    default: 1,
    only: withSetting("islands"),
  }),
  sharedWeights: setting(z.array(z.number()).min(1), {
    meaning: "The shared weights each network is run with.",
    default: PAPER_WEIGHTS,
    only: withoutSetting("sampledWeights"),
  }),
  sampledWeights: setting(z.int().min(1).max(1000).nullable(), {
    meaning: "That many equal parts of (−2, 2) each give one uniformly drawn shared weight a generation.",
    default: null,
  }),
  episodesPerWeight: setting(count(), { meaning: "Episodes for each shared weight." }),
  confirmEpisodes: setting(count(), {
    meaning: "A new champion is confirmed over this many times episodesPerWeight episodes for each weight.",
  }),
  averageReturns: setting(flag(), {
    meaning: "A surviving network's returns are averaged over all generations it has lived, not only the present one.",
    default: null,
  }),
  finalists: setting(count().nullable(), {
    meaning:
      "So many of each island's best are run again, on fresh weights and episodes, before the generation is ranked.",
    default: null,
  }),
  finalRounds: setting(count(1000), {
    meaning: "How often they are.",
    default: 1,
    only: withSetting("finalists"),
  }),
  duplicatesLast: setting(flag(), {
    meaning: "Networks that behave exactly as another of the generation are ranked behind all others.",
    default: null,
  }),
  initialConnectionProbability: setting(probability(), {
    meaning: "Chance that each connection of an initial network is enabled.",
  }),
  maxConnections: setting(count().nullable(), {
    meaning: "No network has more enabled connections.",
    default: null,
  }),
  complexityProbability: setting(probability(), {
    meaning:
      "Chance that a generation's second objective is fewer connections; otherwise it is the best single weight.",
    default: 0.8,
  }),
  cullRatio: setting(z.number().min(0).lt(1), {
    meaning: "Share of the ranked population that is dropped before breeding.",
    default: 0.2,
  }),
  eliteRatio: setting(probability(), { meaning: "Share of what is left that lives on unchanged." }),
  tournamentSize: setting(count(), {
    meaning: "Networks drawn for a tournament; a parent is the best of two tournaments.",
  }),
};

const AFTER_MUTATIONS = {
  guidedAdditions: setting(count().nullable(), {
    meaning: "Connections are drawn from so many that by the best network's gradients would lower its loss most.",
    default: null,
    only: both(withSetting("addConnection"), HAS_GRADIENTS),
  }),
  hiddenActivations: setting(z.array(z.enum(ACTIVATIONS)).min(1), {
    meaning: "What a hidden node's activation is drawn from.",
    default: [...ACTIVATIONS],
  }),
  patience: setting(count().nullable(), {
    meaning: "The search cuts off an episode whose return has had no new high for so many steps; reports never do.",
    default: null,
    only: PLAYED,
  }),
  forecast: setting(flag(), {
    meaning: "A cut-off episode's return is extrapolated to its full length as it went last.",
    default: null,
    only: both(withSetting("patience"), PLAYED),
  }),
};

/** All of them, with odds for `mutations`. */
export function wannSettings<const M extends readonly Mutation[]>(mutations: M) {
  return { ...BEFORE_MUTATIONS, ...oddsOf(mutations), ...AFTER_MUTATIONS };
}

const schema = z.object(wannSettings(MUTATIONS));

type Settings = z.infer<typeof schema>;

/** Those that have no part where another is off or on are null then. */
type SometimesNull = "halveIslandsEvery" | "sharedWeights" | "finalRounds";

/** What a search `wann` is to do: with its seed, it determines every bit of a run. */
export type WannConfig = SearchConfig &
  Readonly<Omit<Settings, SometimesNull>> & { readonly [Key in SometimesNull]: Settings[Key] | null };
