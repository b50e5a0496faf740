import { beforeAll, describe, expect, it } from "vitest";
import { taskNamed } from "../../src/config/tasks.js";
import { Kernel } from "../../src/evaluate/module.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { loadMnist } from "../../src/mnist/dataset.js";
import { Classifier } from "../../src/tune/accuracy.js";
import type { AdamState } from "../../src/tune/adam.js";
import { type TrainRun, trainWeights } from "../../src/tune/train-weights.js";
import { type TuneProgress, tuneDigest, withWeights } from "../../src/tune/tune-weights.js";

/** Linear regression on the pixels, in effect. */
const genome = fixedTopology(256, [], 10, "linear");
const config = { method: "adam", generations: 4, batches: 10, learningRate: 0.02, confirmEpisodes: 3 } as const;
let kernel: Kernel;
let test: ReturnType<typeof loadMnist>;

beforeAll(async () => {
  test = loadMnist("test");
  kernel = await Kernel.load(await readWasm(), taskNamed("mnist"), { train: loadMnist("train"), test });
});

async function train(change: Partial<TrainRun> = {}) {
  const progress: TuneProgress<AdamState>[] = [];
  const start = new Float64Array(2570).fill(0.1);
  const observe = (each: TuneProgress<AdamState>) => void progress.push(each);
  const state = await trainWeights({ config, genome, start, seed: 1, kernel, observe, ...change });
  return { state, progress };
}

describe("training by gradients", () => {
  it("teaches a linear network most digits in forty steps", async () => {
    const { state, progress } = await train();
    expect(progress.map(({ generation }) => generation)).toEqual([0, 1, 2, 3]);
    expect(progress[3].mean).toBeGreaterThan(progress[0].mean + 0.5);
    const classifier = new Classifier(kernel, withWeights(genome, state.champion.weights), test);
    expect(classifier.ownWeightsRow().mean).toBeGreaterThan(0.85);
    expect(classifier.ownWeightsRow().mean).toBeLessThan(0.95);
    expect(state.rollouts).toBe(4 * (10 + 3) + 3);
  });

  it("is the same stopped and gone on with", async () => {
    const whole = (await train()).state;
    const stop = new AbortController();
    const half = await train({ signal: stop.signal, observe: ({ generation }) => generation === 1 && stop.abort() });
    expect(half.state.strategy.generation).toBe(2);
    const { state } = await train({ state: JSON.parse(JSON.stringify(half.state)) });
    expect(state).toEqual(whole);
    expect(tuneDigest(state)).toBe(tuneDigest(whole));
  });
});
