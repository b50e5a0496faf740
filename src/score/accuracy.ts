/** How many images a network classifies rightly, with weights of different kinds. */
import type { Kernel } from "../evaluate/module.js";
import type { Genome } from "../genome/genome.js";
import type { ImageSet } from "../mnist/images.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { exp } from "../portable-math.js";
import { Purpose, Stream } from "../random/stream.js";
import { meanAndSd } from "../statistics.js";

/** The weights whose votes an ensemble counts: the paper's. */
export const ENSEMBLE = [-2, -1, -0.5, 0.5, 1, 2];

/** Random weights are drawn from U(−RANGE, RANGE). */
const RANGE = 2;
const RANDOM_WEIGHTS = 100;

export interface AccuracyRow {
  readonly row: "random-shared-weight" | "ensemble" | "tuned-shared-weight" | "shared-weight" | "own-weights";
  readonly weight?: number;
  /** Share of the images that are classified rightly, 0 to 1; of random weights, the mean. */
  readonly mean: number;
  /** Over random weights; of one set of weights there is no spread. */
  readonly sd: number;
}

/** The class of each image: the highest logit's, the first among equals. */
export function classesOf(logits: Float32Array, classes: number): Uint8Array {
  return Uint8Array.from({ length: logits.length / classes }, (_, image) => {
    let best = 0;
    for (let j = 1; j < classes; j++) if (logits[image * classes + j] > logits[image * classes + best]) best = j;
    return best;
  });
}

/** The class most of the weights vote for; among equals the one with the highest sum of softmax values. */
export function votedClasses(logitsByWeight: readonly Float32Array[], classes: number): Uint8Array {
  const votes = logitsByWeight.map((logits) => classesOf(logits, classes));
  return Uint8Array.from({ length: votes[0].length }, (_, image) => {
    const score = new Float64Array(classes);
    for (const [w, logits] of logitsByWeight.entries()) {
      // A vote outweighs all softmax values together.
      score[votes[w][image]] += logitsByWeight.length + 1;
      const own = logits.subarray(image * classes, (image + 1) * classes);
      const high = own[votes[w][image]];
      const raised = Array.from(own, (logit) => exp(logit - high));
      const sum = raised.reduce((total, value) => total + value, 0);
      for (let j = 0; j < classes; j++) score[j] += raised[j] / sum;
    }
    let best = 0;
    for (let j = 1; j < classes; j++) if (score[j] > score[best]) best = j;
    return best;
  });
}

export function accuracy(classes: Uint8Array, labels: Uint8Array): number {
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (classes[i] === labels[i]) right++;
  return right / labels.length;
}

/** [label][class]: how many images of a label got which class. */
export function confusion(classes: Uint8Array, labels: Uint8Array, count: number): number[][] {
  const table = Array.from({ length: count }, () => Array<number>(count).fill(0));
  for (let i = 0; i < labels.length; i++) table[labels[i]][classes[i]]++;
  return table;
}

export class ImageScorer {
  private readonly words: Uint32Array;
  private readonly own: Float64Array | undefined;

  constructor(
    private readonly kernel: Kernel,
    genome: Genome,
    private readonly set: ImageSet,
  ) {
    const { words, order } = pack(genome);
    this.words = words;
    this.own = packedWeights(genome, order);
  }

  get hasOwnWeights(): boolean {
    return this.own !== undefined;
  }

  /** The classes with one shared weight; without it, with the network's own weights. */
  classes(weight?: number): Uint8Array {
    return classesOf(this.logits(weight), this.kernel.outputs);
  }

  ensembleClasses(): Uint8Array {
    const logits = ENSEMBLE.map((weight) => this.logits(weight));
    return votedClasses(logits, this.kernel.outputs);
  }

  sharedWeightRow(weight: number, row: "shared-weight" | "tuned-shared-weight"): AccuracyRow {
    return { row, weight, mean: accuracy(this.classes(weight), this.set.labels), sd: 0 };
  }

  ensembleRow(): AccuracyRow {
    return { row: "ensemble", mean: accuracy(this.ensembleClasses(), this.set.labels), sd: 0 };
  }

  ownWeightsRow(): AccuracyRow {
    return { row: "own-weights", mean: accuracy(this.classes(), this.set.labels), sd: 0 };
  }

  /** Over RANDOM_WEIGHTS shared weights from U(−2, 2), drawn with `seed`. */
  randomSharedWeightRow(seed: number): AccuracyRow {
    const shares = Array.from({ length: RANDOM_WEIGHTS }, (_, i) => {
      const weight = new Stream(seed, Purpose.randomSharedWeight, 0, i).uniform(-RANGE, RANGE);
      return accuracy(this.classes(weight), this.set.labels);
    });
    return { row: "random-shared-weight", ...meanAndSd(shares) };
  }

  private logits(weight: number | undefined): Float32Array {
    const weights = weight ?? this.own;
    if (weights === undefined) throw new RangeError("the network has no weights of its own");
    return this.kernel.predict(this.words, weights, this.set.images);
  }
}
