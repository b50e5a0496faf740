import { beforeAll, describe, expect, it } from "vitest";
import type { Gradients } from "../../src/evaluate/evaluator.js";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { createPool } from "../../src/evaluate/pool.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { activationId } from "../../src/genome/activation.js";
import { topologicalOrder } from "../../src/genome/order.js";
import { BATCH_IMAGES, batchOf } from "../../src/images/batch.js";
import type { Images } from "../../src/images/image-set.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { loadMnist } from "../../src/tasks/mnist/dataset.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { lineage } from "../genome/grown.js";
import golden from "../golden/network-images.json" with { type: "json" };
import { genomeOf } from "../golden/networks.js";

const TASK = taskNamed("mnist");
const STEP = activationId("step");
const TANH = activationId("tanh");
const recorded = genomeOf(golden);
const network = pack(recorded).words;
const own = packedWeights(recorded, pack(recorded).order) as Float64Array;

let images: Images;
let kernel: Kernel;
let gradients: Gradients;

beforeAll(async () => {
  images = { train: loadMnist("train"), test: loadMnist("test") };
  kernel = await loadKernel(TASK, images);
  gradients = localEvaluator(kernel).gradients as Gradients;
});

function softmax(logits: ArrayLike<number>): number[] {
  const high = Math.max(...Array.from(logits));
  const raised = Array.from(logits, (logit) => Math.exp(logit - high));
  const sum = raised.reduce((a, b) => a + b);
  return raised.map((value) => value / sum);
}

function probabilities(weights: number | Float64Array): number[][] {
  const logits = kernel.predict(network, weights, Float32Array.from(golden.inputVectors.flat()));
  return golden.inputVectors.map((_, i) => softmax(logits.subarray(i * 10, i * 10 + 10)));
}

function expectClose(actual: number[][], expected: number[][]): void {
  actual.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs(value - expected[i][j])).toBeLessThan(1e-5);
    });
  });
}

function pixelsAndLabels(seed: number): { pixels: Float32Array; labels: number[] } {
  const { set, indices } = batchOf(images, seed);
  const pixels = new Float32Array(indices.length * 256);
  for (let i = 0; i < indices.length; i++) {
    pixels.set(set.images.subarray(indices[i] * 256, indices[i] * 256 + 256), i * 256);
  }
  return { pixels, labels: Array.from(indices, (index) => set.labels[index]) };
}

/** Minus the mean cross-entropy over the batch of `seed`, in double precision from the kernel's logits. */
function plainReturn(words: Uint32Array, weights: number | Float64Array, seed: number): number {
  const { pixels, labels } = pixelsAndLabels(seed);
  const logits = kernel.predict(words, weights, pixels);
  let total = 0;
  for (const [i, label] of labels.entries()) {
    const row = logits.subarray(i * 10, i * 10 + 10);
    const high = Math.max(...row);
    const sum = row.reduce((part, logit) => part + Math.exp(logit - high), 0);
    total += Math.log(sum) + high - row[label];
  }
  return -total / labels.length;
}

describe("predict", () => {
  it.each(golden.shared)(
    "agrees with the recorded network at shared weight $sharedWeight",
    ({ sharedWeight, outputs }) => {
      expectClose(probabilities(sharedWeight), outputs);
    },
  );

  it("agrees with it at its own weights", () => {
    expectClose(probabilities(own), golden.individual.outputs);
  });

  it("gives an image the same logits whatever its neighbours", () => {
    const some = images.test.images.subarray(0, 3000 * 256);
    const all = kernel.predict(network, 0.7, some);
    for (const i of [0, 63, 64, 2047, 2048, 2999]) {
      const alone = kernel.predict(network, 0.7, some.subarray(i * 256, i * 256 + 256));
      expect(alone).toEqual(all.subarray(i * 10, i * 10 + 10));
    }
  });
});

