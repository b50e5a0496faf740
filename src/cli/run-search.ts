/** A search from where its folder stands to its end, and what it came to. */

import { counted, type Evaluator } from "../evaluate/evaluator.js";
import type { Coordinator } from "../evaluate/queue.js";
import type { WeightProfile } from "../genome/champion.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { loadEvaluator } from "../index.js";
import { finalDigest, isSpent, journey, type Progress, type Tally } from "../journey.js";
import type { Timing } from "../profile/estimate.js";
import { writeAtomic } from "../record/atomic.js";
import type { SearchRun } from "../record/search-run.js";
import { networkSvg } from "../report/network-svg.js";
import { svgSheet, svgText } from "../report/svg.js";
import { requireFigures } from "../score/champion-figures.js";
import { REPORT_EPISODES } from "../score/rows.js";
import { paperRows } from "../score/score.js";
import { tuneSharedWeight } from "../score/shared-weight.js";
import { reportProfile } from "../score/weight-profile.js";
import type { ConfirmedChampion, Ranking } from "../search/search.js";
import { unreportedOptions } from "../tasks/options.js";
import type { Task } from "../tasks/task.js";
import { UserError } from "../user-error.js";
import { outColors } from "./colors.js";
import { estimateLine, estimateRun } from "./estimate.js";
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
import { clock, headline, notice, plural, progressBar, stage } from "./progress.js";
import { queueEvaluator } from "./queue-url.js";
import { profileLine, rowsTable, scoreNote } from "./rows-table.js";
import { scoreOf } from "./score.js";

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
  /** The run's, with the files that a person gave. */
  readonly task: Task;
  readonly workers: number;
  readonly data?: string;
  /** The URL of a queue to run over instead. */
  readonly queue?: string | undefined;
  /** The share of its answers that is computed here, too. */
  readonly checkedShare?: number | undefined;
  /** What to type to go on with it, where that is not `wann evolve --resume` and its folder. */
  readonly goOn?: string;
  /** Whether nothing is to be said but the result. */
  readonly json?: boolean;
}

/** Runs a search to its end, or ends the process in good order when it is interrupted. */
export async function runSearch(run: SearchRun, options: SearchOptions): Promise<SearchOutcome> {
  const { data, queue, task } = options;
  const began = performance.now();
  const { path } = run;
  const { goOn = resumption("evolve", path) } = options;
  try {
    return await during({ where: "before the first generation", resume: goOn }, async () => {
      if (queue !== undefined) {
        const coordinator = await queueEvaluator(queue, task, path, options);
        const crew = (rate: number) => crewNote(coordinator.crew, rate);
        const { here } = coordinator;
        return await searchWith(coordinator, run, { data, began, resume: goOn, crew, here }).finally(() =>
          coordinator.close(),
        );
      }
      const evaluator = await loadEvaluator(task, options);
      const estimated = options.json ? undefined : options.workers;
      return await searchWith(evaluator, run, { data, began, resume: goOn, estimated }).finally(() =>
        evaluator.close(),
      );
    });
  } finally {
    await run.close();
  }
}

interface Circumstances {
  readonly data: string | undefined;
  /** What to type to go on. */
  readonly resume: string;
  /** When it began, in the milliseconds of `performance.now()`. */
  readonly began: number;
  /** What progress tells of those who do the work. */
  readonly crew?: (rolloutsPerSecond: number) => string;
  /** This machine alone, where others do the work. */
  readonly here?: Evaluator;
  /** The workers, where it is to be said how long it will take. */
  readonly estimated?: number | undefined;
}

/** Of a sheet with a line of text, in pixels. */
const [NOTE_WIDTH, NOTE_HEIGHT] = [640, 48];

/** An estimate comes after so many milliseconds of generations, and after so many generations. */
const ESTIMATE_AFTER = 1000;
const ESTIMATE_GENERATIONS = 2;

