import { describe, expect, it } from "vitest";
import { CmaEs, type CmaState, defaultPopulation } from "../../src/optimize/cma-es.js";
import { normals } from "../../src/random/normal.js";
import { Purpose, Stream } from "../../src/random/stream.js";

type Loss = (x: ArrayLike<number>) => number;

const sphere: Loss = (x) => Array.from(x).reduce((sum, value) => sum + value * value, 0);

/** Axes whose curvatures go from 1 to `condition`. */
function ellipsoid(condition: number): Loss {
  return (x) => Array.from(x).reduce((sum, value, i) => sum + condition ** (i / (x.length - 1)) * value * value, 0);
}

const rosenbrock: Loss = (x) =>
  Array.from(x)
    .slice(1)
    .reduce((sum, next, i) => sum + 100 * (next - x[i] * x[i]) ** 2 + (1 - x[i]) ** 2, 0);

const SEED = 9;

function around(start: readonly number[], population = 8, seed = SEED): CmaEs {
  return new CmaEs(start, 0.5, population, seed);
}

function generation(search: CmaEs, loss: Loss): void {
  search.tell(search.ask().map((x) => -loss(x)));
}

/** A search that has begun to learn. */
function begun(generations: number, size = 6): CmaEs {
  const search = around(Array(size).fill(1));
  for (let i = 0; i < generations; i++) generation(search, ellipsoid(1e3));
  return search;
}

/** Evaluations until the mean's loss is at most `goal`; Infinity where they are more than `most`. */
function evaluations(loss: Loss, start: readonly number[], seed: number, goal: number, most: number): number {
  const population = defaultPopulation(start.length);
  const search = around(start, population, seed);
  for (let spent = 0; spent <= most; spent += population) {
    if (loss(search.state.mean) <= goal) return spent;
    generation(search, loss);
  }
  return Number.POSITIVE_INFINITY;
}

it.each([
  [1, 4],
  [2, 6],
  [3, 7],
  [10, 10],
  [60, 16],
  [320, 21],
  [2760, 27],
])("the default population for %i weights is %i", (size, expected) => {
  expect(defaultPopulation(size)).toBe(expected);
});

describe("the search with the full matrix", () => {
  // About a sixth above what it needs.
  it.each<[string, Loss, number[], number]>([
    ["a sphere of 10 dimensions", sphere, Array(10).fill(1), 2000],
    ["an ellipsoid of 10, of condition 10⁶", ellipsoid(1e6), Array(10).fill(1), 7000],
    ["Rosenbrock's valley of 8", rosenbrock, Array(8).fill(0), 5500],
  ])("comes within 10⁻¹⁰ of the least of %s", (_, loss, start, most) => {
    for (const seed of [1, 2, 3]) expect(evaluations(loss, start, seed, 1e-10, most)).toBeLessThanOrEqual(most);
  });

  it("is for no more than 300 weights", () => {
    expect(around(Array(300).fill(0)).state.covariance).toHaveLength(300 * 300);
    expect(around(Array(301).fill(0)).state.covariance).toHaveLength(301);
  });
});

describe("the search with the diagonal alone", () => {
  it("comes to a millionth of the loss on a separable ellipsoid of 320 dimensions", () => {
    const start = Array(320).fill(1);
    const goal = ellipsoid(100)(start) * 1e-6;
    expect(evaluations(ellipsoid(100), start, 1, goal, 28_000)).toBeLessThanOrEqual(28_000);
  });
});

describe("ask", () => {
  it("spreads candidates by the step size around the mean, at first", () => {
    const start = [3, -1, 0, 7, 2];
    const candidates = new CmaEs(start, 0.5, 4000, SEED).ask();
    expect(candidates).toHaveLength(4000);
    start.forEach((value, k) => {
      const mean = candidates.reduce((sum, x) => sum + x[k], 0) / 4000;
      const variance = candidates.reduce((sum, x) => sum + (x[k] - mean) ** 2, 0) / 4000;
      expect(Math.abs(mean - value)).toBeLessThan((4 * 0.5) / Math.sqrt(4000));
      expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
    });
  });

  it("draws candidate i of a generation from its own stream", () => {
    const candidates = around([0, 0, 0]).ask();
    candidates.forEach((x, i) => {
      const z = normals(new Stream(SEED, Purpose.tuneWeights, 0, i), 3);
      expect([...x].sort()).toEqual([...z.map((value) => 0.5 * value)].sort());
    });
  });

  it("gives the same until tell, and others after it", () => {
    const search = begun(3);
    const first = search.ask();
    expect(search.ask()).toEqual(first);
    search.tell(first.map(sphere));
    expect(search.ask()).not.toEqual(first);
  });

  it("changes nothing, nor does what is done to its candidates", () => {
    const search = begun(3);
    const before = search.state;
    const returns = search.ask().map((x) => -sphere(x));
    for (const x of search.ask()) x.fill(Number.NaN);
    expect(search.state).toEqual(before);
    search.tell(returns);
    const other = begun(3);
    generation(other, sphere);
    expect(search.state).toEqual(other.state);
  });

  it("depends on the seed", () => {
    expect(around([0, 0], 8, 1).ask()).not.toEqual(around([0, 0], 8, 2).ask());
  });
});

