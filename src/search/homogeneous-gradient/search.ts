/**
 * A search among networks that are weight agnostic by construction (express.ts), for tasks whose loss has gradients and whose outputs are
 * compared with each other: units are ReLUs, and the largest output is the same at every shared weight but 0.
 *
 * Each connection that a network of so many units might have has a score, and the score's whole number says how many relays it leads from,
 * none for most. Scores learn as in BinaryConnect (Courbariaux et al. 2015, arXiv:1511.00363) and edge-popup (Ramanujan et al. 2020,
 * arXiv:1911.13299): the loss is that of the whole numbers, its gradient by each is taken for that by its score (the straight-through
 * estimator: Bengio et al. 2013, arXiv:1308.3432), also where there is no connection, and Adam takes the step. What
 * scores count as 1 grows meanwhile until the network is as small as it is to be, along a cubic (Zhu & Gupta 2017, arXiv:1710.01878).
 *
 * The class has no scale, but a cross-entropy has: the factor of all logits is learnt with the scores. It is w⁴ at shared weight w, so
 * that a network is confirmed at its fourth root.
 *
 * A generation is a round for each of its batches, and one that confirms its network. A search is a function of (config, shape, seed).
 */
import { Adam } from "../../adam.js";
import { express } from "../../genome/compact/express.js";
import {
  type CompactGenome,
  type CompactOrigin,
  flattenCompact,
  unflattenCompact,
} from "../../genome/compact/genome.js";
import { enabledConnections, type Genome } from "../../genome/genome.js";
import { exp, log } from "../../portable-math.js";
import { Purpose } from "../../random/stream.js";
import { meanAndSd } from "../../statistics.js";
import { founder, lineOf } from "../descent.js";
import { crossPlan, episodeSeeds, requireReturns } from "../episodes.js";
import type { Answers, ConfirmedChampion, EpisodeOptions, Ranking, Round, Search, SearchContext } from "../search.js";
import { allConnections, type Connections, firstScores, genomeOf, sizeOf, stepFor, wholeNumbers } from "./scores.js";
import type { GradientConfig } from "./settings.js";
import type { GradientAncestry, GradientState } from "./state.js";

/** The factor of logits that a run begins with. */
const FIRST_SCALE = 0.1;

/** The share of a run's generations after which its networks are as small as they are to be. */
const THINNED_AFTER = 0.6;

/** After so many batches what counts as 1 is adapted: scores have moved. */
const STEP_EVERY = 10;

/** What outputs are amplified by: it changes nothing where they are compared. */
const GAIN = 1;

const OPTIONS: EpisodeOptions = { patience: null, forecast: false };

interface Champion extends ConfirmedChampion {
  readonly bred: CompactGenome;
}

/** A generation's network, which waits to be confirmed. */
interface Challenger {
  readonly bred: CompactGenome;
  readonly network: Genome;
  readonly weight: number;
}

export class GradientSearch implements Search {
  private readonly config: GradientConfig;
  private readonly connections: Connections;
  private readonly adam: Adam;
  /** Connections of the network that a run begins with. */
  private readonly firstSize: number;
  generation: number;
  private best: Champion | undefined;
  /** The generation's batches, how many of them have been told, and the step of scores into units. */
  private current: { readonly seeds: readonly number[]; told: number; step: number } | undefined;
  private challenger: Challenger | undefined;

  /** Starts a search, or goes on from `state`. Throws a RangeError where a state does not fit. */
  constructor(
    private readonly context: SearchContext<GradientConfig>,
    state?: GradientState,
  ) {
    const { config, shape, seed } = context;
    this.config = config;
    this.connections = allConnections(shape, config.units);
    const first = firstScores(this.connections, seed);
    this.firstSize = sizeOf(this.connections, first, 1, config.largestWeight);
    if (state) requireFit(state, context, first.length + 1);
    this.adam = new Adam([...first, log(FIRST_SCALE)], state?.adam);
    this.generation = state?.generation ?? 0;
    if (state?.champion) {
      const { genome: flat, generation, mean, fingerprint } = state.champion;
      const bred = unflattenCompact(flat, shape);
      this.best = { bred, genome: this.network(bred), generation, mean, fingerprint };
    }
  }

  get state(): GradientState {
    const { inputs, outputs } = this.context.shape;
    const { best, generation } = this;
    return {
      generation,
      inputs,
      outputs,
      adam: this.adam.state(generation),
      champion: best
        ? {
            genome: flattenCompact(best.bred),
            generation: best.generation,
            mean: best.mean,
            fingerprint: best.fingerprint.map((point) => ({ ...point })),
          }
        : null,
    };
  }

  get champion(): ConfirmedChampion | undefined {
    if (!this.best) return undefined;
    const { genome, generation, mean, fingerprint, bred } = this.best;
    return { genome, generation, mean, fingerprint, compact: originOf(bred) };
  }

  get championMean(): number | undefined {
    return this.best?.mean;
  }

  get conclusion(): unknown {
    return this.best?.genome ?? null;
  }

  get championRound(): Round | undefined {
    if (!this.best) return undefined;
    const { genome, generation, fingerprint } = this.best;
    return this.confirmingRound(genome, generation, fingerprint[0].weight);
  }

  get ancestry(): GradientAncestry | undefined {
    if (!this.best) return undefined;
    const { bred, generation, mean } = this.best;
    return { genome: originOf(bred), line: lineOf({ ...founder<never>(generation), mean }) };
  }

