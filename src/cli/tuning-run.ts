/** A tuning from where its folder stands to its end, and what it came to. */

import { taskNamed } from "../config/tasks.js";
import { sharedWeightEffort } from "../config/tuning.js";
import { createPool } from "../evaluate/pool.js";
import { encoderHash, loadKernel } from "../evaluate/wasm-file.js";
import { loadEvaluator, loadImages } from "../index.js";
import { imagesHash } from "../mnist/dataset.js";
import type { Champion } from "../network/champion.js";
import { pack, packedWeights } from "../network/pack.js";
import { keepHash, requireFree } from "../record/folder.js";
import { type AnyTuneState, TuneFolder } from "../record/tune-folder.js";
import { Classifier } from "../tune/accuracy.js";
import type { AdamState } from "../tune/adam.js";
import type { CmaState } from "../tune/cma.js";
import { ownWeightsRow, sharedWeightRow } from "../tune/rows.js";
import { tuneSharedWeight } from "../tune/shared-weight.js";
import { trainWeights } from "../tune/train-weights.js";
import { type TuneProgress, type TuneState, tuneDigest, tuneWeights, withWeights } from "../tune/tune-weights.js";
import { outColors } from "./colors.js";
import { endInterrupted, interruptible, REPORT_EPISODES, REPORT_SEED, type RunResult } from "./long-run.js";
import { clock, progressBar } from "./progress.js";
import { accuracyTable, episodesNote, imagesNote, rowsTable } from "./rows-table.js";
import { type TuneOptions, tuningConfig } from "./tune-config.js";

export interface TuningOutcome {
  readonly result: RunResult;
  /** Its rows for people. */
  readonly table: string;
}

interface Options {
  readonly workers: number;
  readonly data?: string;
}

type Ended = Pick<TuningOutcome, "table"> & Pick<RunResult, "rows">;

/** The folder of a new run; its champion's shared weight is tuned first, where it has not been yet. */
export async function beginTuning(
  path: string,
  champion: Champion,
  tuning: TuneOptions,
  seed: number,
  options: Options,
): Promise<TuneFolder> {
  const task = taskNamed(champion.task);
  const config = tuningConfig(task, champion.genome, tuning);
  requireFree(path);
  let { tunedSharedWeight } = champion;
  if (tunedSharedWeight === undefined) {
    const evaluator = await loadEvaluator(task, options);
    tunedSharedWeight = await tuneSharedWeight(evaluator, champion.genome, 0, sharedWeightEffort(task)).finally(() =>
      evaluator.close(),
    );
  }
  return TuneFolder.create(path, config, seed, { ...champion, tunedSharedWeight });
}

/** Runs a tuning to its end, or ends the process in good order when it is interrupted. */
export async function runTuning(folder: TuneFolder, options: Options): Promise<TuningOutcome> {
  const began = performance.now();
  const { config, start, task } = folder;
  const { order } = pack(start.genome);
  const weights = order.length;
  process.stderr.write(`${task.name}, ${weights} weights, seed ${folder.seed}, in ${folder.path}\n`);
  const { signal, release } = interruptible();
  const bar = progressBar("generation", folder.state?.strategy.generation ?? 0, config.generations);
  const run = {
    genome: start.genome,
    start: packedWeights(start.genome, order) ?? new Float64Array(weights).fill(start.tunedSharedWeight as number),
    seed: folder.seed,
    signal,
    observe: (progress: TuneProgress<CmaState | AdamState>) => {
      folder.record(progress);
      const { mean, state } = progress;
      bar.update(progress.generation + 1, `mean ${mean.toFixed(2)}  champion ${state.champion.mean.toFixed(2)}`);
    },
  };
  const finish = (state: AnyTuneState) => {
    bar.stop();
    folder.checkpoint(state);
    if (signal.aborted && state.strategy.generation < config.generations) {
      endInterrupted("tune", folder.path, state.strategy.generation, config.generations);
    }
    release();
  };

  let state: AnyTuneState;
  let ended: Ended;
  if (config.method === "adam") {
    const images = loadImages(options.data);
    keepHash(folder.path, "images", imagesHash(images));
    const evaluator = await createPool(task, options.workers, images);
    const going = folder.state as TuneState<AdamState> | undefined;
    state = await trainWeights({ ...run, config, evaluator, ...(going && { state: going }) });
    finish(state);
    await evaluator.close();
    const kernel = await loadKernel(task, images);
    const classifier = new Classifier(kernel, withWeights(start.genome, state.champion.weights), images.test);
    const rows = [
      classifier.sharedWeightRow(start.tunedSharedWeight as number, "tuned-shared-weight"),
      classifier.ownWeightsRow(),
    ];
    ended = { rows, table: `${accuracyTable(rows)}\n\n${task.name}, ${imagesNote(images.test.count, REPORT_SEED)}` };
  } else {
    if (task.encoded) keepHash(folder.path, "encoder", await encoderHash(task));
    const evaluator = await loadEvaluator(task, options);
    const going = folder.state as TuneState<CmaState> | undefined;
    state = await tuneWeights({ ...run, config, evaluator, ...(going && { state: going }) });
    finish(state);
    const plan = { genome: start.genome, episodes: REPORT_EPISODES, seed: REPORT_SEED };
    const tuned = { ...plan, genome: withWeights(start.genome, state.champion.weights) };
    const rows = [
      await sharedWeightRow(evaluator, plan, start.tunedSharedWeight as number, "tuned-shared-weight"),
      await ownWeightsRow(evaluator, tuned),
    ];
    await evaluator.close();
    const table = `${rowsTable(rows)}\n\n${task.name}, ${episodesNote(REPORT_EPISODES, REPORT_SEED)}`;
    ended = { rows: rows.map(({ returns: _, ...row }) => row), table };
  }

  const digest = tuneDigest(state);
  folder.writeChampion(state, { digest });
  const seconds = (performance.now() - began) / 1000;
  const { generations } = config;
  const files = { champion: folder.championPath, run: folder.path };
  const result = { digest, ...files, generations, rollouts: state.rollouts, seconds, rows: ended.rows };
  return { result, table: ended.table };
}

/** What a tuning came to, for people. */
export function tuningSummary({ seed }: TuneFolder, { result, table }: TuningOutcome): string {
  const { generations, rollouts, seconds, digest, champion } = result;
  return [
    "",
    table,
    "",
    `${outColors.bold("run")}       ${generations} generations, ${rollouts} rollouts in ${clock(seconds)} ` +
      `(seed ${seed}, digest ${digest.slice(0, 16)})`,
    `${outColors.bold("network")}   ${champion}`,
  ].join("\n");
}