describe("tell", () => {
  it("takes as many returns as there are candidates", () => {
    const search = begun(2);
    const before = search.state;
    expect(() => search.tell(Array(8).fill(0))).toThrow(new RangeError("tell: expected 0 returns, got 8"));
    search.ask();
    for (const count of [0, 7, 9]) {
      expect(() => search.tell(Array(count).fill(0))).toThrow(new RangeError(`tell: expected 8 returns, got ${count}`));
    }
    expect(search.state).toEqual(before);
    search.tell(Array(8).fill(0));
    expect(search.state.generation).toBe(3);
    expect(() => search.tell(Array(8).fill(0))).toThrow(new RangeError("tell: expected 0 returns, got 8"));
  });

  it("counts the earlier of equal ones as better", () => {
    const [equal, falling] = [begun(2), begun(2)];
    for (const [search, returns] of [
      [equal, [1, 1, 1, 0, 0, 0, 0, 0]],
      [falling, [8, 7, 6, 5, 4, 3, 2, 1]],
    ] as const) {
      search.ask();
      search.tell(returns);
    }
    expect(equal.state).toEqual(falling.state);
  });

  it("sees the order of the returns alone", () => {
    const changes: ((value: number) => number)[] = [
      (value) => 1000 * value - 7,
      (value) => value ** 3,
      (value) => -1 / (value - 1),
      (value) => Math.cbrt(value) + value / 8,
    ];
    const run = (change: (value: number) => number) => {
      const search = around(Array(6).fill(1));
      for (let i = 0; i < 60; i++) generation(search, (x) => -change(-rosenbrock(x)));
      return search.state;
    };
    const plain = run((value) => value);
    for (const change of changes) expect(run(change)).toEqual(plain);
    expect(run((value) => -value)).not.toEqual(plain);
  });
});

/** One generation by the tutorial's equations, in its notation, for a diagonal C. */
function tutorial(state: CmaState, diagonal: readonly number[], steps: number[][], full: boolean) {
  const n = diagonal.length;
  const mu = Math.floor(steps.length / 2);
  const raw = Array.from({ length: mu }, (_, i) => Math.log((steps.length + 1) / 2) - Math.log(i + 1));
  const w = raw.map((value) => value / raw.reduce((sum, each) => sum + each, 0));
  const mueff = 1 / w.reduce((sum, value) => sum + value ** 2, 0);
  const csigma = (mueff + 2) / (n + mueff + 5);
  const dsigma = 1 + 2 * Math.max(0, Math.sqrt((mueff - 1) / (n + 1)) - 1) + csigma;
  const cc = (4 + mueff / n) / (n + 4 + (2 * mueff) / n);
  // Ros & Hansen 2008: (n + 2) / 3 times the rates for the diagonal.
  const rate = full ? 1 : (n + 2) / 3;
  const c1 = (rate * 2) / ((n + 1.3) ** 2 + mueff);
  const cmu = Math.min(1 - c1, (rate * 2 * (mueff - 2 + 1 / mueff)) / ((n + 2) ** 2 + mueff));
  const chiN = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2));

  const yw = diagonal.map((_, k) => w.reduce((sum, value, i) => sum + value * steps[i][k], 0));
  const psigma = state.stepSizePath.map(
    (value, k) => (1 - csigma) * value + (Math.sqrt(csigma * (2 - csigma) * mueff) * yw[k]) / Math.sqrt(diagonal[k]),
  );
  const length = Math.hypot(...psigma);
  const settled = Math.sqrt(1 - (1 - csigma) ** (2 * (state.generation + 1)));
  const hsigma = length / settled < (1.4 + 2 / (n + 1)) * chiN ? 1 : 0;
  const pc = state.covariancePath.map(
    (value, k) => (1 - cc) * value + hsigma * Math.sqrt(cc * (2 - cc) * mueff) * yw[k],
  );
  const deltah = (1 - hsigma) * cc * (2 - cc);
  const entry = (i: number, j: number) =>
    (1 + c1 * deltah - c1 - cmu) * (i === j ? diagonal[i] : 0) +
    c1 * pc[i] * pc[j] +
    cmu * w.reduce((sum, value, k) => sum + value * steps[k][i] * steps[k][j], 0);
  return {
    hsigma,
    mean: state.mean.map((value, k) => value + state.stepSize * yw[k]),
    stepSize: state.stepSize * Math.exp((csigma / dsigma) * (length / chiN - 1)),
    stepSizePath: psigma,
    covariancePath: pc,
    covariance: full
      ? diagonal.flatMap((_, i) => diagonal.map((_, j) => entry(i, j)))
      : diagonal.map((_, i) => entry(i, i)),
  };
}

