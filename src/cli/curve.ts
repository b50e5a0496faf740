/** `wann curve`: how runs went. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { Command, Option } from "commander";
import { markdownTable } from "markdown-table";
import { readDocument } from "../document.js";
import { type BatchFile, batchRun, readBatch } from "../record/batch-file.js";
import { readLog } from "../record/log.js";
import { logGap } from "../record/log-gap.js";
import type { LogLine, TuneLogLine } from "../record/log-line.js";
import { RUN_FILE } from "../record/run-file.js";
import { readText } from "../record/text-file.js";
import { type Effort, type LearningCurve, learningSvg } from "../report/learning-svg.js";
import { medianCurve } from "../report/median-curve.js";
import { UserError } from "../user-error.js";
import { figure } from "./figures.js";
import { refuse, whole } from "./options.js";
import { notice, plural } from "./progress.js";
import { outFile, speaker, writeOut } from "./streams.js";

interface Options {
  readonly against: Effort;
  readonly rows: number;
  readonly svg?: string;
  readonly json?: boolean;
}

/** A run as it is shown. */
interface Course {
  readonly run: string;
  readonly lines: readonly (LogLine | TuneLogLine)[];
  readonly header: readonly string[];
  /** A row for each generation. */
  readonly rows: readonly (readonly string[])[];
  /** What is drawn of it by itself, and beside others. */
  readonly curves: readonly LearningCurve[];
  readonly champion: LearningCurve;
  /** What its returns are. */
  readonly note: string;
  /** Where its folder says so. */
  readonly task: string | undefined;
}

export const curveCommand = new Command("curve")
  .argument("<runs...>", "folders of searches and tunings, or of the runs of --seeds; several are drawn together")
  .addOption(
    new Option("--against <effort>", "what the curves are drawn against; seconds are those of searches alone")
      .choices(["rollouts", "seconds"] satisfies Effort[])
      .default("rollouts"),
  )
  .option("--rows <n>", "generations to print of each run", whole("--rows", 2, 100_000), 12)
  .option("--svg <file>", "draw the curves", outFile("--svg", ".svg"))
  .option("--json", "print one JSON object with every generation")
  .addHelpText("after", "\nExample:\n  wann curve runs/swingup-quick-seed1 --svg curve.svg")
  .action((folders: string[], { against, rows, svg, json }: Options, command: Command) => {
    if (json) refuse(command, ["rows"], "has no effect with --json: it has every generation");
    const say = speaker({ svg }, json);
    const courses = folders.map((folder) => {
      const batch = readBatch(folder);
      return batch ? batchCourse(folder, batch, against) : courseOf(folder, against);
    });
    for (const [i, { task }] of courses.entries()) {
      const [{ task: first }] = courses;
      if (task === undefined || first === undefined || task === first) continue;
      throw new UserError(`${folders[i]}: a run of ${task}: expected one of ${first}, as ${folders[0]}`);
    }
    const subtitle = [...new Set(courses.map(({ note }) => note))].join("; ");
    if (svg) {
      const curves =
        courses.length === 1 ? courses[0].curves : courses.map(({ run, champion }) => ({ ...champion, label: run }));
      const subject = curves.some(({ connections }) => connections) ? "Return and connections" : "Return";
      writeOut(svg, learningSvg(curves, { title: `${subject} against ${against}`, subtitle, against }));
    }
    if (json) {
      console.log(JSON.stringify({ runs: courses.map(({ run, lines }) => ({ run, lines })) }));
      return;
    }
    for (const { run, header, rows: all } of courses) {
      const last = all.length - 1;
      const shown = new Set(Array.from({ length: rows }, (_, k) => Math.round((k * last) / (rows - 1))));
      const table = [...shown].map((i) => all[i]);
      say(`${run}\n\n${markdownTable([header, ...table], { align: "r" })}\n`);
    }
    say(`${subtitle}${svg ? `\ndrawing: ${svg}` : ""}`);
  });

/** What a run had spent at the end of each generation. */
function spentBy(run: string, lines: readonly LogLine[], against: Effort): number[] {
  if (against === "rollouts") return lines.map(({ rollouts }) => rollouts);
  let seconds = 0;
  return lines.map(({ evaluateMs, searchMs }) => {
    if (evaluateMs === undefined || searchMs === undefined) throw timeless(run);
    seconds += (evaluateMs + searchMs) / 1000;
    return seconds;
  });
}

function timeless(run: string): UserError {
  return new UserError(`--against seconds: ${run}: its log has no times: expected searches of this version`);
}

