import { beforeAll, describe, expect, it } from "vitest";
import { Adam } from "../../src/adam.js";
import type { Values } from "../../src/config/settings.js";
import { digestReturns, EMPTY_DIGEST } from "../../src/digest.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { withWeights } from "../../src/network/individual-weights.js";
import type { AdamTuningState } from "../../src/optimize/adam.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import { OPTIMIZERS } from "../../src/optimize/registry.js";
import { ImageClassifier } from "../../src/score/accuracy.js";
import { loadMnist } from "../../src/tasks/mnist/dataset.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { type Standing, tuned } from "./tuned.js";

process.env.WANN_CACHE = temporaryFolder();

describe("Adam", () => {
  it("takes first steps of the learning rate, against the gradient's sign, whatever its size", () => {
    const adam = new Adam([1, 1, 1]);
    adam.step([1e-3, -5, 0], 0.1);
    expect(adam.weights[0]).toBeCloseTo(0.9, 4);
    expect(adam.weights[1]).toBeCloseTo(1.1, 4);
    expect(adam.weights[2]).toBe(1);
  });

  it("has the second step of the paper's algorithm", () => {
    const adam = new Adam([0]);
    adam.step([2], 0.1);
    adam.step([1], 0.1);
    const first = (0.9 * 0.1 * 2 + 0.1 * 1) / (1 - 0.81);
    const second = (0.999 * 0.001 * 4 + 0.001 * 1) / (1 - 0.999 ** 2);
    expect(adam.weights[0]).toBeCloseTo(-0.1 - (0.1 * first) / Math.sqrt(second), 8);
  });

  it("finds a bowl's bottom", () => {
    const adam = new Adam([5, -3]);
    for (let i = 0; i < 2000; i++) adam.step([adam.weights[0] - 1, 10 * (adam.weights[1] - 2)], 0.1 * (1 - i / 2000));
    expect(adam.weights[0]).toBeCloseTo(1, 3);
    expect(adam.weights[1]).toBeCloseTo(2, 3);
  });

  it("goes on from its state bit for bit", () => {
    const gradient = (i: number) => [Math.sin(i), Math.cos(3 * i)];
    const whole = new Adam([0.5, 0.5]);
    for (let i = 0; i < 20; i++) whole.step(gradient(i), 0.01);
    const half = new Adam([0.5, 0.5]);
    for (let i = 0; i < 10; i++) half.step(gradient(i), 0.01);
    const rest = new Adam([0, 0], JSON.parse(JSON.stringify(half.state(1))));
    for (let i = 10; i < 20; i++) rest.step(gradient(i), 0.01);
    expect(rest.state(2)).toEqual(whole.state(2));
  });
});

const ADAM = OPTIMIZERS.named("adam");
/** Linear regression on the pixels, in effect. */
const genome = fixedTopology(256, [], 10, "linear");
const SIZE = 2570;
const task = taskNamed("mnist");
const VALUES = { generations: 4, batches: 10, learningRate: 0.02, confirmEpisodes: 3 };

const contextOf = (values: Values = {}) => ({
  config: resolveTuning(task, SIZE, [{ origin: "test", values: { ...VALUES, ...values } }]),
  genome,
  start: new Float64Array(SIZE).fill(0.1),
  seed: 1,
});

describe("training by gradients", () => {
  let kernel: Kernel;
  let test: ReturnType<typeof loadMnist>;
  let evaluator: Evaluator;

  beforeAll(async () => {
    test = loadMnist("test");
    kernel = await loadKernel(task, { train: loadMnist("train"), test });
    evaluator = localEvaluator(kernel);
  });

  const train = (from?: Standing, stopAfter?: number, given = evaluator) =>
    tuned(ADAM, contextOf(), given, from, stopAfter);

  it("teaches a linear network most digits in forty steps", async () => {
    const { state, tally, progress } = await train();
    expect(progress.map(({ outcome }) => outcome.generation)).toEqual([0, 1, 2, 3]);
    expect(progress[3].outcome.mean).toBeGreaterThan(progress[0].outcome.mean + 0.5);
    const { champion } = progress[3].outcome;
    const accuracy = new ImageClassifier(kernel, withWeights(genome, champion.weights), test).accuracy();
    expect(accuracy).toBeGreaterThan(0.85);
    expect(accuracy).toBeLessThan(0.95);
    expect(tally.rollouts).toBe(4 * (10 + 3) + 3);
    expect((state as AdamTuningState).champion).toEqual(champion);
  });

  it("is the same stopped and gone on with, from every generation", async () => {
    const whole = await train();
    for (const last of [-1, 0, 1, 2]) {
      const half = await train(undefined, last);
      expect(half.progress).toHaveLength(last + 1);
      const state = JSON.parse(JSON.stringify(half.state));
      expect(ADAM.state(genome).parse(state)).toEqual(half.state);
      const rest = await train({ state, tally: half.tally });
      expect([...half.progress, ...rest.progress]).toEqual(whole.progress);
      expect([rest.state, rest.digest]).toEqual([whole.state, whole.digest]);
    }
  });

  it("has a digest with one link for all batches of a generation, and one for each confirmation", async () => {
    let digest = EMPTY_DIGEST;
    let losses: number[] = [];
    const gradients: Evaluator["gradients"] = evaluator.gradients && {
      ...evaluator.gradients,
      async gradient(...given) {
        const found = await evaluator.gradients?.gradient(...given);
        if (!found) throw new Error("no gradients");
        losses.push(-found.loss);
        if (losses.length === VALUES.batches) {
          digest = digestReturns(digest, Float64Array.from(losses));
          losses = [];
        }
        return found;
      },
    };
    const watched: Evaluator = {
      ...evaluator,
      ...(gradients && { gradients }),
      async evaluate(...given) {
        expect(losses).toEqual([]);
        const outcome = await evaluator.evaluate(...given);
        digest = digestReturns(digest, outcome.returns);
        return outcome;
      },
    };
    const { tally } = await train(undefined, 1, watched);
    expect(tally.digest).toBe(digest);
  });
});

