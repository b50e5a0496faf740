/** A search from where its folder stands to its end, and what it came to. */

import type { Evaluator } from "../evaluate/evaluator.js";
import type { Coordinator } from "../evaluate/queue.js";
import type { WeightProfile } from "../genome/champion.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { loadEvaluator } from "../index.js";
import { finalDigest, isSpent, journey, type Progress } from "../journey.js";
import { writeAtomic } from "../record/atomic.js";
import type { SearchRun } from "../record/search-run.js";
import { networkSvg } from "../report/network-svg.js";
import { paperRows, type Score } from "../score/score.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import { REPORT_PROFILE } from "../score/weight-profile.js";
import type { ConfirmedChampion, Ranking } from "../search/search.js";
import type { Task } from "../tasks/task.js";
import { outColors } from "./colors.js";
import { estimateLine, estimateRun } from "./estimate.js";
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
import { clock, plural, progressBar } from "./progress.js";
import { queueEvaluator } from "./queue-url.js";
import { profileLine, rowsTable, scoreNote } from "./rows-table.js";
import { profiled, scoreOf } from "./score.js";

export interface SearchResult extends RunResult {
  readonly connections: number;
  readonly profile: WeightProfile;
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
export async function runSearch(run: SearchRun, options: SearchOptions): Promise<SearchOutcome> {
  const { data, queue } = options;
  const began = performance.now();
  const { task } = run;
  try {
    if (queue === undefined) {
      const evaluator = await loadEvaluator(task, options);
      try {
        if (!options.json) {
          const { config, seed } = run;
          const input = { task, config, seed, state: run.search.state, rollouts: run.tally.rollouts };
          process.stderr.write(`${estimateLine(await estimateRun(input, evaluator, options.workers))}\n`);
        }
        return await searchWith(evaluator, run, { data, began });
      } finally {
        await evaluator.close();
      }
    }
    const coordinator = await queueEvaluator(queue, task, run.path, data);
    const crew = (rate: number) => crewNote(coordinator.crew, rate);
    return await searchWith(coordinator, run, { data, began, crew }).finally(() => coordinator.close());
  } finally {
    await run.close();
  }
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
  run: SearchRun,
  { data, began, crew }: Circumstances,
): Promise<SearchOutcome> {
  const { config, search, task } = run;
  const { signal, release } = interruptible(run.folder.lost);
  const rolloutsBefore = run.tally.rollouts;
  noticeEnd(run.path, config, search, rolloutsBefore);
  const bar = progressBar("generation", search.generation, config.generations);
  const tally = await journey({
    learner: search,
    budget: config,
    tally: run.tally,
    evaluator,
    signal,
    observe: (progress: Progress<Ranking>) => {
      run.record(progress);
      const rate = (progress.tally.rollouts - rolloutsBefore) / ((performance.now() - began) / 1000);
      bar.update(search.generation, note(progress) + (crew?.(rate) ?? ""));
    },
  }).finally(() => {
    bar.stop();
    release();
  });
  run.checkpoint(tally);
  if (!isSpent(config, search, tally.rollouts)) {
    await evaluator.close();
    await run.close();
    endInterrupted("evolve", run.path, search.generation, config.generations);
  }

  const { champion } = search;
  if (!champion) throw new Error("a run of no generations has no champion");
  const { genome } = champion;
  const tuned = await tuneSharedWeight(evaluator, task, genome, run.seed);
  const score = await scoreOf(task, evaluator, { episodes: REPORT_EPISODES, seed: REPORT_SEED, data });
  const { rows, profile, table } = await reportOf(score, task, genome, tuned);
  const digest = finalDigest(tally, search);
  run.writeChampion(tally, { tunedSharedWeight: tuned, profile, provenance: { digest } });
  writeAtomic(run.drawingPath, networkSvg(genome, task));
  const seconds = (performance.now() - began) / 1000;
  const result = {
    digest,
    champion: run.championPath,
    run: run.path,
    generations: search.generation,
    rollouts: tally.rollouts,
    seconds,
    connections: enabledConnections(genome),
    rows,
    profile,
  };
  return { champion, result, table };
}

/** What a network does over fresh episodes or on the test images: figures, and the table that shows them. */
interface Report {
  readonly rows: readonly ReportRow[];
  readonly profile: WeightProfile;
  readonly table: string;
}

async function reportOf(score: Score, task: Task, genome: Genome, tuned: number): Promise<Report> {
  const rows = await paperRows(score, genome, tuned);
  const profile = await profiled(score, genome, REPORT_PROFILE);
  const note = `${task.name}, ${scoreNote(score)}\n${profileLine(profile)}`;
  return { rows: reportRows(rows), profile, table: `${rowsTable(rows, score.unit)}\n\n${note}` };
}

/** What a run came to, for people. */
export function searchSummary({ seed, championPath, drawingPath }: SearchRun, outcome: SearchOutcome): string {
  const { champion, result, table } = outcome;
  const episodes = champion.fingerprint[0]?.episodes ?? 0;
  return [
    "",
    `${outColors.bold("champion")}  ${result.connections} connections, found in generation ${champion.generation}, ` +
      `mean ${champion.mean.toFixed(1)} over its ${episodes} confirming episodes at each shared weight`,
    "",
    table,
    "",
    `${outColors.bold("run")}       ${result.generations} generations, ${result.rollouts} rollouts in ` +
      `${clock(result.seconds)} (seed ${seed}, digest ${result.digest.slice(0, 16)})`,
    `${outColors.bold("network")}   ${championPath}`,
    `${outColors.bold("drawing")}   ${drawingPath}`,
  ].join("\n");
}

function note({ outcome: { champion, best }, evaluateMs }: Progress<Ranking>): string {
  const champions = champion
    ? `champion ${Number(champion.mean.toPrecision(3))} (${enabledConnections(champion.genome)} conn.)`
    : "";
  return `best ${Number(best.mean.toPrecision(3))}  ${champions}  ${evaluateMs.toFixed(0)} ms/gen`;
}

/** @param rate rollouts a second. */
function crewNote({ machines, cores }: Coordinator["crew"], rate: number): string {
  return `  ${plural(machines, "machine")}, ${plural(cores, "core")}, ${rate.toFixed(0)} rollouts/s`;
}
