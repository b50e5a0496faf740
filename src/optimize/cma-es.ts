/**
 * CMA-ES as ask and tell, in the notation of Hansen's tutorial (2016, arXiv:1604.00772), with its default parameters and
 * without negative weights:
 *
 *     ask(generation)   candidates xᵢ = m + σ yᵢ, yᵢ ~ N(0, C)
 *     tell(returns)     moves m to the better ones' weighted mean, adapts σ by the length of the conjugate path (CSA), and
 *                       C by the path and by the better steps
 *
 * Above FULL_UP_TO weights only the diagonal of C is adapted, faster (Ros & Hansen 2008, sep-CMA-ES).
 */
import { exp, log } from "../portable-math.js";
import { normals } from "../random/normal.js";
import { Purpose, Stream } from "../random/stream.js";
import { type Covariance, DiagonalCovariance, FullCovariance } from "./covariance.js";

/** The full matrix is for no more weights than this: with more, a generation's arithmetic would outweigh its rollouts. */
export const FULL_UP_TO = 300;

/** All that a search needs to go on: plain data. */
export interface CmaState {
  readonly generation: number;
  readonly mean: readonly number[];
  readonly stepSize: number;
  readonly covariancePath: readonly number[];
  readonly stepSizePath: readonly number[];
  readonly covariance: readonly number[];
}

/** The tutorial's population for `size` weights. */
export function defaultPopulation(size: number): number {
  return 4 + Math.floor(3 * log(size));
}

export class CmaEs {
  /** Generations that have been told. */
  generation: number;
  /** What candidates are drawn around. */
  readonly mean: Float64Array;
  stepSize: number;
  private readonly covariancePath: Float64Array;
  private readonly stepSizePath: Float64Array;
  private readonly covariance: Covariance;
  private readonly weights: readonly number[];
  private readonly rates: ReturnType<typeof learningRates>;
  /** The generation's yᵢ, from `ask` to `tell`. */
  private steps: readonly Float64Array[] = [];

  /** Starts around `start` with `stepSize`, or goes on from `state`. */
  constructor(
    start: ArrayLike<number>,
    stepSize: number,
    private readonly population: number,
    private readonly seed: number,
    state?: CmaState,
  ) {
    const size = start.length;
    this.generation = state?.generation ?? 0;
    this.mean = Float64Array.from(state?.mean ?? Array.from(start));
    this.stepSize = state?.stepSize ?? stepSize;
    this.covariancePath = Float64Array.from(state?.covariancePath ?? new Float64Array(size));
    this.stepSizePath = Float64Array.from(state?.stepSizePath ?? new Float64Array(size));
    const full = size <= FULL_UP_TO;
    this.covariance = full
      ? new FullCovariance(size, state?.covariance)
      : new DiagonalCovariance(size, state?.covariance);
    this.weights = recombinationWeights(population);
    this.rates = learningRates(size, this.weights, full);
  }

  get state(): CmaState {
    return {
      generation: this.generation,
      mean: [...this.mean],
      stepSize: this.stepSize,
      covariancePath: [...this.covariancePath],
      stepSizePath: [...this.stepSizePath],
      covariance: this.covariance.state,
    };
  }

  /** The generation's candidates; the same until `tell`. */
  ask(): Float64Array[] {
    const { seed, generation, population, mean, stepSize } = this;
    this.steps = Array.from({ length: population }, (_, i) =>
      this.covariance.color(normals(new Stream(seed, Purpose.tuneWeights, generation, i), mean.length)),
    );
    return this.steps.map((step) => step.map((value, k) => mean[k] + stepSize * value));
  }

  /** Takes the candidates' returns, in the order of `ask`. Of equal ones the earlier counts as better. */
  tell(returns: ArrayLike<number>): void {
    const { mean, weights, rates, covariancePath, stepSizePath } = this;
    if (returns.length !== this.steps.length) {
      throw new RangeError(`tell: expected ${this.steps.length} returns, got ${returns.length}`);
    }
    const order = this.steps.map((_, i) => i).sort((a, b) => returns[b] - returns[a] || a - b);
    const best = weights.map((_, rank) => this.steps[order[rank]]);
    const move = mean.map((_, k) => best.reduce((sum, step, rank) => sum + weights[rank] * step[k], 0));
    for (let k = 0; k < mean.length; k++) mean[k] += this.stepSize * move[k];

    const { mueff, cs, cc, c1, cmu, damping, expectedLength } = rates;
    const white = this.covariance.whiten(move);
    let square = 0;
    for (let k = 0; k < mean.length; k++) {
      stepSizePath[k] = (1 - cs) * stepSizePath[k] + Math.sqrt(cs * (2 - cs) * mueff) * white[k];
      square += stepSizePath[k] * stepSizePath[k];
    }
    this.generation++;
    const length = Math.sqrt(square);
    // While the path is very long, σ is far too small, and C must not take its direction for one of its own.
    const settled = Math.sqrt(1 - exp(2 * this.generation * log(1 - cs)));
    const steady = length / settled < (1.4 + 2 / (mean.length + 1)) * expectedLength ? 1 : 0;
    for (let k = 0; k < mean.length; k++) {
      covariancePath[k] = (1 - cc) * covariancePath[k] + steady * Math.sqrt(cc * (2 - cc) * mueff) * move[k];
    }
    const lost = (1 - steady) * c1 * cc * (2 - cc);
    this.covariance.update({ keep: 1 - c1 - cmu + lost, one: c1, mu: cmu }, covariancePath, best, weights);
    this.stepSize *= exp((cs / damping) * (length / expectedLength - 1));
    this.steps = [];
  }
}

/** Falling log weights for the better half, summing to one. */
function recombinationWeights(population: number): number[] {
  const parents = Math.floor(population / 2);
  const raw = Array.from({ length: parents }, (_, i) => log((population + 1) / 2) - log(i + 1));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}

function learningRates(n: number, weights: readonly number[], full: boolean) {
  const mueff = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0);
  const cs = (mueff + 2) / (n + mueff + 5);
  const cc = (4 + mueff / n) / (n + 4 + (2 * mueff) / n);
  // The diagonal has fewer numbers to learn.
  const faster = full ? 1 : (n + 2) / 3;
  const c1 = Math.min(1, (faster * 2) / ((n + 1.3) * (n + 1.3) + mueff));
  const cmu = Math.min(1 - c1, (faster * 2 * (mueff - 2 + 1 / mueff)) / ((n + 2) * (n + 2) + mueff));
  const damping = 1 + 2 * Math.max(0, Math.sqrt((mueff - 1) / (n + 1)) - 1) + cs;
  const expectedLength = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  return { mueff, cs, cc, c1, cmu, damping, expectedLength };
}
