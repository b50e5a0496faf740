/** What a search over images has besides, in its worker: the images, prepared once, and how many of the test's its champion reads. */
import type { Evaluator } from "../evaluate/evaluator.js";
import { fetchFile } from "../evaluate/fetched-files.js";
import { Kernel } from "../evaluate/kernel.js";
import type { Genome } from "../genome/genome.js";
import type { NamedBytes } from "../images/idx.js";
import type { BatchSource, LabelledImages } from "../images/image-set.js";
import { pack } from "../network/pack.js";
import { accuracy, classesOf } from "../score/accuracy.js";
import type { Task } from "../tasks/task.js";
import type { ImageFile, Report, SearchOrder } from "./orders.js";
import { factsOfTask } from "./orders.js";
import { plainBytes } from "./plain-bytes.js";
import { workersEvaluator } from "./workers-evaluator.js";

/** Any but 0 would do for networks that are weight agnostic by construction. */
const TEST_WEIGHT = 1;

/** Test images that the page shows. */
const EXAMPLES = 1000;

/** Searches draw none of them. */
const NO_IMAGES: LabelledImages = { count: 0, images: new Float32Array(), labels: new Uint8Array() };

export interface Work {
  readonly evaluator: Evaluator;
  /** Of a task of images: the share of the test images that a network reads right. */
  readonly rightShare?: (genome: Genome) => number;
}

/** Starts the workers of a search's rollouts, with their images where the task has some. Throws a UserError where their files are damaged. */
export async function openWork(task: Task, order: SearchOrder, report: (message: Report) => void): Promise<Work> {
  const { files, workers, images: given } = order;
  const facts = factsOfTask(task);
  if (!task.imageFiles || !given) return { evaluator: workersEvaluator(facts, files, workers) };
  const opened: NamedBytes[] = [];
  for (const file of given) opened.push({ name: file.name, bytes: await plainBytes(file.name, await blobOf(file)) });
  const { train, test } = task.imageFiles.open(opened, (images) => report({ kind: "preparing", images }));
  report({ kind: "examples", examples: firstOf(test, EXAMPLES) });
  const source: BatchSource = { train, test: NO_IMAGES };
  const kernel = await Kernel.load(files.wasm, facts, undefined, files.assets);
  return {
    evaluator: workersEvaluator(facts, files, workers, source),
    rightShare: (genome) => {
      const logits = kernel.predict(pack(genome).words, TEST_WEIGHT, test.images);
      return accuracy(classesOf(logits, kernel.outputs), test.labels);
    },
  };
}

async function blobOf(file: ImageFile): Promise<Blob> {
  return "url" in file ? (await fetchFile(file.url)).blob() : file;
}

function firstOf({ count, images, labels }: LabelledImages, most: number): LabelledImages {
  const kept = Math.min(count, most);
  return { count: kept, images: images.slice(0, (images.length / count) * kept), labels: labels.slice(0, kept) };
}
