/**
 * The optimizer `shared-weight`: the best single shared weight in (−2, 2). A coarse grid over few episodes, then the neighbourhood of
 * its best weights over more, then the best of those over many. All episodes come from the search's range of seeds, never from those that figures are reported on.
 */
import * as z from "zod";
import { BUDGET } from "../config/run-settings.js";
import { count, flag, meaningOf, PLAYED, setting, withSetting } from "../config/settings.js";
import { Purpose } from "../random/stream.js";
import { crossPlan, episodeSeeds, requireReturns } from "../search/episodes.js";
import type { Answers, Round } from "../search/search.js";
import { meanAndSd } from "../statistics.js";
import {
  type Optimizer,
  type OptimizerConfig,
  type OptimizerContext,
  type OptimizerKind,
  type TunedWeights,
  type TuneOutcome,
  tunedWeights,
} from "./optimizer.js";
import { weightGrid } from "./weight-grid.js";

/** Nothing ends a run before its first generation. */
const never = () => z.null("expected null: there is one generation, which nothing ends sooner");

const SETTINGS = {
  generations: setting(count(1), { meaning: "The grid and its finalists are one generation." }),
  untilReturn: setting(never(), { ...meaningOf(BUDGET.untilReturn) }),
  maxRollouts: setting(never(), { ...meaningOf(BUDGET.maxRollouts) }),
  grid: setting(z.int().min(3).max(100_001), {
    meaning: "Weights spread evenly over [−2, 2]; its ends are not run.",
    default: 81,
  }),
  gridEpisodes: setting(count(), { meaning: "Episodes for each of them.", default: 6 }),
  finalists: setting(count(), {
    meaning: "How many of the best are looked at more closely, and how many of those again.",
    default: 8,
  }),
  nearby: setting(count(1000), {
    meaning: "Weights tried on each side of a finalist, before its neighbour in the grid.",
    default: 4,
  }),
  nearbyEpisodes: setting(count(), { meaning: "Episodes for each of them, and for the finalists.", default: 8 }),
  finalEpisodes: setting(count(), { meaning: "Episodes for each of the last finalists.", default: 100 }),
  patience: setting(count().nullable(), {
    meaning: "An episode whose return has had no new high for so many steps is cut off.",
    default: null,
    only: PLAYED,
  }),
  forecast: setting(flag(), {
    meaning: "A cut-off episode's return is extrapolated to its full length as it went last.",
    default: null,
    only: withSetting("patience"),
  }),
};

const schema = z.object(SETTINGS);

type SharedWeightConfig = OptimizerConfig & Readonly<z.infer<typeof schema>>;

interface SharedWeightState {
  readonly generation: number;
  readonly champion: TunedWeights | null;
}

export const SHARED_WEIGHT: OptimizerKind<SharedWeightConfig> = {
  name: "shared-weight",
  title: "one weight that all connections share: a grid, then its best",
  shared: true,
  settings: SETTINGS,
  keepsGenerations: "a second generation would be the first one again",
  suits: () => true,
  preset: () => ({ generations: 1 }),
  state: () => z.strictObject({ generation: z.int().min(0), champion: tunedWeights(1).nullable() }),
  open: (context, state) => new SharedWeight(context, state as SharedWeightState | undefined),
};

/** One generation of three rounds: the grid, the finalists and what is near them, the last finalists. */
class SharedWeight implements Optimizer {
  generation: number;
  private best: TunedWeights | undefined;
  /** The round at hand, and its weights. */
  private round: 0 | 1 | 2 = 0;
  private weights: readonly number[];

  constructor(
    private readonly context: OptimizerContext<SharedWeightConfig>,
    state?: SharedWeightState,
  ) {
    this.generation = state?.generation ?? 0;
    this.best = state?.champion ?? undefined;
    this.weights = this.grid;
  }

  get state(): SharedWeightState {
    return { generation: this.generation, champion: this.best ?? null };
  }

  get champion(): TunedWeights | undefined {
    return this.best;
  }

  get championMean(): number | undefined {
    return this.best?.mean;
  }

  get conclusion(): unknown {
    return this.best?.weights ?? null;
  }

  private get grid(): number[] {
    return weightGrid(this.context.config.grid).slice(1, -1);
  }

  private get episodes(): number {
    const { gridEpisodes, nearbyEpisodes, finalEpisodes } = this.context.config;
    return [gridEpisodes, nearbyEpisodes, finalEpisodes][this.round];
  }

  ask(): Round {
    const { config, genome, seed } = this.context;
    const seeds = episodeSeeds(seed, Purpose.tuneSharedWeight, this.round, this.episodes);
    const options = { patience: config.patience, forecast: config.forecast === true };
    return { genomes: [genome], ...crossPlan(this.weights, seeds), options };
  }

  tell({ returns }: Answers): TuneOutcome | undefined {
    const { config } = this.context;
    const { weights, episodes, generation, fine } = this;
    requireReturns(returns, weights.length * episodes);
    const figures = weights.map((weight, i) => {
      return { weight, ...meanAndSd(returns.subarray(i * episodes, (i + 1) * episodes)) };
    });
    // The first among equals.
    figures.sort((a, b) => b.mean - a.mean || a.weight - b.weight);
    if (this.round < 2) {
      const finalists = figures.slice(0, config.finalists).map(({ weight }) => weight);
      this.weights = this.round === 0 ? this.near(finalists) : finalists;
      this.round = this.round === 0 ? 1 : 2;
      return undefined;
    }
    const [{ weight, mean, sd }] = figures;
    this.best = { weights: [weight], generation, mean, sd };
    [this.round, this.weights] = [0, this.grid];
    this.generation++;
    return { generation, mean, best: mean, stepSize: 4 / (fine.length - 1), champion: this.best, newChampion: true };
  }

  /** All weights that may be looked at: the grid, and `nearby` more between two of its weights. */
  private get fine(): number[] {
    const { grid, nearby } = this.context.config;
    return weightGrid((grid - 1) * (nearby + 1) + 1);
  }

  /** These weights and what is near them, in order. */
  private near(finalists: readonly number[]): number[] {
    const { fine } = this;
    const last = fine.length - 1;
    const { nearby } = this.context.config;
    const places = finalists.flatMap((weight) => {
      const place = Math.round(((weight + 2) / 4) * last);
      return Array.from({ length: 2 * nearby + 1 }, (_, i) => place + i - nearby);
    });
    return [...new Set(places)]
      .filter((place) => place > 0 && place < last)
      .sort((a, b) => a - b)
      .map((place) => fine[place]);
  }
}