async function searchWith(
  evaluator: Evaluator,
  run: SearchRun,
  { data, began, resume, crew, here, estimated }: Circumstances,
): Promise<SearchOutcome> {
  const { config, search, task, seed } = run;
  const rolloutsBefore = run.tally.rollouts;
  noticeEnd(run.path, config, search, rolloutsBefore);
  const bar = progressBar("generation", search.generation, config.generations);
  const started = performance.now();
  let told = estimated === undefined;
  const first = search.generation;
  let before = run.tally;
  const spent: Spent[] = [];
  const interruption = new AbortController();
  const phase = { where: "in the midst of a generation", resume, gently: interruption, after: "this generation" };
  const tally = await during(phase, () =>
    journey({
      learner: search,
      budget: config,
      tally: run.tally,
      evaluator: counted(evaluator, bar.within),
      signal: AbortSignal.any([interruption.signal, run.folder.lost]),
      observe: async (progress: Progress<Ranking>) => {
        run.record(progress);
        const { rollouts } = progress.tally;
        const rate = (rollouts - rolloutsBefore) / ((performance.now() - began) / 1000);
        bar.update(search.generation, note(progress) + (crew?.(rate) ?? ""));
        // The first may begin with many more networks than the others have, and warms all up.
        if (!told && search.generation > first + 1) spent.push(spentOn(progress, before));
        before = progress.tally;
        const elapsed = performance.now() - started;
        const early = elapsed < ESTIMATE_AFTER || search.generation < first + ESTIMATE_GENERATIONS;
        if (told || early || interruption.signal.aborted || isSpent(config, search, rollouts)) return;
        told = true;
        const small = timingOf(spent, progress.outcome.medianConnections);
        const input = { task, config, seed, state: search.state, rollouts, small };
        const estimate = await estimateRun(input, evaluator, estimated as number);
        headline(estimateLine(estimate, run.folder.start.seconds + (performance.now() - began) / 1000));
      },
    }),
  ).finally(() => bar.stop());
  run.checkpoint(tally);
  if (!isSpent(config, search, tally.rollouts)) {
    await evaluator.close();
    await run.close();
    endInterrupted(resume, search.generation, config.generations);
  }

  const { champion } = search;
  if (!champion) throw new Error("a run of no generations has no champion");
  const { genome } = champion;
  const digest = finalDigest(tally, search);
  const closing = { where: "in the closing report, which is made anew", resume };
  const { tuned, rows, profile, table } = await during(closing, async () => {
    if (here && !run.folder.otherBuilds) {
      await stage("checking the champion", (counter) => requireFigures(search, counted(here, counter)));
    }
    return report(run, evaluator, here ?? evaluator, genome, data);
  });
  run.writeChampion(tally, { tunedSharedWeight: tuned, profile, provenance: { digest } });
  writeAtomic(run.drawingPath, drawingOf(genome, task));
  const seconds = run.folder.start.seconds + (performance.now() - began) / 1000;
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

/** What a generation took. */
interface Spent {
  readonly networks: number;
  readonly rollouts: number;
  readonly steps: number;
  readonly evaluateMs: number;
  readonly learnMs: number;
}

function spentOn({ outcome, tally, evaluateMs, learnMs }: Progress<Ranking>, before: Tally): Spent {
  const [rollouts, steps] = [tally.rollouts - before.rollouts, tally.steps - before.steps];
  return { networks: outcome.members.length, rollouts, steps, evaluateMs, learnMs };
}

/** What networks cost in some generations: their final rounds are among their rollouts. */
function timingOf(spent: readonly Spent[], connections: number): Timing {
  const total = (key: keyof Spent) => spent.reduce((sum, each) => sum + each[key], 0);
  const rollouts = total("rollouts");
  const stepsPerRollout = total("steps") / rollouts;
  return {
    connections,
    rollouts,
    stepsPerRollout,
    bestStepsPerRollout: stepsPerRollout,
    usPerRollout: (total("evaluateMs") * 1000) / rollouts,
    hostMsPerNetwork: total("learnMs") / total("networks"),
  };
}

/** What a network does over fresh episodes or on the test images: figures, and the table that shows them. */
interface Report {
  /** Its tuned shared weight. */
  readonly tuned: number;
  readonly rows: readonly ReportRow[];
  readonly profile: WeightProfile;
  readonly table: string;
}

/** The champion's drawing; of one that is too large, a sheet that says so: that is no reason for a run to fail. */
function drawingOf(genome: Genome, task: Task): string {
  try {
    return networkSvg(genome, task);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notice(`the champion is ${error.message}`);
    return svgSheet(task.name, NOTE_WIDTH, NOTE_HEIGHT, [svgText(error.message, NOTE_HEIGHT / 2, NOTE_HEIGHT / 2)]);
  }
}

/** @param here what gives the figures. */
async function report(
  { task, seed, config }: SearchRun,
  evaluator: Evaluator,
  here: Evaluator,
  genome: Genome,
  data: string | undefined,
): Promise<Report> {
  const tuned = await stage("tuning the shared weight", (counter) =>
    tuneSharedWeight(counted(evaluator, counter), task, genome, seed),
  );
  return stage("closing report", async (counter) => {
    const score = await scoreOf(task, here, { episodes: REPORT_EPISODES, seed: REPORT_SEED, data }, counter);
    const [rows, profile] = await Promise.all([
      paperRows(score, genome, tuned),
      score.profile(genome, reportProfile(task)),
    ]);
    const note = [
      `${task.name}, ${scoreNote(score, rows)}`,
      profileLine(profile),
      unreportedOptions(task.options, config, config.generations) ?? [],
    ]
      .flat()
      .join("\n");
    return { tuned, rows: reportRows(rows), profile, table: `${rowsTable(rows, score.unit)}\n\n${note}` };
  });
}

/** What a run came to, for people. */
export function searchSummary({ seed, championPath, drawingPath }: SearchRun, outcome: SearchOutcome): string {
  const { champion, result, table } = outcome;
  const episodes = champion.fingerprint[0]?.episodes ?? 0;
  return [
    "",
    `${outColors.bold("champion")}  ${plural(result.connections, "connection")}, found in generation ${champion.generation}, ` +
      `mean ${champion.mean.toFixed(1)} over its ${episodes} confirming episodes at each shared weight`,
    "",
    table,
    "",
    `${outColors.bold("run")}       ${plural(result.generations, "generation")}, ${plural(result.rollouts, "rollout")} in ` +
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
