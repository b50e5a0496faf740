/**
 * The optimizer `shared-weight`: the best single shared weight in (−2, 2). A fine grid over few episodes, then its best weights over
 * many. All episodes come from the search's range of seeds, never from those that figures are reported on.
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
    default: 401,
  }),
  gridEpisodes: setting(count(), { meaning: "Episodes for each of them.", default: 30 }),
  finalists: setting(count(), { meaning: "How many of the best are run again.", default: 16 }),
  finalEpisodes: setting(count(), { meaning: "Episodes for each of those.", default: 300 }),
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
  settings: SETTINGS,
  keepsGenerations: "a second generation would be the first one again",
  suits: () => true,
  preset: () => ({ generations: 1 }),
  state: () => z.strictObject({ generation: z.int().min(0), champion: tunedWeights(1).nullable() }),
  open: (context, state) => new SharedWeight(context, state as SharedWeightState | undefined),
};

/** One generation: the grid, then the finalists. */
class SharedWeight implements Optimizer {
  generation: number;
  private best: TunedWeights | undefined;
  private finalists: readonly number[] | undefined;

  constructor(
    private readonly context: OptimizerContext<SharedWeightConfig>,
    state?: SharedWeightState,
  ) {
    this.generation = state?.generation ?? 0;
    this.best = state?.champion ?? undefined;
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

  ask(): Round {
    const { config, genome, seed } = this.context;
    const { finalists } = this;
    const [round, episodes] = finalists ? [1, config.finalEpisodes] : [0, config.gridEpisodes];
    const seeds = episodeSeeds(seed, Purpose.tuneSharedWeight, round, episodes);
    const options = { patience: config.patience, forecast: config.forecast === true };
    return { genomes: [genome], ...crossPlan(finalists ?? this.grid, seeds), options };
  }

  tell({ returns }: Answers): TuneOutcome | undefined {
    const { config } = this.context;
    const { finalists } = this;
    const weights = finalists ?? this.grid;
    const episodes = finalists ? config.finalEpisodes : config.gridEpisodes;
    requireReturns(returns, weights.length * episodes);
    const figures = weights.map((weight, i) => {
      return { weight, ...meanAndSd(returns.subarray(i * episodes, (i + 1) * episodes)) };
    });
    if (!finalists) {
      this.finalists = figures
        .sort((a, b) => b.mean - a.mean || a.weight - b.weight)
        .slice(0, config.finalists)
        .map(({ weight }) => weight);
      return undefined;
    }
    // The first among equals.
    const { weight, mean, sd } = figures.reduce((best, each) => (each.mean > best.mean ? each : best));
    const { generation } = this;
    this.best = { weights: [weight], generation, mean, sd };
    this.finalists = undefined;
    this.generation++;
    return { generation, mean, best: mean, stepSize: 4 / (config.grid - 1), champion: this.best, newChampion: true };
  }
}
