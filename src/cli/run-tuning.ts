/** A tuning from where its folder stands to its end, and what it came to. */

import { counted, type Evaluator } from "../evaluate/evaluator.js";
import type { Champion } from "../genome/champion.js";
import { loadEvaluator } from "../index.js";
import { finalDigest, isSpent, journey, type Progress } from "../journey.js";
import { pack } from "../network/pack.js";
import { type OptimizerConfig, type TuneOutcome, tunedNetwork } from "../optimize/optimizer.js";
import { OPTIMIZERS } from "../optimize/registry.js";
import { TuningRun } from "../record/tuning-run.js";
import { REPORT_EPISODES } from "../score/rows.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import type { Task } from "../tasks/task.js";
import { outColors } from "./colors.js";
import { figure } from "./figures.js";
import { during } from "./interruption.js";
import {
  endInterrupted,
  noticeEnd,
  REPORT_SEED,
  type ReportRow,
  type RunResult,
  reportRows,
  resumption,
} from "./long-run.js";
import { requireOut } from "./options.js";
import { clock, headline, plural, progressBar, stage } from "./progress.js";
import { rowsTable, scoreNote } from "./rows-table.js";
import { scoreOf } from "./score.js";
import { surroundingsOf } from "./surroundings.js";

export interface TuningOutcome {
  readonly result: RunResult;
  /** Its rows for people. */
  readonly table: string;
}

interface Options {
  /** The run's, with the files that a person gave. */
  readonly task: Task;
  readonly workers: number;
  readonly data?: string;
  /** What to type to go on with it, where that is not `wann tune --resume` and its folder. */
  readonly goOn?: string;
}

/** The folder of a new run; its champion's shared weight is tuned first, where it has not been yet. */
export async function beginTuning(
  path: string,
  champion: Champion,
  config: OptimizerConfig,
  seed: number,
  options: Options,
): Promise<TuningRun> {
  const { task } = options;
  requireOut(path);
  const surroundings = await surroundingsOf(task, options.data);
  const tunedSharedWeight = champion.tunedSharedWeight ?? (await sharedWeightOf(champion, options));
  return TuningRun.create(path, { config, seed }, { ...champion, tunedSharedWeight }, surroundings);
}

async function sharedWeightOf({ genome }: Champion, options: Options): Promise<number> {
  const { task } = options;
  const evaluator = await loadEvaluator(task, options);
  return stage("tuning the shared weight", (counter) =>
    tuneSharedWeight(counted(evaluator, counter), task, genome, 0),
  ).finally(() => evaluator.close());
}

/** Runs a tuning to its end, or ends the process in good order when it is interrupted. */
export async function runTuning(run: TuningRun, options: Options): Promise<TuningOutcome> {
  const { goOn = resumption("tune", run.path) } = options;
  try {
    return await during({ where: "before the first generation", resume: goOn }, async () => {
      const weights = pack(run.start.genome).order.length;
      headline(`${run.task.name}, ${plural(weights, "weight")}, seed ${run.seed}, in ${run.path}`);
      const evaluator = await loadEvaluator(options.task, options);
      return await tuneOn(evaluator, run, goOn, options.data).finally(() => evaluator.close());
    });
  } finally {
    await run.close();
  }
}

async function tuneOn(evaluator: Evaluator, run: TuningRun, resume: string, data?: string): Promise<TuningOutcome> {
  const began = performance.now();
  const { config, optimizer } = run;
  noticeEnd(run.path, config, optimizer, run.tally.rollouts);
  const bar = progressBar("generation", optimizer.generation, config.generations);
  const interruption = new AbortController();
  const phase = { where: "in the midst of a generation", resume, gently: interruption, after: "this generation" };
  const tally = await during(phase, () =>
    journey({
      learner: optimizer,
      budget: config,
      tally: run.tally,
      evaluator: counted(evaluator, bar.within),
      signal: AbortSignal.any([interruption.signal, run.folder.lost]),
      observe: (progress: Progress<TuneOutcome>) => {
        run.record(progress);
        const { mean, champion } = progress.outcome;
        bar.update(optimizer.generation, `mean ${figure(mean)}  champion ${figure(champion.mean)}`);
      },
    }),
  ).finally(() => bar.stop());
  run.checkpoint(tally);
  if (!isSpent(config, optimizer, tally.rollouts)) {
    await evaluator.close();
    await run.close();
    endInterrupted(resume, optimizer.generation, config.generations);
  }
  const { champion } = optimizer;
  if (!champion) throw new Error("a run of no generations has no champion");
  const closing = { where: "in the closing report, which is made anew", resume };
  const { rows, table } = await during(closing, () => report(run, evaluator, champion.weights, data));
  const digest = finalDigest(tally, optimizer);
  run.writeChampion(tally, { digest });
  const result = {
    digest,
    champion: run.championPath,
    run: run.path,
    generations: optimizer.generation,
    rollouts: tally.rollouts,
    seconds: run.folder.start.seconds + (performance.now() - began) / 1000,
    rows,
  };
  return { result, table };
}

/** The shared weight that it began with beside what it found: the network's own weights, or another shared one. */
async function report(
  { start, task, config }: TuningRun,
  evaluator: Evaluator,
  weights: readonly number[],
  data?: string,
): Promise<{ rows: readonly ReportRow[]; table: string }> {
  const kind = OPTIMIZERS.named(config.optimizer);
  const { genome, tunedSharedWeight: shared } = tunedNetwork(kind, start.genome, weights);
  const before = start.tunedSharedWeight;
  return stage("closing report", async (counter) => {
    const score = await scoreOf(task, evaluator, { episodes: REPORT_EPISODES, seed: REPORT_SEED, data }, counter);
    const rows = await Promise.all(
      shared === undefined
        ? [score.sharedWeightRow(genome, before, "tuned-shared-weight"), score.ownWeightsRow(genome)]
        : [
            score.sharedWeightRow(genome, before, "shared-weight"),
            score.sharedWeightRow(genome, shared, "tuned-shared-weight"),
          ],
    );
    const table = `${rowsTable(rows, score.unit)}\n\n${task.name}, ${scoreNote(score, rows)}`;
    return { rows: reportRows(rows), table };
  });
}

/** What a tuning came to, for people. */
export function tuningSummary({ seed }: TuningRun, { result, table }: TuningOutcome): string {
  const { generations, rollouts, seconds, digest, champion } = result;
  return [
    "",
    table,
    "",
    `${outColors.bold("run")}       ${plural(generations, "generation")}, ${plural(rollouts, "rollout")} in ${clock(seconds)} ` +
      `(seed ${seed}, digest ${digest.slice(0, 16)})`,
    `${outColors.bold("network")}   ${champion}`,
  ].join("\n");
}
