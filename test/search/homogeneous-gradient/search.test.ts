import { beforeAll, describe, expect, it } from "vitest";
import type { Evaluator } from "../../../src/evaluate/evaluator.js";
import type { Kernel } from "../../../src/evaluate/kernel.js";
import { localEvaluator } from "../../../src/evaluate/local.js";
import { loadKernel } from "../../../src/evaluate/task-files.js";
import { expressedConnections } from "../../../src/genome/compact/express.js";
import type { CompactOrigin } from "../../../src/genome/compact/genome.js";
import { enabledConnections } from "../../../src/genome/genome.js";
import { evolveWith } from "../../../src/runs.js";
import { ImageClassifier } from "../../../src/score/accuracy.js";
import { presetNamed, resolveConfig } from "../../../src/search/configuration.js";
import {
  allConnections,
  firstScores,
  genomeOf,
  sizeOf,
  stepFor,
  wholeNumbers,
} from "../../../src/search/homogeneous-gradient/scores.js";
import { loadMnist } from "../../../src/tasks/mnist/dataset.js";
import { taskNamed } from "../../../src/tasks/registry.js";

const task = taskNamed("mnist");
const SMALL = { generations: 5, batches: 12, units: 12, maxConnections: 700, confirmEpisodes: 2, learningRate: 0.03 };
const configOf = (values = {}) =>
  resolveConfig(presetNamed("mnist-homogeneous"), [{ origin: "test", values: { ...SMALL, ...values } }]);

describe("whole numbers", () => {
  const shape = { inputs: 3, outputs: 2, outputActivation: "linear" as const };
  const connections = allConnections(shape, 4);

  it("are rounded scores, of either sign, up to the largest", () => {
    const scores = Float64Array.from(connections.out, (_, k) => (k % 2 === 0 ? 1 : -1) * k * 0.3);
    const numbers = wholeNumbers(connections, scores, 0.6, 3);
    for (const [k, number] of numbers.entries()) {
      const size = Math.min(3, Math.floor((k * 0.3) / (connections.out[k] ? 1 : 0.6) + 0.5));
      expect(number + 0).toBe((k % 2 === 0 ? size : -size) + 0);
    }
  });

  it("are as many as fit, by the finest step", () => {
    const scores = firstScores(connections, 1);
    const size = (step: number) => sizeOf(connections, scores, step, 3);
    for (const most of [5, 20, 40]) {
      const step = stepFor(connections, scores, 3, most);
      const genome = genomeOf(connections, wholeNumbers(connections, scores, step, 3), shape);
      expect(expressedConnections(genome, 1, "relu")).toBe(size(step));
      expect(size(step)).toBeLessThanOrEqual(most);
      expect(size(step * 0.999999)).toBeGreaterThan(most);
    }
  });
});

describe("a search for digits", () => {
  let kernel: Kernel;
  let evaluator: Evaluator;
  let test: ReturnType<typeof loadMnist>;

  beforeAll(async () => {
    test = loadMnist("test");
    kernel = await loadKernel(task, { train: loadMnist("train"), test });
    evaluator = localEvaluator(kernel);
  });

  it("learns most digits in sixty steps, within its connections, the same at every weight", async () => {
    const { champion, tally } = await evolveWith(evaluator, { config: configOf(), seed: 1 });
    expect(champion).toBeDefined();
    if (!champion) return;
    const { genome, compact, fingerprint } = champion;
    expect(enabledConnections(genome)).toBeLessThanOrEqual(SMALL.maxConnections);
    expect(tally.rollouts).toBe(5 * (12 + 2));
    const { units, gain } = compact as CompactOrigin;
    expect([units, gain]).toEqual(["relu", 1]);
    const classifier = new ImageClassifier(kernel, genome, test);
    const accuracy = classifier.accuracy(fingerprint[0].weight);
    expect(accuracy).toBeGreaterThan(0.6);
    for (const weight of [-2, -0.37, -0.0125, 0.0625, 1]) {
      expect(Math.abs(classifier.accuracy(weight) - accuracy)).toBeLessThan(0.001);
    }
  });

  it("is the same stopped and gone on with", async () => {
    const whole = await evolveWith(evaluator, { config: configOf({ generations: 3 }), seed: 2 });
    const config = configOf({ generations: 3, maxRollouts: 14 });
    const { state, tally } = await evolveWith(evaluator, { config, seed: 2 });
    const from = JSON.parse(JSON.stringify({ state, tally }));
    const rest = await evolveWith(evaluator, { config: configOf({ generations: 3 }), seed: 2, from });
    expect([rest.digest, rest.champion]).toEqual([whole.digest, whole.champion]);
  });
});
