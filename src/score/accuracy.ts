/** How many images a network classifies rightly, with weights of different kinds. */
import type { Counter } from "../evaluate/evaluator.js";
import type { Kernel } from "../evaluate/kernel.js";
import type { Genome } from "../genome/genome.js";
import { PAPER_WEIGHTS } from "../genome/paper-weights.js";
import type { ImageSet } from "../images/image-set.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { exp } from "../portable-math.js";
import { Purpose, Stream } from "../random/stream.js";
import { meanAndSd } from "../statistics.js";
import { turn } from "../turn.js";
import type { Score } from "./score.js";
import { accuracyProfile } from "./weight-profile.js";

/** The weights whose votes an ensemble counts: the paper's. */
export const ENSEMBLE = PAPER_WEIGHTS;

/** Random weights are drawn from U(−RANGE, RANGE). */
const RANGE = 2;
const RANDOM_WEIGHTS = 100;

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

/** The classes that a network gives to a set of images. */
export class ImageClassifier {
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

  /** The classes with one shared weight; without it, with the network's own weights. */
  classes(weight?: number): Uint8Array {
    return classesOf(this.logits(weight), this.kernel.outputs);
  }

  /** The share of the images that are classified rightly. */
  accuracy(weight?: number): number {
    return accuracy(this.classes(weight), this.set.labels);
  }

  ensembleAccuracy(): number {
    const logits = ENSEMBLE.map((weight) => this.logits(weight));
    return accuracy(votedClasses(logits, this.kernel.outputs), this.set.labels);
  }

  private logits(weight: number | undefined): Float32Array {
    const weights = weight ?? this.own;
    if (weights === undefined) throw new RangeError("the network has no weights of its own");
    return this.kernel.predict(this.words, weights, this.set.images);
  }
}

/**
 * The accuracy at each shared weight. A page or a terminal gets a turn between them.
 * @param counter counts the weights.
 */
export async function accuraciesAt(
  classifier: ImageClassifier,
  weights: readonly number[],
  counter?: Counter,
): Promise<number[]> {
  counter?.expect(weights.length);
  const accuracies: number[] = [];
  for (const weight of weights) {
    accuracies.push(classifier.accuracy(weight));
    counter?.done(1);
    await turn();
  }
  return accuracies;
}

/**
 * Accuracies over a set of images. Random shared weights are RANDOM_WEIGHTS from U(−2, 2), drawn with `seed`; of one set of weights there
 * is no spread.
 * @param counter counts the weights that are run.
 */
export function accuracyScore(kernel: Kernel, set: ImageSet, seed: number, counter?: Counter): Score {
  const classifier = (genome: Genome) => new ImageClassifier(kernel, genome, set);
  return {
    unit: "accuracy",
    over: { images: set.count },
    seed,
    async randomRows(genome) {
      const own = classifier(genome);
      const weights = Array.from({ length: RANDOM_WEIGHTS }, (_, i) =>
        new Stream(seed, Purpose.randomSharedWeight, 0, i).uniform(-RANGE, RANGE),
      );
      return [
        { row: "random-shared-weight", ...meanAndSd(await accuraciesAt(own, weights, counter)) },
        { row: "ensemble", mean: own.ensembleAccuracy(), sd: 0 },
      ];
    },
    sharedWeightRow: async (genome, weight, row) => ({ row, weight, mean: classifier(genome).accuracy(weight), sd: 0 }),
    ownWeightsRow: async (genome) => ({ row: "own-weights", mean: classifier(genome).accuracy(), sd: 0 }),
    sweep: async (genome, weights) => {
      const accuracies = await accuraciesAt(classifier(genome), weights, counter);
      return weights.map((weight, i) => ({ weight, mean: accuracies[i], sd: 0 }));
    },
    profile: (genome, { weights }) => {
      const own = classifier(genome);
      return accuracyProfile((grid) => accuraciesAt(own, grid, counter), genome.outputs, weights);
    },
  };
}
