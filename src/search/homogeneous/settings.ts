/** The settings of the search `homogeneous`. */
import * as z from "zod";
import { BUDGET } from "../../config/run-settings.js";
import {
  both,
  type Condition,
  count,
  flag,
  meaningOf,
  PLAYED,
  probability,
  SEVERAL_OUTPUTS,
  setting,
  type TaskKind,
  type Values,
  withSetting,
} from "../../config/settings.js";
import { LARGEST_GAIN, LARGEST_WEIGHT } from "../../genome/compact/genome.js";
import { optionsAt as taskOptionsAt } from "../../tasks/options.js";
import { oddsOf } from "../mutation.js";
import type { EpisodeOptions, SearchConfig, Shape } from "../search.js";
import { MUTATIONS } from "./mutations/index.js";

/** Those that may change in the midst of a run. */
const STAGED = {
  episodes: setting(count(), {
    meaning: "Episodes each network runs in a generation, each at a shared weight of its own.",
  }),
  finalists: setting(count().nullable(), {
    meaning:
      "So many of each island's best are run again, on fresh weights and episodes, before the generation is ranked.",
    default: null,
  }),
  finalRounds: setting(count(1000), {
    meaning: "They run so many times `episodes` further episodes.",
    default: 1,
    only: withSetting("finalists"),
  }),
  finalHalvings: setting(count(20).nullable(), {
    meaning:
      "So many times after that, the better half of the finalists is run again, for twice as many episodes as the time before.",
    default: null,
    only: withSetting("finalists"),
  }),
  duplicatesLast: setting(flag(), {
    meaning: "Networks that behave exactly as another of their island are ranked behind all others.",
    default: null,
  }),
  confirmEpisodes: setting(count(), {
    meaning: "A new champion is confirmed over so many episodes at each of eight drawn weights, no two the same.",
    default: 8,
  }),
  complexityProbability: setting(probability(), {
    meaning: "Chance that fewer connections are a generation's second objective; otherwise the return alone ranks it.",
    default: 0.5,
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

const {
  episodes,
  finalists,
  finalRounds,
  finalHalvings,
  duplicatesLast,
  confirmEpisodes,
  complexityProbability,
  patience,
  forecast,
} = STAGED;

const stage = z.strictObject({
  /** The first generation, counted from 0, that it holds for. */
  from: z.int().min(1),
  episodes: episodes.exactOptional(),
  finalists: finalists.exactOptional(),
  finalRounds: finalRounds.exactOptional(),
  finalHalvings: finalHalvings.exactOptional(),
  duplicatesLast: duplicatesLast.exactOptional(),
  confirmEpisodes: confirmEpisodes.exactOptional(),
  complexityProbability: complexityProbability.exactOptional(),
  patience: patience.exactOptional(),
  forecast: forecast.exactOptional(),
});

type Stage = z.infer<typeof stage>;

export const HOMOGENEOUS_SETTINGS = {
  ...BUDGET,
  population: setting(z.int().min(2).max(1_000_000), { meaning: "Networks a generation, on each island." }),
  islands: setting(z.int().min(2).max(1000).nullable(), {
    meaning: "Populations that evolve apart; off: one.",
    default: null,
  }),
  halveIslandsEvery: setting(count(), {
    meaning:
      "Generations after each of which only the better half of the islands lives on, until one is left, or as many as fewestIslands says.",
    default: 1,
    only: withSetting("islands"),
  }),
  fewestIslands: setting(z.int().min(2).max(1000).nullable(), {
    meaning: "So many islands live on to the end; off: one.",
    default: null,
    only: withSetting("islands"),
  }),
  initialNetworks: setting(count().nullable(), {
    meaning: "So many random networks are run for each island, of which the best begin; off: as many as begin.",
    default: null,
  }),
  ...STAGED,
  averageReturns: setting(flag(), {
    meaning: "A surviving network's returns are averaged over all generations it has lived, not only the present one.",
    default: true,
  }),
  gain: setting(z.int().min(1).max(LARGEST_GAIN), {
    meaning:
      "What outputs are amplified by: they are saturated at shared weights from ±1/√gain up, the smallest weights that networks are run with.",
    default: 16,
  }),
  largestWeight: setting(z.int().min(1).max(LARGEST_WEIGHT), {
    meaning: "The largest whole number of relays a connection may lead from, of either sign.",
    default: 3,
  }),
  count: setting(z.enum(["expressed", "signed"]), {
    meaning:
      "Which connections the second objective counts: those of the network that is run, or the signed numbers it was made of.",
    default: "expressed",
  }),
  maxConnections: setting(count().nullable(), {
    meaning: "No network that is run has more connections.",
    default: null,
  }),
  cullRatio: setting(z.number().min(0).lt(1), {
    meaning: "Share of the ranked population that is dropped before breeding.",
    default: 0.2,
  }),
  eliteRatio: setting(probability(), { meaning: "Share of what is left that lives on unchanged.", default: 0.2 }),
  tournamentSize: setting(count(), {
    meaning: "Networks drawn for a tournament; a parent is the best of two tournaments.",
    default: 6,
  }),
  ...oddsOf(MUTATIONS),
  recombination: setting(probability().nullable(), {
    meaning:
      "Chance that a child, in place of mutations, takes all that leads to one of its outputs from a second parent; off: never.",
    default: null,
    only: SEVERAL_OUTPUTS,
  }),
  secondMutation: setting(probability(), { meaning: "Chance that a child has two mutations.", default: 0.3 }),
  stages: setting(z.array(stage).min(1).nullable(), {
    meaning:
      "What changes in the midst of the run: from generation `from` on, counted from 0, the settings that a stage names have its values. Where it changes how episodes are run, averages and the champion begin anew.",
    default: null,
  }),
};

const schema = z.object(HOMOGENEOUS_SETTINGS);

type Given = z.infer<typeof schema>;

/** Those that have no part where another is off are null then. */
type SometimesNull = "halveIslandsEvery" | "finalRounds";

/** What a search `homogeneous` is to do: with its seed, it determines every bit of a run. */
export type HomogeneousConfig = SearchConfig &
  Readonly<Omit<Given, SometimesNull>> & { readonly [Key in SometimesNull]: Given[Key] | null };

/** A generation's own configuration: what stages say has been laid over. */
export function configAt(config: HomogeneousConfig, generation: number): HomogeneousConfig {
  const passed = (config.stages ?? []).filter(({ from }) => from <= generation);
  const { from: _, ...staged } = Object.assign({ from: 0 }, ...passed) as Stage;
  return { ...config, ...staged };
}

/** How a generation's episodes are run. */
export function optionsAt(config: HomogeneousConfig, generation: number, { options = {} }: Shape): EpisodeOptions {
  const { patience: steps, forecast: extrapolates } = configAt(config, generation);
  return {
    patience: steps,
    forecast: steps !== null && extrapolates === true,
    taskOptions: taskOptionsAt(options, config, generation),
  };
}

/** The episodes that a finalist runs in each of a generation's final rounds; none where there are no finalists. */
export function finalEpisodes({ finalists, finalRounds, finalHalvings, episodes }: HomogeneousConfig): number[] {
  if (finalists === null) return [];
  return Array.from({ length: 1 + (finalHalvings ?? 0) }, (_, round) => episodes * (finalRounds ?? 1) * 2 ** round);
}

/** How many of an island's networks run in a final round, counted from 0. */
export function finalistsIn({ finalists, population }: HomogeneousConfig, round: number): number {
  return Math.max(Math.floor(Math.min(finalists ?? 0, population) / 2 ** round), 1);
}

/** Whether episodes are run otherwise in `generation` than in the one before. */
export function optionsChangeAt(config: HomogeneousConfig, generation: number, shape: Shape): boolean {
  if (generation === 0) return false;
  const [before, now] = [generation - 1, generation].map((each) => JSON.stringify(optionsAt(config, each, shape)));
  return before !== now;
}

/** What is wrong with the final rounds, or undefined. */
export function finalsProblem(config: HomogeneousConfig): string | undefined {
  for (const [place, from] of [0, ...(config.stages ?? []).map((each) => each.from)].entries()) {
    const { finalists, finalHalvings } = configAt(config, from);
    if (finalists === null || finalHalvings === null || 2 ** finalHalvings <= finalists) continue;
    const name = place === 0 ? "finalHalvings" : `stages.${place - 1}`;
    const most = Math.floor(Math.log2(finalists));
    const expected = most === 0 ? "null" : `up to ${most}, or null`;
    return `${name}: ${finalHalvings} halvings of ${finalists} finalists: expected ${expected}`;
  }
  return undefined;
}

/** What is wrong with the stages, or undefined. */
export function stagesProblem(config: HomogeneousConfig, task: TaskKind): string | undefined {
  let last = 0;
  for (const [place, { from, ...staged }] of (config.stages ?? []).entries()) {
    const name = `stages.${place}`;
    if (from <= last) return `${name}.from: ${from}: expected more than ${last}: stages follow each other`;
    last = from;
    const values = configAt(config, from) as unknown as Values;
    for (const [key, value] of Object.entries(staged)) {
      const only: Condition | undefined = meaningOf(STAGED[key as keyof typeof STAGED]).only;
      if (value === null || !only || only.holds(values, task)) continue;
      return `${name}.${key}: ${value}: has no effect here: it plays a part only ${only.when}`;
    }
  }
  return undefined;
}
