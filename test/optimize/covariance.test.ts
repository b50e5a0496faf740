import { describe, expect, it } from "vitest";
import { type Covariance, DiagonalCovariance, FullCovariance, type Rates } from "../../src/optimize/covariance.js";
import { normals } from "../../src/random/normal.js";
import { Purpose, Stream } from "../../src/random/stream.js";

const RATES: Rates = { keep: 0.7, one: 0.1, mu: 0.2 };
const WEIGHTS = [0.5, 0.3, 0.2];

/** `count` vectors of `size` standard normal draws. */
function vectors(size: number, count: number, seed = 1): Float64Array[] {
  return Array.from({ length: count }, (_, i) => normals(new Stream(seed, Purpose.vary, size, i), size));
}

function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** The largest difference of two lists, as a share of the second's largest number. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  const numbers = Array.from(b);
  const apart = numbers.map((value, i) => Math.abs(value - a[i]));
  return Math.max(...apart) / Math.max(...numbers.map(Math.abs));
}

/** A positive definite matrix, row after row: a sum of outer products, each coordinate `stretch` times the one before. */
function matrix(size: number, stretch: number): number[] {
  const rows = vectors(size, 2 * size, 5).map((row) => row.map((value, i) => value * stretch ** i));
  return Array.from({ length: size * size }, (_, at) =>
    rows.reduce((sum, row) => sum + row[Math.floor(at / size)] * row[at % size], 0),
  );
}

/** The sum of the outer products of what the unit vectors are coloured to: the covariance of coloured draws. */
function covarianceOf(covariance: Covariance, size: number): number[] {
  const columns = Array.from({ length: size }, (_, j) => covariance.color(new Float64Array(size).fill(1, j, j + 1)));
  return Array.from({ length: size * size }, (_, at) =>
    columns.reduce((sum, column) => sum + column[Math.floor(at / size)] * column[at % size], 0),
  );
}

function product(rows: readonly number[], vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, i) => vector.reduce((sum, value, j) => sum + rows[i * size + j] * value, 0));
}

function diagonalOf(rows: readonly number[], size: number): number[] {
  return Array.from({ length: size }, (_, i) => rows[i * (size + 1)]);
}

/** Row after row, `diagonal` on its diagonal. */
function spread(diagonal: readonly number[]): number[] {
  return diagonal.flatMap((value, i) => diagonal.map((_, j) => (i === j ? value : 0)));
}

describe.each([
  ["the full covariance", (size: number) => new FullCovariance(size)],
  ["the diagonal one", (size: number) => new DiagonalCovariance(size)],
])("%s", (_, make) => {
  it("changes no length at first", () => {
    const covariance = make(4);
    for (const vector of vectors(4, 3)) {
      expect(length(covariance.color(vector))).toBeCloseTo(length(vector), 12);
      expect([...covariance.whiten(vector)]).toEqual([...vector]);
    }
  });

  it("hands out its state as it is now, whatever comes later", () => {
    const covariance = make(3);
    const { state } = covariance;
    const before = [...state];
    covariance.update(RATES, vectors(3, 1)[0], vectors(3, 3), WEIGHTS);
    expect(state).toEqual(before);
    expect(covariance.state).not.toEqual(before);
  });

  it("leaves what it is given as it was", () => {
    const given = make(3).state.slice();
    const [z, path, ...steps] = vectors(3, 5);
    const copies = [z, path, ...steps].map((vector) => [...vector]);
    const covariance = given.length === 3 ? new DiagonalCovariance(3, given) : new FullCovariance(3, given);
    covariance.color(z);
    covariance.whiten(z);
    covariance.update(RATES, path, steps, WEIGHTS);
    expect([z, path, ...steps].map((vector) => [...vector])).toEqual(copies);
    expect(given).toEqual(make(3).state);
  });
});

