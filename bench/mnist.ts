/**
 * Images per second of MNIST's classification on one core: the recorded network of 700 connections on batches of 1,000
 * images, 64 networks a batch as in a search, at one shared weight and at the six. Beside it the plain TypeScript twin.
 */

import { BATCH_IMAGES } from "../src/images/batch.js";
import { loadClassifier } from "../src/index.js";
import { pack } from "../src/network/pack.js";
import { crossPlan } from "../src/search/episodes.js";
import { taskNamed } from "../src/tasks/registry.js";
import golden from "../test/golden/network-images.json" with { type: "json" };
import { genomeOf } from "../test/golden/networks.js";
import { networkTwin } from "../test/twin/network.js";
import { milliseconds, spread } from "./context.js";

const NETWORKS = 64;
const ROUNDS = 7;
const TWIN_IMAGES = 500;
const WEIGHT = 0.5;
/** What the original NumPy code does on one core of a 2.6 GHz AMD EPYC with such a network. */
const NUMPY = 55_000;

export async function mnist(): Promise<object> {
  const { kernel, images } = await loadClassifier(taskNamed("mnist"));
  const genome = genomeOf(golden);
  const { words } = pack(genome);
  const pixels = images.test.images;
  const image = (i: number) => Array.from(pixels.subarray(i * 256, i * 256 + 256));
  const twinNetwork = networkTwin(genome, WEIGHT);
  const twin = (i: number) => twinNetwork.run(image(i));
  check(kernel.predict(words, WEIGHT, pixels.subarray(0, 100 * 256)), twin);

  const networks = Array.from({ length: NETWORKS }, () => words);
  const rate = (weights: readonly number[]) => {
    const plan = crossPlan(weights, [2 ** 31]);
    const work = () => void kernel.evaluateAll(networks, plan);
    return ((NETWORKS * weights.length * BATCH_IMAGES) / milliseconds(work)) * 1000;
  };
  const figures: { one: number[]; six: number[]; twin: number[] } = { one: [], six: [], twin: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const one = rate([WEIGHT]);
    const six = rate([-2, -1, -0.5, 0.5, 1, 2]);
    const plain = milliseconds(() => {
      for (let i = 0; i < TWIN_IMAGES; i++) twin(i);
    });
    // The first round warms up.
    if (round < 0) continue;
    figures.one.push(one);
    figures.six.push(six);
    figures.twin.push((TWIN_IMAGES / plain) * 1000);
  }
  const one = spread(figures.one);
  const typescript = spread(figures.twin);
  return {
    imagesPerSecond: one.median,
    oneWeight: one,
    sixWeights: spread(figures.six),
    typescript,
    timesTypescript: one.median / typescript.median,
    timesNumpy: one.median / NUMPY,
  };
}

/** Throws where the kernel's logits are not the twin's: a wrong result is not worth timing. */
function check(logits: Float32Array, twin: (image: number) => Float64Array): void {
  for (let i = 0; i * 10 < logits.length; i++) {
    for (const [j, expected] of twin(i).entries()) {
      const difference = Math.abs(logits[i * 10 + j] - expected);
      if (difference > 1e-4 * Math.max(1, Math.abs(expected)))
        throw new Error(`image ${i}, class ${j}: off by ${difference}`);
    }
  }
}
