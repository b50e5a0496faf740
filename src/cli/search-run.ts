/** A search from where its folder stands to its end, and what it came to. */
import { type Task, taskNamed } from "../config/tasks.js";
import { sharedWeightEffort } from "../config/tuning.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import type { Coordinator } from "../evaluate/queue.js";
import { encoderHash } from "../evaluate/wasm-file.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { loadClassifier, loadEvaluator, loadImages } from "../index.js";
import { imagesHash } from "../mnist/dataset.js";
import { writeAtomic } from "../record/atomic.js";
import { keepHash } from "../record/folder.js";
import type { RunFolder } from "../record/run-folder.js";
import { networkSvg } from "../report/network-svg.js";
import { type ConfirmedChampion, finalDigest, type Progress, train } from "../train.js";
import { Classifier } from "../tune/accuracy.js";
import { randomSharedWeightRow, randomWeightsRow, sharedWeightRow } from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { outColors } from "./colors.js";
import { estimateLine, estimateRun } from "./estimate.js";
import {
  endInterrupted,
  interruptible,
  REPORT_EPISODES,
  REPORT_SEED,
  type ReportRow,
  type RunResult,
} from "./long-run.js";
import { clock, plural, progressBar } from "./progress.js";
import { queueEvaluator } from "./queue-url.js";
import { accuracyTable, episodesNote, imagesNote, rowsTable } from "./rows-table.js";

export interface SearchResult extends RunResult {
  readonly connections: number;
}

export interface SearchOutcome {
  readonly champion: ConfirmedChampion;
  readonly result: SearchResult;
  /** Its rows for people. */
  readonly table: string;
}

interface SearchOptions {
  readonly workers: number;
  readonly data?: string;
  /** The URL of a queue to run over instead. */
  readonly queue?: string | undefined;
  /** Whether nothing is to be said but the result. */
  readonly json?: boolean;
}

/** Runs a search to its end, or ends the process in good order when it is interrupted. */
export async function runSearch(folder: RunFolder, options: SearchOptions): Promise<SearchOutcome> {
  const { data, queue } = options;
  const began = performance.now();
  const task = taskNamed(folder.config.task);
  if (task.classifies) keepHash(folder.path, "images", imagesHash(loadImages(data)));
  if (task.encoded) keepHash(folder.path, "encoder", await encoderHash(task));
  if (queue === undefined) {
    const evaluator = await loadEvaluator(task, options);
    if (!options.json) {
      const { config, seed, state } = folder;
      const outlook = { task, config, seed, ...(state && { search: state.search }) };
      process.stderr.write(`${estimateLine(await estimateRun(outlook, evaluator, options.workers))}\n`);
    }
    return searchWith(evaluator, folder, { data, began }).finally(() => evaluator.close());
  }
  const coordinator = await queueEvaluator(queue, task, folder.path, data);
  const crew = (rate: number) => crewNote(coordinator.crew, rate);
  return searchWith(coordinator, folder, { data, began, crew }).finally(() => coordinator.close());
}

interface Circumstances {
  readonly data: string | undefined;
  /** When it began, in the milliseconds of `performance.now()`. */
  readonly began: number;
  /** What progress tells of those who do the work. */
  readonly crew?: (rolloutsPerSecond: number) => string;
}

