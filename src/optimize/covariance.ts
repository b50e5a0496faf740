/**
 * How candidates vary around their mean: a covariance matrix C with what CMA-ES does to it. The full matrix learns how
 * weights go together; the diagonal alone (sep-CMA-ES) costs no more than the weights themselves.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** The learning rates of a generation's update of C. */
export interface Rates {
  /** What is kept of the old C. */
  readonly keep: number;
  /** The evolution path's share. */
  readonly one: number;
  /** The candidates' share. */
  readonly mu: number;
}

export interface Covariance {
  /** A root of C times z: of a standard normal z it makes one of covariance C. */
  color(z: Float64Array): Float64Array;
  /** C^−½ y. */
  whiten(y: Float64Array): Float64Array;
  /** C ← keep · C + one · path pathᵀ + mu · Σ weightᵢ yᵢ yᵢᵀ. */
  update(rates: Rates, path: Float64Array, steps: readonly Float64Array[], weights: readonly number[]): void;
  /** All that it needs to go on: the matrix row after row, or its diagonal. */
  readonly state: readonly number[];
}

/** The full matrix. Its roots come of the eigenvectors: C = B D² Bᵀ. */
export class FullCovariance implements Covariance {
  private readonly matrix: Matrix;
  private vectors = new Matrix(0, 0);
  private lengths: readonly number[] = [];

  constructor(
    private readonly size: number,
    state?: readonly number[],
  ) {
    this.matrix = state ? Matrix.from1DArray(size, size, state) : Matrix.eye(size);
    this.decompose();
  }

  get state(): readonly number[] {
    return this.matrix.to1DArray();
  }

  color(z: Float64Array): Float64Array {
    const { size, vectors, lengths } = this;
    const y = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += vectors.get(i, j) * lengths[j] * z[j];
      y[i] = sum;
    }
    return y;
  }

  whiten(y: Float64Array): Float64Array {
    const { size, vectors, lengths } = this;
    const z = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      let along = 0;
      for (let i = 0; i < size; i++) along += vectors.get(i, j) * y[i];
      for (let i = 0; i < size; i++) z[i] += (vectors.get(i, j) * along) / lengths[j];
    }
    return z;
  }

  update(rates: Rates, path: Float64Array, steps: readonly Float64Array[], weights: readonly number[]): void {
    const { size, matrix } = this;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let spread = 0;
        for (let k = 0; k < weights.length; k++) spread += weights[k] * steps[k][i] * steps[k][j];
        const value = rates.keep * matrix.get(i, j) + rates.one * path[i] * path[j] + rates.mu * spread;
        matrix.set(i, j, value).set(j, i, value);
      }
    }
    this.decompose();
  }

  private decompose(): void {
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(this.matrix, { assumeSymmetric: true });
    const largest = Math.max(...realEigenvalues);
    this.vectors = eigenvectorMatrix;
    // Rounding may bring a tiny eigenvalue to or below zero.
    this.lengths = realEigenvalues.map((value) => Math.sqrt(Math.max(value, largest * 1e-14)));
  }
}

/** The diagonal alone (Ros & Hansen 2008). */
export class DiagonalCovariance implements Covariance {
  private readonly diagonal: Float64Array;

  constructor(size: number, state?: readonly number[]) {
    this.diagonal = state ? Float64Array.from(state) : new Float64Array(size).fill(1);
  }

  get state(): readonly number[] {
    return [...this.diagonal];
  }

  color(z: Float64Array): Float64Array {
    return z.map((value, i) => value * Math.sqrt(this.diagonal[i]));
  }

  whiten(y: Float64Array): Float64Array {
    return y.map((value, i) => value / Math.sqrt(this.diagonal[i]));
  }

  update(rates: Rates, path: Float64Array, steps: readonly Float64Array[], weights: readonly number[]): void {
    const { diagonal } = this;
    for (let i = 0; i < diagonal.length; i++) {
      let spread = 0;
      for (let k = 0; k < weights.length; k++) spread += weights[k] * steps[k][i] * steps[k][i];
      diagonal[i] = rates.keep * diagonal[i] + rates.one * path[i] * path[i] + rates.mu * spread;
    }
  }
}
