/** Episodes of a task of images: each is a batch of them. Scores, logits and gradients. */
import { batchOf, batchSize } from "../images/batch.js";
import type { BatchSource } from "../images/image-set.js";
import type { Border, Exports } from "./border.js";
import { emptyOutcome, type Outcome, type Plan } from "./evaluator.js";
import { type Part, shareOf, targetsOf } from "./gradients.js";

/** What the wasm of a task of images exports besides; see assembly/images/module.ts. */
export interface ImageExports extends Exports {
  BLOCK_IMAGES: WebAssembly.Global;
  reserveBatch(images: number): void;
  imagesOffset(): number;
  fillBatch(images: number): void;
  labelsOffset(): number;
  logitsOffset(image: number): number;
  classifyBatch(from: number, to: number): void;
  blockGradients(images: number, summed: boolean): void;
  gradientsOffset(): number;
  reserveAdditionGains(targets: number): void;
  addBatchAdditionGains(weight: number, from: number, to: number): void;
  additionGainsOffset(): number;
  predict(episode: number): void;
}

/** Images that `predict` looks at in one go. */
const PREDICT_IMAGES = 2048;

export class ImageScorer {
  /** @param given what batches are drawn from; without it, only `predict` can be used. */
  constructor(
    private readonly border: Border<ImageExports>,
    private readonly given: BatchSource | undefined,
  ) {}

  private get images(): BatchSource {
    if (!this.given) throw new Error("a kernel without images cannot run episodes of images");
    return this.given;
  }

  /** Runs each network through `plan`. Episodes with one seed have one batch: they are run together, a network at a time. */
  evaluateAll(networks: readonly Uint32Array[], plan: Plan): Outcome {
    const { border } = this;
    const perEpisode = plan.weights.length / plan.seeds.length;
    const bySeed = Array.from(plan.seeds.keys()).sort((a, b) => plan.seeds[a] - plan.seeds[b] || a - b);
    const sorted: Plan = {
      ...plan,
      seeds: plan.seeds.map((_, i) => plan.seeds[bySeed[i]]),
      weights: plan.weights.map((_, i) => {
        return plan.weights[bySeed[Math.floor(i / perEpisode)] * perEpisode + (i % perEpisode)];
      }),
    };
    const outcome = emptyOutcome(networks.length * plan.seeds.length);
    border.setPlan(sorted);
    for (let from = 0, to = 0; from < bySeed.length; from = to) {
      while (to < bySeed.length && sorted.seeds[to] === sorted.seeds[from]) to++;
      this.writeBatch(sorted.seeds[from]);
      for (const [n, network] of networks.entries()) {
        border.prepare(network, plan.individual ? perEpisode : undefined);
        border.exports.classifyBatch(from, to);
        const { returns, steps, nonFinite } = border.outcome(bySeed.length);
        outcome.nonFinite += nonFinite;
        for (let i = from; i < to; i++) {
          outcome.returns[n * bySeed.length + bySeed[i]] = returns[i];
          outcome.steps[n * bySeed.length + bySeed[i]] = steps[i];
        }
      }
    }
    return outcome;
  }

  /**
   * What blocks of the batch of `seed` give at individual weights: rows [block], laid out as in assembly/images/classify.ts;
   * `Gradients.gradient` is their sum. Of the first part one row: its blocks' sum. Throws a RangeError where the network does not fit
   * the task, or the weights do not fit it.
   * @param part which of the batch's blocks.
   */
  blockGradients(network: Uint32Array, weights: Float64Array, seed: number, part: Part): Float64Array {
    const { border } = this;
    const { exports } = border;
    const images = batchSize(this.images, seed);
    const blockImages = exports.BLOCK_IMAGES.value;
    const [from, to] = shareOf(Math.ceil(images / blockImages), part);
    border.setPlan({ individual: true, weights, seeds: Uint32Array.of(seed) });
    this.writeBatch(seed, from * blockImages, Math.min(to * blockImages, images));
    border.prepare(network, weights.length);
    const summed = part.index === 0;
    exports.blockGradients(images, summed);
    return border.doubles(exports.gradientsOffset(), (summed ? 1 : to - from) * (1 + weights.length)).slice();
  }

  /**
   * Rows of `Gradients.additionGains`: a part of the targets. Throws a RangeError where the network does not fit the task.
   * @param part which of the computed nodes.
   */
  additionGainRows(network: Uint32Array, sharedWeights: readonly number[], seed: number, part: Part): Float64Array {
    const { border } = this;
    const { exports } = border;
    const [, , , , nodes, connections] = network;
    border.setPlan({ individual: true, weights: new Float64Array(connections), seeds: Uint32Array.of(seed) });
    this.writeBatch(seed);
    border.prepare(network);
    const [from, to] = targetsOf(network, part);
    exports.reserveAdditionGains(to - from);
    for (const weight of sharedWeights) {
      border.doubles(exports.weightsOffset(), connections).fill(weight);
      exports.addBatchAdditionGains(weight, from, to);
    }
    return border.doubles(exports.additionGainsOffset(), (to - from) * nodes).slice();
  }

  /** Writes images `from` up to `to` of the batch of `seed`, which is to be all of it unless told otherwise. */
  private writeBatch(seed: number, from = 0, to = batchSize(this.images, seed)): void {
    const { border } = this;
    const { exports, inputs } = border;
    exports.reserveBatch(to - from);
    const { set, indices } = batchOf(this.images, seed);
    const written = border.singles(exports.imagesOffset(), (to - from) * inputs);
    const labels = border.words(exports.labelsOffset(), to - from);
    for (const [i, image] of indices.subarray(from, to).entries()) {
      written.set(set.images.subarray(image * inputs, (image + 1) * inputs), i * inputs);
      labels[i] = set.labels[image];
    }
    exports.fillBatch(to - from);
  }

  /**
   * A network's logits. Throws a RangeError where it does not fit the task, or the weights do not fit it.
   * @param weights one shared weight, or one a connection in packed order.
   * @param images f32 [image][input].
   * @returns f32 [image][output].
   */
  predict(network: Uint32Array, weights: number | Float64Array, images: Float32Array): Float32Array {
    const { border } = this;
    const { exports, inputs, outputs } = border;
    const individual = typeof weights !== "number";
    const values = individual ? weights : Float64Array.of(weights);
    const logits = new Float32Array((images.length / inputs) * outputs);
    border.setPlan({ individual, weights: values, seeds: new Uint32Array(1) });
    for (let start = 0; start * inputs < images.length; start += PREDICT_IMAGES) {
      const count = Math.min(PREDICT_IMAGES, images.length / inputs - start);
      exports.reserveBatch(count);
      const part = images.subarray(start * inputs, (start + count) * inputs);
      border.singles(exports.imagesOffset(), part.length).set(part);
      exports.fillBatch(count);
      border.prepare(network, individual ? weights.length : undefined);
      exports.predict(0);
      const view = border.singles(0);
      const stride = exports.ROW_BYTES.value / view.BYTES_PER_ELEMENT;
      for (let i = 0; i < count; i++) {
        const first = exports.logitsOffset(i) / view.BYTES_PER_ELEMENT;
        for (let j = 0; j < outputs; j++) logits[(start + i) * outputs + j] = view[first + j * stride];
      }
    }
    return logits;
  }
}