function courseOf(folder: string, against: Effort): Course {
  const log = readLog(join(folder, "log.jsonl"));
  const gap = logGap(folder);
  if (gap !== undefined) notice(gap);
  const run = basename(folder);
  const task = taskOf(folder);
  if (log.kind === "search") return searchCourse(run, task, log.lines, against);
  if (against === "rollouts") return tuningCourse(run, task, log.lines);
  throw timeless(folder);
}

/** The task of a run; undefined where there is nothing but a log, which is all that a curve needs, or the run cannot be gone on with. */
function taskOf(folder: string): string | undefined {
  const path = join(folder, "config.json");
  if (!existsSync(path)) return undefined;
  try {
    const { task } = readDocument(RUN_FILE, readText(path, RUN_FILE.what), path).config;
    return typeof task === "string" ? task : undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notice(error.message);
    return undefined;
  }
}

/** Runs of several seeds: at so much spent the champions' median, and their quartiles. */
function batchCourse(folder: string, { seeds, config }: BatchFile, against: Effort): Course {
  const begun = seeds.map((seed) => batchRun(folder, seed)).filter((run) => existsSync(join(run, "log.jsonl")));
  if (begun.length === 0) throw new UserError(`${folder}: none of its runs has been begun: expected one or more`);
  const runs = begun.map((run) => {
    const log = readLog(join(run, "log.jsonl"));
    if (log.kind === "tuning") throw new UserError(`${run}: a tuning: expected a search`);
    return log.lines;
  });
  const timed = runs.map((lines, i) => {
    const spent = spentBy(begun[i], lines, against);
    return lines.map((line, i) => ({ ...line, spent: spent[i] }));
  });
  const { spent, returns, band, connections } = medianCurve(timed);
  const rows = spent.map((effort, i) => [
    String(Math.round(effort)),
    figure(returns[i]),
    figure(band.low[i]),
    figure(band.high[i]),
    String(connections[i]),
  ]);
  const run = basename(folder);
  const champion = { label: `${run}, median of ${plural(begun.length, "seed")}`, spent, returns, band, connections };
  return {
    run,
    lines: runs.flat(),
    header: [against, "champion, median", "first quartile", "third quartile", "conn."],
    rows,
    curves: [champion],
    champion,
    note: `champions as confirmed in the search: median and quartiles of ${plural(begun.length, "seed")}`,
    task: typeof config.task === "string" ? config.task : undefined,
  };
}

/** The champion, each generation's best network with its best weight, and the population's middle. */
function searchCourse(run: string, task: string | undefined, lines: readonly LogLine[], against: Effort): Course {
  const spent = spentBy(run, lines, against);
  const champion = {
    label: "champion",
    spent,
    returns: lines.map(({ championMean }) => championMean ?? Number.NaN),
    connections: lines.map(({ championConnections }) => championConnections ?? Number.NaN),
  };
  const best = {
    label: "best network, its best weight",
    spent,
    returns: lines.map((line) => line.bestWeight),
    connections: lines.map((line) => line.bestConnections),
  };
  const median = {
    label: "median network",
    spent,
    returns: lines.map((line) => line.medianMean),
    connections: lines.map((line) => line.medianConnections),
  };
  const rows = lines.map((line, i) => [
    String(line.generation),
    String(Math.round(spent[i])),
    line.championMean === undefined ? "" : figure(line.championMean),
    line.championConnections?.toString() ?? "",
    figure(line.bestMean),
    figure(line.bestWeight),
    figure(line.medianMean),
    String(line.medianConnections),
  ]);
  return {
    run,
    lines,
    header: ["generation", against, "champion", "conn.", "best mean", "its best weight", "median", "conn."],
    rows,
    curves: [champion, best, median],
    champion,
    note: "as searched: means over the search's shared weights and episodes",
    task,
  };
}

/** The champion, and each generation's best candidate and the mean they were drawn around. */
function tuningCourse(run: string, task: string | undefined, lines: readonly TuneLogLine[]): Course {
  const spent = lines.map((line) => line.rollouts);
  const champion = { label: "champion", spent, returns: lines.map((line) => line.champion) };
  const best = { label: "best candidate", spent, returns: lines.map((line) => line.best) };
  const mean = { label: "the search's mean", spent, returns: lines.map((line) => line.mean) };
  const rows = lines.map((line) => [
    String(line.generation),
    String(line.rollouts),
    figure(line.champion),
    figure(line.best),
    figure(line.mean),
    line.stepSize.toPrecision(3),
  ]);
  return {
    run,
    lines,
    header: ["generation", "rollouts", "champion", "best", "mean", "step size"],
    rows,
    curves: [champion, best, mean],
    champion,
    note: "as tuned: means over a generation's episodes, the champion's over those that confirmed it",
    task,
  };
}
