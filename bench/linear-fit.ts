/** Linear least squares, by normal equations. */

/** The share of the variance of `targets` that a linear fit of others explains: fitted to the first rows, measured on the second. */
export function explained(fitted: Rows, measured: Rows): number {
  const weights = solve(fitted);
  const mean = measured.targets.reduce((sum, y) => sum + y, 0) / measured.targets.length;
  let [left, all] = [0, 0];
  for (const [i, y] of measured.targets.entries()) {
    left += (y - dot(weights, withOne(measured.inputs[i]))) ** 2;
    all += (y - mean) ** 2;
  }
  return 1 - left / all;
}

export interface Rows {
  /** [row][input] */
  readonly inputs: readonly (readonly number[])[];
  /** [row] */
  readonly targets: readonly number[];
}

/** The weights of the inputs and of a constant, last. */
function solve({ inputs, targets }: Rows): number[] {
  const size = inputs[0].length + 1;
  const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const [i, y] of targets.entries()) {
    const x = withOne(inputs[i]);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) matrix[row][column] += x[row] * x[column];
      matrix[row][size] += x[row] * y;
    }
  }
  // Gauss and Jordan: the matrix is positive definite, so that no row need be exchanged.
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (let column = pivot; column <= size; column++) matrix[row][column] -= factor * matrix[pivot][column];
    }
  }
  return matrix.map((row, i) => row[size] / row[i]);
}

function withOne(x: readonly number[]): number[] {
  return [...x, 1];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
