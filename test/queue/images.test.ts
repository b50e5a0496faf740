import { expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { joinQueue } from "../../src/evaluate/queue/worker.js";
import { coordinate } from "../../src/evaluate/queue.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { loadMnist } from "../../src/tasks/mnist/dataset.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { imagesFile, labelsFile, put } from "../images/idx-files.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { useOwnCache } from "../tasks/mnist/own-cache.js";
import { describeWithRedis } from "./redis.js";

useOwnCache();

const TASK = taskNamed("mnist");
const NETWORKS = [3, 4].map((units) => pack(fixedTopology(256, [units], 10, "linear")).words);
const PLAN = crossPlan([-1, 1], [2 ** 31, 2 ** 31 + 1]);

/** A folder with the four files of a few images with `labels`. */
function dataFolder(labels: readonly number[]): string {
  const folder = temporaryFolder();
  for (const part of ["train", "t10k"]) {
    put(folder, `${part}-images-idx3-ubyte`, imagesFile(labels.length));
    put(folder, `${part}-labels-idx1-ubyte`, labelsFile(labels));
  }
  return folder;
}

describeWithRedis("a task of images over a queue", (server) => {
  const [ours, others] = [dataFolder([3, 1, 4, 1]), dataFolder([2, 7, 1, 8])];

  it("has the local outcome from workers with the same images, and refuses those with others or none", async () => {
    const images = { train: loadMnist("train", ours), test: loadMnist("test", ours) };
    const local = localEvaluator(await loadKernel(TASK, images));
    const join = (data: string) => joinQueue(server().url, { threads: 1, data, lockMs: 500, notice: () => {} });
    const queue = await coordinate(server().url, TASK, { images, tickMs: 50, notice: () => {} });
    const outcome = queue.evaluate(NETWORKS, PLAN);
    for (const [data, line] of [
      [others, /^this worker's images of mnist have hash [0-9a-f]{16}: expected the run's$/],
      ["nowhere", /^nowhere: train-images-idx3-ubyte: no such file/],
    ] as const) {
      const stranger = await join(data);
      await expect(stranger.refused).rejects.toThrow(line);
      await stranger.close(true);
    }
    const worker = await join(ours);
    expect(await outcome).toEqual(await local.evaluate(NETWORKS, PLAN));
    await queue.close();
    await worker.close();
  });

  it("has the local gradients without any worker", async () => {
    const images = { train: loadMnist("train", ours), test: loadMnist("test", ours) };
    const local = localEvaluator(await loadKernel(TASK, images));
    const queue = await coordinate(server().url, TASK, { images, threads: 2, notice: () => {} });
    const [network] = NETWORKS;
    const weights = Float64Array.from({ length: network[5] }, (_, k) => Math.sin(1 + k));
    const gradient = await queue.gradients?.gradient(network, weights, 2 ** 31);
    expect(gradient?.gradient).toHaveLength(weights.length);
    expect(gradient).toEqual(await local.gradients?.gradient(network, weights, 2 ** 31));
    const additionGains = await queue.gradients?.additionGains(network, [-1, 1], 2 ** 31);
    expect(additionGains).toEqual(await local.gradients?.additionGains(network, [-1, 1], 2 ** 31));
    await queue.close();
  });
});
