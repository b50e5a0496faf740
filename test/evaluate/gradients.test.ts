import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Evaluator, Gradients } from "../../src/evaluate/evaluator.js";
import { shareOf, targetsOf } from "../../src/evaluate/gradients.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { createPool } from "../../src/evaluate/pool.js";
import { Refused } from "../../src/evaluate/refused.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import type { Genome } from "../../src/genome/genome.js";
import type { ImageSet, Images } from "../../src/images/image-set.js";
import { imageSet } from "../../src/images/packed-images.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";
import { resolveTuning } from "../../src/optimize/configuration.js";
import { loadChampionFile } from "../../src/record/champion-file.js";
import { evolveWith, tuneWith } from "../../src/runs.js";
import { presetNamed, resolveConfig } from "../../src/search/configuration.js";
import { loadMnist } from "../../src/tasks/mnist/dataset.js";
import { taskNamed } from "../../src/tasks/registry.js";
import golden from "../golden/gradient.json" with { type: "json" };
import recording from "../golden/network-images.json" with { type: "json" };
import { genomeOf } from "../golden/networks.js";

const TASK = taskNamed("mnist");
/** The one that came with the program when the figures were recorded. */
const OLD_CHAMPION = fileURLToPath(new URL("../golden/old-files/mnist-champion.json", import.meta.url));

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
  champion: weighted(loadChampionFile(OLD_CHAMPION).champion.genome),
  recorded: weighted(genomeOf(recording)),
  layered: weighted(fixedTopology(256, [7], 10, "linear")),
};

/** The first images of both parts. */
function firstImages({ train, test }: Images, count: number): Images {
  if (count >= train.count) return { train, test };
  const first = ({ images, labels }: ImageSet) => imageSet(images.slice(0, 256 * count), labels.slice(0, count));
  return { train: first(train), test: first(test) };
}

function hashOf(values: Float64Array): string {
  return createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}

let images: Images;

beforeAll(() => {
  images = { train: loadMnist("train"), test: loadMnist("test") };
});

/** An evaluator on so many threads, 0 for the calling one. */
async function evaluatorOn(workers: number, some = images): Promise<Evaluator & { readonly gradients: Gradients }> {
  const evaluator = await (workers ? createPool(TASK, workers, some) : localEvaluator(await loadKernel(TASK, some)));
  return evaluator as Evaluator & { readonly gradients: Gradients };
}

const WHOLE_SET = 60000;

async function expectRecorded(gradients: Gradients, size: number): Promise<void> {
  const recorded = golden.gradients.filter((each) => each.images === size);
  expect(recorded).not.toEqual([]);
  for (const { network, seed, loss, gradient } of recorded) {
    const { words, weights } = NETWORKS[network];
    const found = await gradients.gradient(words, weights, seed);
    expect([found.loss, hashOf(found.gradient)]).toEqual([loss, gradient]);
  }
}

describe.each([0, 1, 2, 5])("gradients with %d workers", (workers) => {
  let evaluator: Awaited<ReturnType<typeof evaluatorOn>>;

  beforeAll(async () => {
    evaluator = await evaluatorOn(workers);
  });

  afterAll(() => evaluator.close());

  it("are the recorded ones, bit for bit", () => expectRecorded(evaluator.gradients, WHOLE_SET));

  it("give the recorded gains of additions", async () => {
    for (const { network, sharedWeights, seed, additionGains } of golden.additionGains) {
      const { words } = NETWORKS[network];
      expect(hashOf(await evaluator.gradients.additionGains(words, sharedWeights, seed))).toBe(additionGains);
    }
  });

  it("tune a network to the recorded digest", async () => {
    const { network, seed, config, digest } = golden.tuning;
    const { genome, weights: start } = NETWORKS[network];
    const { method: _, ...values } = config;
    const tuning = resolveTuning(TASK, start.length, [{ origin: "golden", values }]);
    const tuned = await tuneWith(evaluator, { task: TASK, config: tuning, genome, start, seed });
    expect(tuned.digest).toBe(digest);
  });

  it("guide a search to the recorded digest", async () => {
    const { seed, config, digest } = golden.guided;
    const guided = resolveConfig(presetNamed("mnist"), [{ origin: "golden", values: config }]);
    expect((await evolveWith(evaluator, { config: guided, seed })).digest).toBe(digest);
  });

  it("refuse weights that do not fit the network, and a network that does not fit the task", async () => {
    const { gradients } = evaluator;
    const { words, weights } = NETWORKS.recorded;
    const short = gradients.gradient(words, weights.slice(1), 5);
    await expect(short).rejects.toThrow(
      new Refused("699 individual weights were given, the network has 700 connections"),
    );
    const wrong = pack(fixedTopology(4, [3], 2, "linear"));
    const other = gradients.gradient(wrong.words, new Float64Array(wrong.order.length), 5);
    await expect(other).rejects.toThrow(/4 inputs and 2 outputs.*256 inputs and 10 outputs/);
    await expect(gradients.additionGains(wrong.words, [1], 5)).rejects.toThrow(RangeError);
    const { loss } = await gradients.gradient(words, weights, 5);
    expect(loss).toBe(golden.gradients.find((each) => each.network === "recorded" && each.seed === 5)?.loss);
  });
});