describe("a generation", () => {
  it.each([
    { size: 5, population: 8, path: 0.4, hsigma: 1 },
    { size: 5, population: 9, path: 3, hsigma: 0 },
    { size: 40, population: 6, path: 0.9, hsigma: 1 },
    // So large a population that dσ has its second term, and the diagonal's cμ its bound.
    { size: 3, population: 200, path: 0.2, hsigma: 1 },
    { size: 320, population: 21, path: 0.5, hsigma: 1 },
    { size: 320, population: 22, path: 3, hsigma: 0 },
    { size: 310, population: 2000, path: 0.2, hsigma: 1 },
  ])("of $population candidates of $size weights moves all by the tutorial's equations", (given) => {
    const { size, population, path } = given;
    const full = size <= 300;
    const numbers = (of: (i: number) => number) => Array.from({ length: size }, (_, i) => of(i));
    const diagonal = numbers((i) => 0.5 + (i % 7) / 3);
    const state: CmaState = {
      generation: 4,
      mean: numbers(Math.sin),
      stepSize: 0.37,
      covariancePath: numbers((i) => Math.cos(3 * i)),
      stepSizePath: numbers((i) => path * (i % 2 === 0 ? 1.2 : -0.8)),
      covariance: full ? diagonal.flatMap((value, i) => numbers((j) => (i === j ? value : 0))) : diagonal,
    };
    const search = new CmaEs(state.mean, 1, population, SEED, state);
    const steps = search.ask().map((x) => [...x].map((value, k) => (value - state.mean[k]) / state.stepSize));
    // The last one is the best.
    search.tell(steps.map((_, i) => i));
    const { hsigma, ...expected } = tutorial(state, diagonal, steps.reverse(), full);
    expect(hsigma).toBe(given.hsigma);
    const { generation, ...moved } = search.state;
    expect(generation).toBe(5);
    for (const key of ["mean", "stepSizePath", "covariancePath", "covariance"] as const) {
      const off = moved[key].map((value, k) => Math.abs(value - expected[key][k]));
      expect(off).toHaveLength(expected[key].length);
      expect(Math.max(...off)).toBeLessThan(1e-12);
    }
    expect(moved.stepSize).toBeCloseTo(expected.stepSize, 12);
  });
});

describe("a search's state", () => {
  it.each([6, 301])("goes on bit for bit after JSON, with %i weights", (size) => {
    const whole = begun(4, size);
    const text = JSON.stringify(begun(2, size).state);
    const resumed = new CmaEs(Array(size).fill(0), 99, 8, SEED, JSON.parse(text));
    expect(JSON.stringify(resumed.state)).toBe(text);
    for (let i = 0; i < 2; i++) generation(resumed, ellipsoid(1e3));
    expect(resumed.state).toEqual(whole.state);
    expect(resumed.ask()).toEqual(whole.ask());
  });

  it("begins with the start, the step size, and nothing learnt", () => {
    expect(new CmaEs([1, 2], 0.25, 6, SEED).state).toEqual({
      generation: 0,
      mean: [1, 2],
      stepSize: 0.25,
      covariancePath: [0, 0],
      stepSizePath: [0, 0],
      covariance: [1, 0, 0, 1],
    });
  });

  it("does not change after it has been handed out", () => {
    const search = begun(2);
    const { state } = search;
    const text = JSON.stringify(state);
    generation(search, sphere);
    expect(JSON.stringify(state)).toBe(text);
  });
});