  ask(): Round {
    const { config, context, generation, challenger } = this;
    if (challenger) return this.confirmingRound(challenger.network, generation, challenger.weight);
    this.current ??= {
      seeds: episodeSeeds(context.seed, Purpose.episodes, generation, config.batches),
      told: 0,
      step: this.stepNow(),
    };
    const { step, seeds, told } = this.current;
    const numbers = wholeNumbers(this.connections, this.scores, step, config.largestWeight);
    const { out } = this.connections;
    return {
      genomes: [this.connections.network],
      individual: true,
      weights: numbers.map((number, k) => (out[k] ? this.scale * number : number)),
      seeds: Uint32Array.of(seeds[told]),
      options: OPTIONS,
      gradientsOf: "weights",
      joinsNext: told + 1 < config.batches,
    };
  }

  tell({ returns, gradients }: Answers): Ranking | undefined {
    const { config, challenger } = this;
    requireReturns(returns, challenger ? config.confirmEpisodes : 1);
    if (challenger) return this.endGeneration(challenger, returns);
    const { current } = this;
    if (!current) throw new RangeError("tell: nothing has been asked");
    if (!gradients) throw new Error("homogeneous-gradient needs gradients");
    this.learn(gradients, current.step);
    current.told++;
    if (current.told % STEP_EVERY === 0) current.step = this.stepNow();
    if (current.told < config.batches) return undefined;
    this.current = undefined;
    this.challenger = this.challengerNow();
    return undefined;
  }

  private get scores(): Float64Array {
    return this.adam.weights.subarray(0, -1);
  }

  /** What the outputs' sums of whole numbers are multiplied by. */
  private get scale(): number {
    return exp(this.adam.weights[this.adam.weights.length - 1]);
  }

  /** One step down the gradient of the loss by the dense network's weights. */
  private learn(gradient: Float64Array, step: number): void {
    const { out } = this.connections;
    const { scale, config } = this;
    const numbers = wholeNumbers(this.connections, this.scores, step, config.largestWeight);
    const slopes = new Float64Array(out.length + 1);
    for (let k = 0; k < out.length; k++) {
      slopes[k] = out[k] ? scale * gradient[k] : gradient[k];
      if (out[k]) slopes[out.length] += slopes[k] * numbers[k];
    }
    const left = 1 - this.generation / config.generations;
    this.adam.step(slopes, config.learningRate * left * left);
  }

  /** The step of scores into units at which the network is as large as it may be by now. */
  private stepNow(): number {
    const { maxConnections, generations } = this.config;
    const left = Math.max(0, 1 - this.generation / (THINNED_AFTER * generations)) ** 3;
    const most = maxConnections + Math.max(0, this.firstSize - maxConnections) * left;
    return this.stepFor(most);
  }

  private stepFor(most: number): number {
    return stepFor(this.connections, this.scores, this.config.largestWeight, most);
  }

  private confirmingRound(network: Genome, generation: number, weight: number): Round {
    const seeds = episodeSeeds(this.context.seed, Purpose.confirm, generation, this.config.confirmEpisodes);
    return { genomes: [network], ...crossPlan([weight], seeds), options: OPTIONS };
  }

  private network(genome: CompactGenome): Genome {
    return express(genome, GAIN, this.context.shape.outputActivation, "relu");
  }

  private challengerNow(): Challenger {
    const step = this.stepFor(this.config.maxConnections);
    const numbers = wholeNumbers(this.connections, this.scores, step, this.config.largestWeight);
    const bred = genomeOf(this.connections, numbers, this.context.shape);
    return { bred, network: this.network(bred), weight: Math.sqrt(Math.sqrt(this.scale)) };
  }

  private endGeneration({ bred, network, weight }: Challenger, returns: Float64Array): Ranking {
    const { generation } = this;
    const { mean, sd } = meanAndSd(returns);
    const newChampion = mean > (this.best?.mean ?? Number.NEGATIVE_INFINITY);
    if (newChampion) {
      const fingerprint = [{ weight, mean, sd, episodes: returns.length }];
      this.best = { bred, genome: network, generation, mean, fingerprint };
    }
    this.challenger = undefined;
    this.generation++;
    const connections = enabledConnections(network);
    return {
      generation,
      best: { genome: network, mean, bestWeight: mean },
      medianMean: mean,
      medianConnections: connections,
      members: [{ mean, connections }],
      champion: this.champion,
      newChampion,
    };
  }
}

function originOf(bred: CompactGenome): CompactOrigin {
  return { gain: GAIN, units: "relu", connections: flattenCompact(bred) };
}

function requireFit(state: GradientState, { shape }: SearchContext<GradientConfig>, numbers: number): void {
  const { inputs, outputs, adam } = state;
  if (inputs !== shape.inputs || outputs !== shape.outputs) {
    throw new RangeError(
      `${inputs} inputs and ${outputs} outputs: expected ${shape.inputs} inputs and ${shape.outputs} outputs`,
    );
  }
  for (const [key, list] of Object.entries({
    mean: adam.mean,
    firstMoment: adam.firstMoment,
    secondMoment: adam.secondMoment,
  })) {
    if (list.length !== numbers) throw new RangeError(`adam.${key}: ${list.length} numbers: expected ${numbers}`);
  }
}