async function searchWith(
  evaluator: Evaluator,
  folder: RunFolder,
  { data, began, crew }: Circumstances,
): Promise<SearchOutcome> {
  const { config } = folder;
  const task = taskNamed(config.task);
  const { signal, release } = interruptible();
  const rolloutsBefore = folder.state?.rollouts ?? 0;
  const done = folder.state?.search.generation ?? 0;
  const bar = progressBar("generation", done, config.generations);
  const state = await train({
    config,
    shape: task,
    seed: folder.seed,
    evaluator,
    signal,
    ...(folder.state && { state: folder.state }),
    observe: (progress) => {
      folder.record(progress);
      const rate = (progress.state.rollouts - rolloutsBefore) / ((performance.now() - began) / 1000);
      bar.update(progress.ranking.generation + 1, note(progress) + (crew?.(rate) ?? ""));
    },
  }).finally(() => bar.stop());
  folder.checkpoint(state);
  if (signal.aborted && state.search.generation < config.generations) {
    await evaluator.close();
    endInterrupted("evolve", folder.path, state.search.generation, config.generations);
  }
  release();

  const { champion } = state;
  if (!champion) throw new Error("a run of no generations has no champion");
  const { genome } = champion;
  const tuned = await tuneSharedWeight(evaluator, genome, folder.seed, sharedWeightEffort(task));
  const { rows, table } = task.classifies
    ? await reportAccuracy(task, genome, tuned, data)
    : await reportReturns(evaluator, task, genome, tuned);
  const digest = finalDigest(state);
  folder.writeChampion(state, { tunedSharedWeight: tuned, provenance: { digest } });
  writeAtomic(folder.drawingPath, networkSvg(genome, task));
  const seconds = (performance.now() - began) / 1000;
  const connections = enabledConnections(genome);
  const result = {
    digest,
    champion: folder.championPath,
    run: folder.path,
    generations: state.search.generation,
    rollouts: state.rollouts,
    seconds,
    connections,
    rows,
  };
  return { champion, result, table };
}

/** What a network does over fresh episodes or on the test images: figures, and the table that shows them. */
interface Report {
  readonly rows: readonly ReportRow[];
  readonly table: string;
}

async function reportReturns(evaluator: Evaluator, task: Task, genome: Genome, tuned: number): Promise<Report> {
  const plan = { genome, episodes: REPORT_EPISODES, seed: REPORT_SEED };
  const rows = [
    await randomWeightsRow(evaluator, plan),
    await randomSharedWeightRow(evaluator, plan),
    await sharedWeightRow(evaluator, plan, tuned, "tuned-shared-weight"),
  ];
  const table = `${rowsTable(rows)}\n\n${task.name}, ${episodesNote(REPORT_EPISODES, REPORT_SEED)}`;
  return { rows: rows.map(({ returns: _, ...row }) => row), table };
}

async function reportAccuracy(task: Task, genome: Genome, tuned: number, data?: string): Promise<Report> {
  const { kernel, images } = await loadClassifier(task, data);
  const classifier = new Classifier(kernel, genome, images.test);
  const rows = [
    classifier.randomSharedWeightRow(REPORT_SEED),
    classifier.ensembleRow(),
    classifier.sharedWeightRow(tuned, "tuned-shared-weight"),
  ];
  return { rows, table: `${accuracyTable(rows)}\n\n${task.name}, ${imagesNote(images.test.count, REPORT_SEED)}` };
}

/** What a run came to, for people. */
export function searchSummary(folder: RunFolder, { champion, result, table }: SearchOutcome): string {
  const { config, seed } = folder;
  return [
    "",
    `${outColors.bold("champion")}  ${result.connections} connections, found in generation ${champion.generation}, ` +
      `mean ${champion.mean.toFixed(1)} over its ${config.confirmEpisodes * config.episodesPerWeight} confirming ` +
      "episodes at each shared weight",
    "",
    table,
    "",
    `${outColors.bold("run")}       ${result.generations} generations, ${result.rollouts} rollouts in ` +
      `${clock(result.seconds)} (seed ${seed}, digest ${result.digest.slice(0, 16)})`,
    `${outColors.bold("network")}   ${folder.championPath}`,
    `${outColors.bold("drawing")}   ${folder.drawingPath}`,
  ].join("\n");
}

function note({ ranking, state, evaluateMs }: Progress): string {
  const champion = state.champion;
  const best = champion
    ? `champion ${Number(champion.mean.toPrecision(3))} (${enabledConnections(champion.genome)} conn.)`
    : "";
  return `best ${Number(ranking.best.mean.toPrecision(3))}  ${best}  ${evaluateMs.toFixed(0)} ms/gen`;
}

/** @param rate rollouts a second. */
function crewNote({ machines, cores }: Coordinator["crew"], rate: number): string {
  return `  ${plural(machines, "machine")}, ${plural(cores, "core")}, ${rate.toFixed(0)} rollouts/s`;
}
