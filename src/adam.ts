/** Adam (Kingma & Ba 2015, arXiv:1412.6980) with its default decay rates. */

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** All that it needs to go on: plain data. */
export interface AdamState {
  readonly generation: number;
  /** The weights. */
  readonly mean: readonly number[];
  readonly firstMoment: readonly number[];
  readonly secondMoment: readonly number[];
  /** β₁ᵗ and β₂ᵗ after t steps. */
  readonly decays: readonly [number, number];
}

export class Adam {
  readonly weights: Float64Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private decays: readonly [number, number];

  constructor(start: ArrayLike<number>, state?: AdamState) {
    this.weights = Float64Array.from(state?.mean ?? Array.from(start));
    this.first = Float64Array.from(state?.firstMoment ?? new Float64Array(start.length));
    this.second = Float64Array.from(state?.secondMoment ?? new Float64Array(start.length));
    this.decays = state?.decays ?? [1, 1];
  }

  /** @param generation what the caller counts. */
  state(generation: number): AdamState {
    return {
      generation,
      mean: [...this.weights],
      firstMoment: [...this.first],
      secondMoment: [...this.second],
      decays: this.decays,
    };
  }

  /** One step down `gradient`. */
  step(gradient: ArrayLike<number>, learningRate: number): void {
    const { weights, first, second } = this;
    this.decays = [this.decays[0] * BETA1, this.decays[1] * BETA2];
    const [decay1, decay2] = this.decays;
    for (let k = 0; k < weights.length; k++) {
      first[k] = BETA1 * first[k] + (1 - BETA1) * gradient[k];
      second[k] = BETA2 * second[k] + (1 - BETA2) * gradient[k] * gradient[k];
      const root = Math.sqrt(second[k] / (1 - decay2)) + EPSILON;
      weights[k] -= (learningRate * first[k]) / (1 - decay1) / root;
    }
  }
}
