/**
 * A tuning by CMA-ES (cma-es.ts), whatever its parameters stand for. Its mean runs along with each generation's candidates, on the same episodes, and becomes
 * the champion once it has proved itself over fresh ones.
 */
import * as z from "zod";
import { BUDGET } from "../config/run-settings.js";
import { count, PLAYED, setting } from "../config/settings.js";
import { Purpose } from "../random/stream.js";
import { episodeSeeds, requireReturns } from "../search/episodes.js";
import type { Answers, EpisodeOptions, Round } from "../search/search.js";
import { meanAndSd } from "../statistics.js";
import { optionsAt } from "../tasks/options.js";
import { CmaEs, type CmaState, FULL_UP_TO } from "./cma-es.js";
import {
  crossSets,
  type Optimizer,
  type OptimizerConfig,
  type OptimizerContext,
  type TunedWeights,
  type TuneOutcome,
  tunedWeights,
} from "./optimizer.js";

export const CMA_SETTINGS = {
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
};

const schema = z.object(CMA_SETTINGS);

export type CmaConfig = OptimizerConfig & Readonly<z.infer<typeof schema>>;

export interface CmaTuningState extends CmaState {
  readonly champion: TunedWeights | null;
}

/** Of a tuning's state, as files hold it: so many parameters, so many weights. */
export function cmaState(parameters: number, weights: number) {
  const numbers = (length: number) => z.array(z.number()).length(length);
  return z.strictObject({
    generation: z.int().min(0),
    mean: numbers(parameters),
    stepSize: z.number(),
    covariancePath: numbers(parameters),
    stepSizePath: numbers(parameters),
    covariance: numbers(parameters <= FULL_UP_TO ? parameters * parameters : parameters),
    champion: tunedWeights(weights).nullable(),
  });
}

/** What CMA-ES moves, and what becomes of it. */
export interface Parameters {
  readonly start: ArrayLike<number>;
  /** A network's weights in packed order. */
  weightsOf(parameters: ArrayLike<number>): ArrayLike<number>;
}

/** What a round waits for. */
type Phase =
  | { readonly kind: "start" }
  | { readonly kind: "candidates" }
  | { readonly kind: "confirmation"; readonly outcome: Omit<TuneOutcome, "champion" | "newChampion"> };

export class CmaTuning implements Optimizer {
  private readonly strategy: CmaEs;
  private best: TunedWeights | undefined;
  private phase: Phase;
  /** The mean that the generation in hand is drawn around. */
  private mean: readonly number[];

  constructor(
    private readonly context: OptimizerContext<CmaConfig>,
    private readonly parameters: Parameters,
    state?: CmaTuningState,
  ) {
    const { config, seed } = context;
    this.strategy = new CmaEs(parameters.start, config.stepSize, config.population, seed, state);
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
    const { generation, phase, mean, parameters } = this;
    const options: EpisodeOptions = {
      patience: config.patience,
      forecast: false,
      taskOptions: optionsAt(this.context.options ?? {}, config, generation),
    };
    if (phase.kind !== "candidates") {
      const seeds = episodeSeeds(seed, Purpose.tuneConfirm, generation, config.confirmEpisodes);
      return { genomes: [genome], ...crossSets([parameters.weightsOf(mean)], seeds), options };
    }
    const seeds = episodeSeeds(seed, Purpose.tuneEpisodes, generation, config.episodes);
    const sets = [...this.strategy.ask(), mean].map((each) => parameters.weightsOf(each));
    return { genomes: [genome], ...crossSets(sets, seeds), options };
  }

  tell({ returns }: Answers): TuneOutcome | undefined {
    const { phase, generation } = this;
    const { episodes, population, confirmEpisodes } = this.context.config;
    requireReturns(returns, phase.kind === "candidates" ? (population + 1) * episodes : confirmEpisodes);
    if (phase.kind === "start") {
      this.best = this.confirmed(returns);
      this.phase = { kind: "candidates" };
      return undefined;
    }
    if (phase.kind === "confirmation") return this.endGeneration(phase.outcome, this.confirmed(returns));
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

  private confirmed(returns: Float64Array): TunedWeights {
    const weights = Array.from(this.parameters.weightsOf(this.mean));
    return { weights, generation: this.generation, ...meanAndSd(returns) };
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
