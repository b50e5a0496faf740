/**
 * The optimizer `cma`: CMA-ES (cma-es.ts). Its mean runs along with each generation's candidates, on the same episodes, and becomes
 * the champion once it has proved itself over fresh ones.
 */
import * as z from "zod";
import { BUDGET } from "../config/run-settings.js";
import { count, flag, PLAYED, setting, WALKS } from "../config/settings.js";
import { Purpose } from "../random/stream.js";
import { episodeSeeds, requireReturns } from "../search/episodes.js";
import type { Answers, EpisodeOptions, Round } from "../search/search.js";
import { meanAndSd } from "../statistics.js";
import { CmaEs, type CmaState, defaultPopulation, FULL_UP_TO } from "./cma-es.js";
import {
  crossSets,
  type Optimizer,
  type OptimizerConfig,
  type OptimizerContext,
  type OptimizerKind,
  type TunedWeights,
  type TuneOutcome,
  tunedWeights,
} from "./optimizer.js";

const SETTINGS = {
  ...BUDGET,
  population: setting(z.int().min(4).max(100_000), {
    meaning: "Candidates a generation; 4 + 3 ln n for n weights, unless set.",
  }),
  episodes: setting(count(), {
    meaning: "Episodes for each candidate, the same for all of a generation.",
    default: 32,
  }),
  confirmEpisodes: setting(count(), { meaning: "Episodes that a new champion is confirmed over.", default: 200 }),
  stepSize: setting(z.number().positive(), {
    meaning: "How far the first candidates lie from the start, in each weight.",
    default: 0.3,
  }),
  patience: setting(count().nullable(), {
    meaning: "An episode whose return has had no new high for so many steps is cut off.",
    default: null,
    only: PLAYED,
  }),
  fallPenalty: setting(flag(), {
    meaning: "A walker pays for a fall; off: falls cost nothing in the tuning.",
    default: true,
    only: WALKS,
  }),
};

const schema = z.object(SETTINGS);

type CmaConfig = OptimizerConfig & Readonly<z.infer<typeof schema>>;

export interface CmaTuningState extends CmaState {
  readonly champion: TunedWeights | null;
}

export const CMA: OptimizerKind<CmaConfig> = {
  name: "cma",
  title: "CMA-ES (Hansen 2016), or its diagonal for many weights (Ros & Hansen 2008)",
  settings: SETTINGS,
  suits: () => true,
  preset: (weights) => ({ generations: 500, population: defaultPopulation(weights) }),
  state(weights) {
    const numbers = (length: number) => z.array(z.number()).length(length);
    return z.strictObject({
      generation: z.int().min(0),
      mean: numbers(weights),
      stepSize: z.number(),
      covariancePath: numbers(weights),
      stepSizePath: numbers(weights),
      covariance: numbers(weights <= FULL_UP_TO ? weights * weights : weights),
      champion: tunedWeights(weights).nullable(),
    });
  },
  open: (context, state) => new CmaTuning(context, state as CmaTuningState | undefined),
};

/** What a round waits for. */
type Phase =
  | { readonly kind: "start" }
  | { readonly kind: "candidates" }
  | { readonly kind: "confirmation"; readonly outcome: Omit<TuneOutcome, "champion" | "newChampion"> };

class CmaTuning implements Optimizer {
  private readonly strategy: CmaEs;
  private best: TunedWeights | undefined;
  private phase: Phase;
  /** The mean that the generation in hand is drawn around. */
  private mean: readonly number[];

  constructor(
    private readonly context: OptimizerContext<CmaConfig>,
    state?: CmaTuningState,
  ) {
    const { config, start, seed } = context;
    this.strategy = new CmaEs(start, config.stepSize, config.population, seed, state);
    this.best = state?.champion ?? undefined;
    this.mean = [...this.strategy.mean];
    this.phase = { kind: this.best ? "candidates" : "start" };
  }

  /** Generations of candidates that have been told: one more while their mean is confirmed. */
  private get told(): number {
    return this.strategy.generation;
  }

  get generation(): number {
    return this.phase.kind === "confirmation" ? this.told - 1 : this.told;
  }

  get state(): CmaTuningState {
    return { ...this.strategy.state, champion: this.best ?? null };
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

  ask(): Round {
    const { config, genome, seed } = this.context;
    const { generation, phase } = this;
    const options: EpisodeOptions = {
      patience: config.patience,
      forecast: false,
      fallPenalty: config.fallPenalty === true,
    };
    if (phase.kind !== "candidates") {
      const seeds = episodeSeeds(seed, Purpose.tuneConfirm, generation, config.confirmEpisodes);
      return { genomes: [genome], ...crossSets([this.mean], seeds), options };
    }
    const seeds = episodeSeeds(seed, Purpose.tuneEpisodes, generation, config.episodes);
    return { genomes: [genome], ...crossSets([...this.strategy.ask(), this.mean], seeds), options };
  }

  tell({ returns }: Answers): TuneOutcome | undefined {
    const { phase, generation } = this;
    const { episodes, population, confirmEpisodes } = this.context.config;
    requireReturns(returns, phase.kind === "candidates" ? (population + 1) * episodes : confirmEpisodes);
    if (phase.kind === "start") {
      this.best = { weights: this.mean, generation, ...meanAndSd(returns) };
      this.phase = { kind: "candidates" };
      return undefined;
    }
    if (phase.kind === "confirmation") {
      const challenger = { weights: this.mean, generation, ...meanAndSd(returns) };
      return this.endGeneration(phase.outcome, challenger);
    }
    const means = Array.from({ length: population + 1 }, (_, i) => {
      return meanAndSd(returns.subarray(i * episodes, (i + 1) * episodes)).mean;
    });
    const mean = means.pop() as number;
    this.strategy.tell(means);
    const outcome = { generation, mean, best: Math.max(...means), stepSize: this.strategy.stepSize };
    if (mean > (this.best as TunedWeights).mean) {
      this.phase = { kind: "confirmation", outcome };
      return undefined;
    }
    return this.endGeneration(outcome);
  }

  private endGeneration(
    outcome: Omit<TuneOutcome, "champion" | "newChampion">,
    challenger?: TunedWeights,
  ): TuneOutcome {
    const newChampion = challenger !== undefined && challenger.mean > (this.best as TunedWeights).mean;
    if (newChampion) this.best = challenger;
    this.phase = { kind: "candidates" };
    this.mean = [...this.strategy.mean];
    return { ...outcome, champion: this.best as TunedWeights, newChampion };
  }
}