describe("the full covariance", () => {
  it.each([
    [1, 1],
    [2, 3],
    [7, 1],
    [7, 4],
    [40, 1.1],
  ])("makes of standard normals of %i weights ones of its covariance (each %f times the last)", (size, stretch) => {
    const given = matrix(size, stretch);
    expect(difference(covarianceOf(new FullCovariance(size, given), size), given)).toBeLessThan(1e-13);
  });

  it.each([
    [1, 1],
    [7, 1],
    [7, 4],
    [40, 1.1],
  ])("whitens by the symmetric inverse root, for %i weights (each %f times the last)", (size, stretch) => {
    const given = matrix(size, stretch);
    const covariance = new FullCovariance(size, given);
    const [one, other] = vectors(size, 2);
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const white = covariance.whiten(one);
    // C · C^−½ · C^−½ = 1, and C^−½ is its own transpose.
    expect(difference(product(given, covariance.whiten(white)), one)).toBeLessThan(1e-8);
    expect(dot(white, other) / dot(one, covariance.whiten(other))).toBeCloseTo(1, 8);
  });

  it("gives back the length of what it has coloured", () => {
    const covariance = new FullCovariance(9, matrix(9, 2));
    for (const vector of vectors(9, 5)) {
      expect(length(covariance.whiten(covariance.color(vector))) / length(vector)).toBeCloseTo(1, 9);
    }
  });

  it("is updated by the path's and the weighted steps' outer products", () => {
    const size = 6;
    const before = matrix(size, 1.5);
    const [path, ...steps] = vectors(size, 4);
    const covariance = new FullCovariance(size, before);
    covariance.update(RATES, path, steps, WEIGHTS);
    const outer = (vector: Float64Array, at: number) => vector[Math.floor(at / size)] * vector[at % size];
    const expected = before.map(
      (value, at) =>
        RATES.keep * value +
        RATES.one * outer(path, at) +
        RATES.mu * steps.reduce((sum, step, k) => sum + WEIGHTS[k] * outer(step, at), 0),
    );
    expect(difference(covariance.state, expected)).toBeLessThan(1e-14);
    // The roots are of the new matrix.
    expect(difference(covarianceOf(covariance, size), expected)).toBeLessThan(1e-13);
  });

  it("takes the steps that there are weights for", () => {
    const [path, ...steps] = vectors(5, 9);
    const [some, all] = [steps.slice(0, 3), steps].map((given) => {
      const covariance = new FullCovariance(5);
      covariance.update(RATES, path, given, WEIGHTS);
      return covariance.state;
    });
    expect(some).toEqual(all);
  });

  it("stays symmetric to the bit", () => {
    const size = 8;
    const covariance = new FullCovariance(size);
    for (let i = 0; i < 20; i++) covariance.update(RATES, vectors(size, 1, i)[0], vectors(size, 3, i), WEIGHTS);
    const { state } = covariance;
    expect(state.map((_, at) => state[(at % size) * size + Math.floor(at / size)])).toEqual(state);
  });

  it("goes on from its state as JSON to the bit", () => {
    const size = 8;
    const one = new FullCovariance(size);
    for (let i = 0; i < 5; i++) one.update(RATES, vectors(size, 1, i)[0], vectors(size, 3, i), WEIGHTS);
    const two = new FullCovariance(size, JSON.parse(JSON.stringify(one.state)));
    const [z] = vectors(size, 1);
    for (let i = 5; i < 8; i++) {
      expect(two.state).toEqual(one.state);
      expect(two.color(z)).toEqual(one.color(z));
      expect(two.whiten(z)).toEqual(one.whiten(z));
      for (const each of [one, two]) each.update(RATES, vectors(size, 1, i)[0], vectors(size, 3, i), WEIGHTS);
    }
  });

  it.each<[string, number[]]>([
    ["of one direction", matrix(1, 1).concat(Array(35).fill(0))],
    ["of equal numbers", Array(36).fill(2)],
    ["with a negative eigenvalue by rounding", spread([1, 1, 1, 1, 1, -1e-17])],
    ["of very unlike lengths", spread([1e-30, 1e-20, 1e-10, 1, 1e10, 1e15])],
  ])("stays of use where the matrix is nearly singular: %s", (_, given) => {
    const longest = Math.sqrt(Math.max(...diagonalOf(given, 6)));
    const covariance = new FullCovariance(6, given);
    const [path, ...steps] = vectors(6, 4);
    expect(difference(covarianceOf(covariance, 6), given)).toBeLessThan(1e-13);
    // The shortest direction is 10⁻⁷ of the longest or more.
    expect(length(covariance.whiten(path)) / length(path)).toBeLessThan(1.001e7 / longest);
    expect(length(covariance.whiten(covariance.color(path))) / length(path)).toBeCloseTo(1, 6);
    for (let i = 0; i < 3; i++) covariance.update(RATES, path, steps, WEIGHTS);
    expect([...covariance.state, ...covariance.color(path)].every(Number.isFinite)).toBe(true);
  });
});

describe("the diagonal covariance", () => {
  const SIZE = 12;
  const DIAGONAL = Array.from({ length: SIZE }, (_, i) => 0.3 * 1.7 ** i);

  it("whitens back what it has coloured, and colours each weight by its own sd", () => {
    const covariance = new DiagonalCovariance(SIZE, DIAGONAL);
    for (const vector of vectors(SIZE, 4)) {
      const colored = covariance.color(vector);
      expect(difference(covariance.whiten(colored), vector)).toBeLessThan(1e-15);
      expect(
        difference(
          colored,
          vector.map((value, i) => value * Math.sqrt(DIAGONAL[i])),
        ),
      ).toBeLessThan(1e-15);
    }
  });

  it("does as the full one where the matrix is diagonal", () => {
    const diagonal = new DiagonalCovariance(SIZE, DIAGONAL);
    const full = new FullCovariance(SIZE, spread(DIAGONAL));
    for (const vector of vectors(SIZE, 4)) {
      expect(difference(diagonal.whiten(vector), full.whiten(vector))).toBeLessThan(1e-14);
    }
    expect(difference(covarianceOf(diagonal, SIZE), covarianceOf(full, SIZE))).toBeLessThan(1e-14);
  });

  it("is updated to the full one's diagonal", () => {
    const diagonal = new DiagonalCovariance(SIZE);
    const full = new FullCovariance(SIZE);
    for (let i = 0; i < 6; i++) {
      const [path, ...steps] = vectors(SIZE, 4, i);
      for (const each of [diagonal, full]) each.update(RATES, path, steps, WEIGHTS);
      expect(diagonal.state).toEqual(diagonalOf(full.state, SIZE));
    }
  });

  it("goes on from its state as JSON to the bit", () => {
    const one = new DiagonalCovariance(SIZE);
    one.update(RATES, vectors(SIZE, 1)[0], vectors(SIZE, 3), WEIGHTS);
    const two = new DiagonalCovariance(SIZE, JSON.parse(JSON.stringify(one.state)));
    const [z] = vectors(SIZE, 1);
    expect(two.state).toEqual(one.state);
    expect(two.color(z)).toEqual(one.color(z));
    expect(two.whiten(z)).toEqual(one.whiten(z));
  });
});