describe("its rounds", () => {
  /** Tells a round that asks for gradients a slope of 1 in every weight, and any other what it likes. */
  const slope = Float64Array.from({ length: SIZE }, () => 1);

  it("are the start's confirmation, then a generation's batches and what they led to", () => {
    const optimizer = ADAM.open(contextOf({ batches: 3 }));
    const rounds = [1, 2, 3, 4, 5].map(() => {
      const round = structuredClone(optimizer.ask());
      expect(optimizer.ask()).toEqual(round);
      const returns = Float64Array.from(round.seeds, () => -2);
      optimizer.tell({ returns, ...(round.gradientsOf && { gradients: slope }) });
      return round;
    });
    expect(rounds.map(({ seeds }) => seeds.length)).toEqual([3, 1, 1, 1, 3]);
    expect(rounds.map(({ gradientsOf }) => gradientsOf)).toEqual([
      undefined,
      "weights",
      "weights",
      "weights",
      undefined,
    ]);
    expect(rounds.map(({ joinsNext = false }) => joinsNext)).toEqual([false, true, true, false, false]);
    expect(optimizer.generation).toBe(1);
    // Each batch is another one; champions are confirmed on the same, which no batch is of.
    const batches = rounds.slice(1, 4).map(({ seeds }) => seeds[0]);
    expect(new Set(batches).size).toBe(3);
    expect(rounds[4].seeds).toEqual(rounds[0].seeds);
    expect(batches.some((seed) => rounds[0].seeds.includes(seed))).toBe(false);
    for (const { seeds } of rounds) for (const seed of seeds) expect(seed).toBeGreaterThanOrEqual(2 ** 31);
    // Down the slope by the learning rate.
    expect(rounds.slice(1, 4).map(({ weights }) => weights[7])).toEqual([
      0.1,
      expect.closeTo(0.08, 6),
      expect.closeTo(0.06, 6),
    ]);
  });

  it("take as many returns as they ask for, and gradients where they ask for those", () => {
    const optimizer = ADAM.open(contextOf());
    const refusal = (expected: number, got: number) => new RangeError(`tell: expected ${expected} returns, got ${got}`);
    expect(() => optimizer.tell({ returns: new Float64Array(1) })).toThrow(refusal(3, 1));
    optimizer.tell({ returns: new Float64Array(3) });
    expect(() => optimizer.tell({ returns: new Float64Array(3), gradients: slope })).toThrow(refusal(1, 3));
    expect(() => optimizer.tell({ returns: new Float64Array(1) })).toThrow("adam needs gradients");
  });

  it("take ever smaller steps, down to none after the last generation", () => {
    const optimizer = ADAM.open(contextOf({ batches: 1 }));
    const steps: number[] = [];
    while (optimizer.generation < VALUES.generations) {
      const round = optimizer.ask();
      const returns = Float64Array.from(round.seeds, () => 0);
      const outcome = optimizer.tell({ returns, ...(round.gradientsOf && { gradients: slope }) });
      if (outcome) steps.push(outcome.stepSize);
    }
    expect(steps).toEqual([0.02, 0.015, 0.01, 0.005]);
    expect(ADAM.keepsGenerations).toBe("the steps of adam shrink over the number it began with");
  });

  it("make a champion of what did better where champions are confirmed, and of no other", () => {
    const optimizer = ADAM.open(contextOf({ batches: 1 }));
    const confirmations = [-1, -2, -0.5, -0.5];
    const told: [boolean, number, number][] = [];
    for (const confirmed of confirmations) {
      let round = optimizer.ask();
      if (round.gradientsOf) {
        optimizer.tell({ returns: Float64Array.of(-3), gradients: slope });
        round = optimizer.ask();
      }
      const outcome = optimizer.tell({ returns: Float64Array.from(round.seeds, () => confirmed) });
      if (outcome) told.push([outcome.newChampion, outcome.champion.mean, outcome.champion.generation]);
    }
    expect(told).toEqual([
      [false, -1, 0],
      [true, -0.5, 2],
      [false, -0.5, 2],
    ]);
  });
});