describe("an episode of images", () => {
  const grown = [1, 2, 3].map((seed) => {
    const genomes = lineage({ inputs: 256, outputs: 10, mutations: 20 * seed, seed });
    return pack(genomes[genomes.length - 1]).words;
  });
  const seeds = [2 ** 31 + 5, 7, 2 ** 32 - 1];

  it("returns minus the mean cross-entropy of its batch, placed by network, weight and seed", () => {
    const weights = [-1.5, 0.5, 2];
    const networks = [...grown, network];
    const { returns, steps } = kernel.evaluateAll(networks, crossPlan(weights, seeds));
    expect(returns).toHaveLength(networks.length * 9);
    expect(new Set(steps)).toEqual(new Set([BATCH_IMAGES]));
    networks.forEach((words, n) => {
      weights.forEach((weight, w) => {
        seeds.forEach((seed, s) => {
          const expected = plainReturn(words, weight, seed);
          expect(Math.abs(returns[n * 9 + w * 3 + s] - expected)).toBeLessThan(1e-5 * Math.max(1, -expected));
        });
      });
    });
  });

  it("takes individual weights", () => {
    const candidates = [0, 1, 2].map((k) => own.map((weight, i) => weight + 0.1 * Math.sin(k + i)));
    const plan = {
      individual: true,
      weights: Float64Array.from([0, 1, 2].flatMap((k) => [...candidates[k]])),
      seeds: Uint32Array.of(9, 2 ** 31, 9),
    };
    const { returns } = kernel.evaluateAll([network], plan);
    plan.seeds.forEach((seed, k) => {
      const expected = plainReturn(network, candidates[k], seed);
      expect(Math.abs(returns[k] - expected)).toBeLessThan(1e-5 * Math.max(1, -expected));
    });
    const short = { ...plan, weights: plan.weights.subarray(0, 30) };
    expect(() => kernel.evaluateAll([network], short)).toThrow("individual weights were given");
  });

  it("has the same bits on any number of threads", async () => {
    const plan = crossPlan([-2, 1], seeds);
    const pool = await createPool(TASK, 2, images);
    const { returns } = await pool.evaluate(grown, plan);
    await pool.close();
    expect(returns).toEqual(kernel.evaluateAll(grown, plan).returns);
  });

  it("is shared out over threads where a single network has a few", async () => {
    const plan = crossPlan([1], [5, 6, 7, 8]);
    const jobs: number[] = [];
    const pool = await createPool(TASK, 2, images, ({ thread }) => jobs.push(thread));
    const { returns } = await pool.evaluate([network], plan);
    await pool.close();
    expect(returns).toEqual(kernel.evaluateAll([network], plan).returns);
    expect(jobs).toHaveLength(2);
  });

  it("scores the worst where an output is no finite number", () => {
    const plan = crossPlan([Number.MAX_VALUE, 1], [3]);
    const { returns, nonFinite } = kernel.evaluateAll([network], plan);
    expect(returns[0]).toBe(-1000);
    expect(returns[1]).toBeGreaterThan(-1000);
    expect(nonFinite).toBe(1);
  });

  it("is none to step through", () => {
    expect(() => kernel.open(network, 1)).toThrow(new RangeError("this task has no steps: use predict"));
  });

  it("needs images", async () => {
    const blind = await loadKernel(TASK);
    expect(() => blind.evaluateAll(grown, crossPlan([1], [1]))).toThrow("a kernel without images");
  });
});

describe("the gradient", () => {
  it("has the loss of an episode", async () => {
    const seed = 2 ** 31 + 9;
    const plan = { individual: true, weights: own, seeds: Uint32Array.of(seed) };
    const { loss } = await gradients.gradient(network, own, seed);
    expect(loss).toBe(-kernel.evaluateAll([network], plan).returns[0]);
  });

  it("is what finite differences of the loss come to, through every smooth activation", async () => {
    // A step's derivative is zero where it has one, which no difference shows.
    const smooth = { ...recorded, activations: recorded.activations.map((id) => (id === STEP ? TANH : id)) };
    const { words } = pack(smooth);
    // Small weights: the recorded ones give losses in the tens, of which float32 keeps too few digits.
    const weights = own.map((weight) => 0.3 * weight);
    const seed = 2 ** 31 + 10;
    const { gradient } = await gradients.gradient(words, weights, seed);
    const step = 2 ** -8;
    let [error, size] = [0, 0];
    for (let k = 0; k < weights.length; k += 7) {
      const [above, below] = await Promise.all(
        [step, -step].map((change) => {
          const moved = weights.slice();
          moved[k] += change;
          return gradients.gradient(words, moved, seed);
        }),
      );
      const difference = (above.loss - below.loss) / (2 * step);
      error += (gradient[k] - difference) ** 2;
      size += difference ** 2;
    }
    expect(Math.sqrt(error / size)).toBeLessThan(0.01);
    expect(new Set(smooth.activations).size).toBe(9);
  });

  it("gives a step nothing to pass back", async () => {
    const cut = { ...recorded, activations: recorded.activations.map((id, node) => (node > 266 ? STEP : id)) };
    const { words, order } = pack(cut);
    const { gradient } = await gradients.gradient(words, own, 2 ** 31);
    order.forEach((connection, k) => {
      const { target } = cut.connections[connection];
      if (target > 266) expect(gradient[k]).toBe(0);
    });
    expect(gradient.some((value) => value !== 0)).toBe(true);
  });
});

