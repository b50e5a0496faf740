/** A tuning from where its folder stands to its end, and what it came to. */

import type { Evaluator } from "../evaluate/evaluator.js";
import type { Champion } from "../genome/champion.js";
import { loadEvaluator } from "../index.js";
import { finalDigest, isSpent, journey, type Progress } from "../journey.js";
import { pack } from "../network/pack.js";
import type { OptimizerConfig, TuneOutcome } from "../optimize/optimizer.js";
import { tunedChampion } from "../record/champion-texts.js";
import { TuningRun } from "../record/tuning-run.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import { taskNamed } from "../tasks/registry.js";
import { outColors } from "./colors.js";
import {
  endInterrupted,
  interruptible,
  noticeEnd,
  REPORT_EPISODES,
  REPORT_SEED,
  type ReportRow,
  type RunResult,
  reportRows,
} from "./long-run.js";
import { requireOut } from "./options.js";
import { clock, headline, progressBar } from "./progress.js";
import { rowsTable, scoreNote } from "./rows-table.js";
import { scoreOf } from "./score.js";
import { surroundingsOf } from "./surroundings.js";

export interface TuningOutcome {
  readonly result: RunResult;
  /** Its rows for people. */
  readonly table: string;
}

interface Options {
  readonly workers: number;
  readonly data?: string;
}

/** The folder of a new run; its champion's shared weight is tuned first, where it has not been yet. */
export async function beginTuning(
  path: string,
  champion: Champion,
  config: OptimizerConfig,
  seed: number,
  options: Options,
): Promise<TuningRun> {
  const task = taskNamed(champion.task);
  requireOut(path);
  const surroundings = await surroundingsOf(task, options.data);
  let { tunedSharedWeight } = champion;
  if (tunedSharedWeight === undefined) {
    const evaluator = await loadEvaluator(task, options);
    tunedSharedWeight = await tuneSharedWeight(evaluator, task, champion.genome, 0).finally(() => evaluator.close());
  }
  return TuningRun.create(path, { config, seed }, { ...champion, tunedSharedWeight }, surroundings);
}

/** Runs a tuning to its end, or ends the process in good order when it is interrupted. */
export async function runTuning(run: TuningRun, options: Options): Promise<TuningOutcome> {
  const began = performance.now();
  const { config, start, task, optimizer } = run;
  const weights = pack(start.genome).order.length;
  headline(`${task.name}, ${weights} weights, seed ${run.seed}, in ${run.path}`);
  const evaluator = await loadEvaluator(task, options);
  const { signal, release } = interruptible(run.folder.lost);
  noticeEnd(run.path, config, optimizer, run.tally.rollouts);
  const bar = progressBar("generation", optimizer.generation, config.generations);
  try {
    const tally = await journey({
      learner: optimizer,
      budget: config,
      tally: run.tally,
      evaluator,
      signal,
      observe: async (progress: Progress<TuneOutcome>) => {
        run.record(progress);
        const { mean, champion } = progress.outcome;
        bar.update(optimizer.generation, `mean ${mean.toFixed(2)}  champion ${champion.mean.toFixed(2)}`);
      },
    }).finally(() => {
      bar.stop();
      release();
    });
    run.checkpoint(tally);
    if (!isSpent(config, optimizer, tally.rollouts)) {
      await evaluator.close();
      await run.close();
      endInterrupted("tune", run.path, optimizer.generation, config.generations);
    }
    if (!optimizer.champion) throw new Error("a run of no generations has no champion");
    const { rows, table } = await report(run, evaluator, optimizer.champion.weights, options.data);
    const digest = finalDigest(tally, optimizer);
    run.writeChampion(tally, { digest });
    const result = {
      digest,
      champion: run.championPath,
      run: run.path,
      generations: optimizer.generation,
      rollouts: tally.rollouts,
      seconds: (performance.now() - began) / 1000,
      rows,
    };
    return { result, table };
  } finally {
    await evaluator.close();
    await run.close();
  }
}

/** The shared weight that it began with beside what it found: the network's own weights, or another shared one. */
async function report(
  { start, task }: TuningRun,
  evaluator: Evaluator,
  weights: readonly number[],
  data?: string,
): Promise<{ rows: readonly ReportRow[]; table: string }> {
  const { genome, tunedSharedWeight: found } = tunedChampion(start, weights);
  const before = start.tunedSharedWeight;
  const shared = genome === start.genome ? found : undefined;
  const score = await scoreOf(task, evaluator, { episodes: REPORT_EPISODES, seed: REPORT_SEED, data });
  const rows =
    shared === undefined
      ? [await score.sharedWeightRow(genome, before, "tuned-shared-weight"), await score.ownWeightsRow(genome)]
      : [
          await score.sharedWeightRow(genome, before, "shared-weight"),
          await score.sharedWeightRow(genome, shared, "tuned-shared-weight"),
        ];
  const table = `${rowsTable(rows, score.unit)}\n\n${task.name}, ${scoreNote(score)}`;
  return { rows: reportRows(rows), table };
}

/** What a tuning came to, for people. */
export function tuningSummary({ seed }: TuningRun, { result, table }: TuningOutcome): string {
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
