import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { taskNamed } from "../../src/config/tasks.js";
import { Kernel } from "../../src/evaluate/module.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import type { Genome } from "../../src/genome/genome.js";
import type { MnistImages } from "../../src/mnist/batch.js";
import { loadMnist } from "../../src/mnist/dataset.js";
import { type ImageSet, imageSet } from "../../src/mnist/image-set.js";
import { pack, packedWeights } from "../../src/network/pack.js";
import { committedChampion } from "../../src/record/champion-file.js";
import golden from "../golden/gradient.json" with { type: "json" };
import recording from "../golden/network-images.json" with { type: "json" };
import { genomeOf } from "../golden/networks.js";
import { temporaryFolder } from "../record/temporary-folder.js";

process.env.WANN_CACHE = temporaryFolder();

const TASK = taskNamed("mnist");

interface Weighted {
  readonly genome: Genome;
  readonly words: Uint32Array;
  readonly weights: Float64Array;
}

/** A network with its own weights or, where it has none, with some. */
function weighted(genome: Genome): Weighted {
  const { words, order } = pack(genome);
  const some = () => Float64Array.from(order, (_, k) => (((37 * k) % 101) - 50) / 200);
  return { genome, words, weights: packedWeights(genome, order) ?? some() };
}

const NETWORKS: Readonly<Record<string, Weighted>> = {
  champion: weighted(committedChampion(TASK, "wann")?.genome as Genome),
  recorded: weighted(genomeOf(recording)),
  layered: weighted(fixedTopology(256, [7], 10, "linear")),
};

/** The first images of both parts. */
function firstImages({ train, test }: MnistImages, count: number): MnistImages {
  if (count >= train.count) return { train, test };
  const first = ({ images, labels }: ImageSet) => imageSet(images.slice(0, 256 * count), labels.slice(0, count));
  return { train: first(train), test: first(test) };
}

function hashOf(values: Float64Array): string {
  return createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}

let images: MnistImages;

beforeAll(() => {
  images = { train: loadMnist("train"), test: loadMnist("test") };
});

describe("a kernel", () => {
  it("has the recorded gradients", async () => {
    for (const { network, images: count, seed, loss, gradient } of golden.gradients) {
      const kernel = await Kernel.load(await readWasm(), TASK, firstImages(images, count));
      const { words, weights } = NETWORKS[network];
      const found = kernel.gradient(words, weights, seed);
      expect([found.loss, hashOf(found.gradient)]).toEqual([loss, gradient]);
    }
  });

  it("has them whatever was in memory before, where images are no multiple of the four that are laid out at once", async () => {
    const kernel = await Kernel.load(await readWasm(), TASK, firstImages(images, 130));
    const { words, weights } = NETWORKS.champion;
    const before = kernel.gradient(words, weights, 2 ** 31);
    kernel.predict(words, 1, new Float32Array(256 * 2048).fill(Number.NaN));
    expect(kernel.gradient(words, weights, 2 ** 31)).toEqual(before);
  });

  it("has the recorded prospects", async () => {
    const kernel = await Kernel.load(await readWasm(), TASK, images);
    for (const { network, sharedWeights, seed, prospects } of golden.prospects) {
      expect(hashOf(kernel.prospects(NETWORKS[network].words, sharedWeights, seed))).toBe(prospects);
    }
  });
});