describe("additionGains", () => {
  const SEED = 2 ** 31 + 11;
  const WEIGHTS = [0.3, -0.2];
  const smooth = { ...recorded, activations: recorded.activations.map((id) => (id === STEP ? TANH : id)) };
  const { words } = pack(smooth);
  const order = topologicalOrder(smooth) ?? [];
  const nodes = order.length;

  /** Each image's loss with a further connection of weight `extra`. */
  function losses(addition: { source: number; target: number }, weight: number, extra: number): number[] {
    const child = { ...smooth, connections: [...smooth.connections, { ...addition, enabled: true }] };
    const packed = pack(child);
    const weights = Float64Array.from(packed.order, (k) => (k < smooth.connections.length ? weight : extra));
    const { pixels, labels } = pixelsAndLabels(SEED);
    const logits = kernel.predict(packed.words, weights, pixels);
    return labels.map((label, i) => -Math.log(softmax(logits.subarray(10 * i, 10 * i + 10))[label]));
  }

  it("are a connection's first order by finite differences, and its second by their squares", async () => {
    const additionGains = await gradients.additionGains(words, WEIGHTS, SEED);
    expect(additionGains).toHaveLength(nodes * nodes);
    const free = order.flatMap((target, row) =>
      order.slice(0, row).flatMap((source, column) => {
        const joined = smooth.connections.some((each) => each.source === source && each.target === target);
        return joined || (source > 256 && source <= 266) || target <= 256 ? [] : [{ source, target, row, column }];
      }),
    );
    // All kinds: from the bias, pixels and hidden nodes, to hidden nodes and outputs.
    const some = free.filter(({ source }, i) => source === 0 || source > 266 || i % 37 === 0);
    expect(new Set(some.map(({ target }) => target > 266)).size).toBe(2);
    const step = 2 ** -6;
    let [error, size] = [0, 0];
    const every = Math.ceil(some.length / 40);
    for (const { source, target, row, column } of some.filter((_, i) => i % every === 0)) {
      let expected = 0;
      for (const weight of WEIGHTS) {
        const [above, below] = [step, -step].map((extra) => losses({ source, target }, weight, extra));
        const changes = above.map((loss, i) => (weight * (loss - below[i])) / (2 * step));
        for (const change of changes) expected += (change + change ** 2 / 2) / changes.length;
      }
      const found = additionGains[row * nodes + column];
      error += (found - expected) ** 2;
      size += expected ** 2;
    }
    expect(Math.sqrt(error / size)).toBeLessThan(0.01);
  });

  it("are the same whatever was in memory before", async () => {
    const before = await gradients.additionGains(words, WEIGHTS, SEED);
    kernel.evaluateAll([network], { individual: true, weights: own.map(() => Number.NaN), seeds: Uint32Array.of(3) });
    expect(await gradients.additionGains(words, WEIGHTS, SEED)).toEqual(before);
  });

  it("are none from outputs, nor from what comes later", async () => {
    const additionGains = await gradients.additionGains(words, WEIGHTS, SEED);
    for (let target = 0; target < nodes; target++) {
      for (let source = target; source < nodes; source++) expect(additionGains[target * nodes + source]).toBe(0);
    }
    expect(additionGains[(nodes - 1) * nodes + nodes - 2]).toBe(0);
    expect(additionGains.every(Number.isFinite)).toBe(true);
  });
});