describe("gradients", () => {
  it.each([1, 64, 130])("of a set of %d images are the recorded ones", async (size) => {
    for (const workers of [0, 2]) {
      const evaluator = await evaluatorOn(workers, firstImages(images, size));
      await expectRecorded(evaluator.gradients, size);
      await evaluator.close();
    }
  });

  it("of a pool are the same where its threads die", async () => {
    const pool = await createPool(TASK, 2, images);
    const { gradient, additionGains } = pool.gradients as Gradients;
    const { words, weights } = NETWORKS.champion;
    const calls = [5, 2 ** 31, 2 ** 31 + 77].map((seed) => gradient(words, weights, seed));
    const matrix = additionGains(words, [-1.5, 0.5], 2 ** 31 + 11);
    await Promise.all(pool.threads.map((thread) => thread.terminate()));
    const found = (await Promise.all(calls)).map((each) => hashOf(each.gradient));
    expect(found).toEqual(golden.gradients.slice(0, 3).map((each) => each.gradient));
    expect(hashOf(await matrix)).toBe(golden.additionGains[0].additionGains);
    await pool.close();
  });
});

describe("an evaluator has no gradients", () => {
  it("of a task that does not classify", async () => {
    const task = taskNamed("swingup");
    const pool = await createPool(task, 1);
    await pool.close();
    const local = localEvaluator(await loadKernel(task, images));
    expect([pool.gradients, local.gradients]).toEqual([undefined, undefined]);
  });

  it("without images", async () => {
    expect(localEvaluator(await loadKernel(TASK)).gradients).toBeUndefined();
  });
});

describe("a kernel", () => {
  it("gives the same whatever was in memory before, where images are no multiple of the four that are laid out at once", async () => {
    const kernel = await loadKernel(TASK, firstImages(images, 130));
    const { words, weights } = NETWORKS.champion;
    const before = kernel.blockGradients(words, weights, 2 ** 31, { index: 0, of: 1 });
    kernel.predict(words, 1, new Float32Array(256 * 2048).fill(Number.NaN));
    expect(kernel.blockGradients(words, weights, 2 ** 31, { index: 0, of: 1 })).toEqual(before);
  });
});

describe("parts", () => {
  /** How long the ranges are, which go from `first` to `last` without a gap. */
  function lengths(ranges: readonly (readonly [number, number])[], first: number, last: number): number[] {
    expect([ranges[0][0], ranges[ranges.length - 1][1]]).toEqual([first, last]);
    expect(ranges.slice(1).map(([from]) => from)).toEqual(ranges.slice(0, -1).map(([, to]) => to));
    return ranges.map(([from, to]) => to - from);
  }

  const partsOf = (of: number) => Array.from({ length: of }, (_, index) => ({ index, of }));

  it("have as many blocks each, give or take one", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 1, max: 20 }), (count, of) => {
        const ranges = partsOf(of).map((part) => shareOf(count, part));
        const found = lengths(ranges, 0, count);
        expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("have about as many pairs of a source and a target each", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (hidden, of) => {
        const { words } = pack(fixedTopology(20, [hidden], 3, "linear"));
        const nodes = words[4];
        const ranges = partsOf(of).map((part) => targetsOf(words, part));
        lengths(ranges, 21, nodes);
        const pairs = ranges.map(([from, to]) => {
          return Array.from({ length: to - from }, (_, i) => Math.min(from + i, nodes - 3)).reduce((a, b) => a + b, 0);
        });
        const mean = pairs.reduce((a, b) => a + b) / of;
        for (const each of pairs) expect(Math.abs(each - mean)).toBeLessThanOrEqual(nodes);
      }),
    );
  });
});
