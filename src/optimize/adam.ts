/**
 * The optimizer `adam`: Adam (../adam.ts) for a task whose loss has gradients. A
 * generation is so many batches, and a step down each one's gradient. The last generations take the smallest steps, so that the last
 * weights are the best; the champion is still what has proved itself over fresh batches.
 */
import * as z from "zod";
import { Adam, type AdamState } from "../adam.js";
import { BUDGET } from "../config/run-settings.js";
import { count, setting } from "../config/settings.js";
import { enabledConnections } from "../genome/genome.js";
import { Purpose } from "../random/stream.js";
import { episodeSeeds, requireReturns } from "../search/episodes.js";
import type { Answers, EpisodeOptions, Round } from "../search/search.js";
import { meanAndSd } from "../statistics.js";
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
  // Sixty batches are as many images as MNIST has to train on.
  batches: setting(count(), { meaning: "Batches a generation, and as many steps down their gradients.", default: 60 }),
  learningRate: setting(z.number().positive(), {
    meaning: "The first step's size in each weight; it falls to zero over the run.",
    default: 0.01,
  }),
  confirmEpisodes: setting(count(), { meaning: "Batches that a new champion is confirmed over.", default: 10 }),
};

const schema = z.object(SETTINGS);

type AdamConfig = OptimizerConfig & Readonly<z.infer<typeof schema>>;

const OPTIONS: EpisodeOptions = { patience: null, forecast: false };

export const ADAM: OptimizerKind<AdamConfig> = {
  name: "adam",
  title: "gradients (Adam: Kingma & Ba 2015)",
  settings: SETTINGS,
  keepsGenerations: "the steps of adam shrink over the number it began with",
  suits: ({ kind }) => kind === "images",
  preset: () => ({ generations: 60 }),
  state(genome) {
    const weights = enabledConnections(genome);
    const numbers = z.array(z.number()).length(weights);
    return z.strictObject({
      generation: z.int().min(0),
      mean: numbers,
      firstMoment: numbers,
      secondMoment: numbers,
      decays: z.tuple([z.number(), z.number()]),
      champion: tunedWeights(weights).nullable(),
    });
  },
  open: (context, state) => new AdamTuning(context, state as AdamTuningState | undefined),
};

export interface AdamTuningState extends AdamState {
  readonly champion: TunedWeights | null;
}

class AdamTuning implements Optimizer {
  generation: number;
  private readonly adam: Adam;
  private best: TunedWeights | undefined;
  /** Of the generation's batches so far. */
  private returns: number[] = [];
  private readonly batchSeeds = new Map<number, number[]>();

  constructor(
    private readonly context: OptimizerContext<AdamConfig>,
    state?: AdamTuningState,
  ) {
    this.generation = state?.generation ?? 0;
    this.adam = new Adam(context.start, state);
    this.best = state?.champion ?? undefined;
  }

  get state(): AdamTuningState {
    return { ...this.adam.state(this.generation), champion: this.best ?? null };
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

  private get confirms(): boolean {
    return !this.best || this.returns.length === this.context.config.batches;
  }

  private get learningRate(): number {
    const { learningRate, generations } = this.context.config;
    return learningRate * (1 - this.generation / generations);
  }

  ask(): Round {
    const { config, genome, seed } = this.context;
    const { adam, returns } = this;
    if (this.confirms) {
      const seeds = episodeSeeds(seed, Purpose.tuneConfirm, 0, config.confirmEpisodes);
      return { genomes: [genome], ...crossSets([adam.weights], seeds), options: OPTIONS };
    }
    return {
      genomes: [genome],
      ...crossSets([adam.weights], [this.seedsOf(this.generation)[returns.length]]),
      options: OPTIONS,
      gradientsOf: "weights",
      joinsNext: returns.length + 1 < config.batches,
    };
  }

  private seedsOf(generation: number): readonly number[] {
    const known = this.batchSeeds.get(generation);
    if (known) return known;
    const { config, seed } = this.context;
    const seeds = episodeSeeds(seed, Purpose.tuneEpisodes, generation, config.batches);
    this.batchSeeds.clear();
    this.batchSeeds.set(generation, seeds);
    return seeds;
  }

  tell({ returns, gradients }: Answers): TuneOutcome | undefined {
    requireReturns(returns, this.confirms ? this.context.config.confirmEpisodes : 1);
    if (!this.confirms) {
      if (!gradients) throw new Error("adam needs gradients");
      this.adam.step(gradients, this.learningRate);
      this.returns.push(returns[0]);
      return undefined;
    }
    const done = this.best ? this.generation + 1 : 0;
    const challenger = { weights: [...this.adam.weights], generation: done, ...meanAndSd(returns) };
    if (!this.best) {
      this.best = challenger;
      return undefined;
    }
    const newChampion = challenger.mean > this.best.mean;
    if (newChampion) this.best = challenger;
    const { mean } = meanAndSd(this.returns);
    const outcome = {
      generation: this.generation,
      mean,
      best: this.returns.reduce((so, each) => Math.max(so, each)),
      stepSize: this.learningRate,
      champion: this.best,
      newChampion,
    };
    this.returns = [];
    this.generation++;
    return outcome;
  }
}
