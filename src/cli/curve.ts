/** `wann curve`: how runs went. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { readDocument } from "../document.js";
import { type BatchFile, batchRun, readBatch } from "../record/batch-file.js";
import { readLog } from "../record/log.js";
import { logGap } from "../record/log-gap.js";
import type { LogLine, TuneLogLine } from "../record/log-line.js";
import { RUN_FILE } from "../record/run-file.js";
import { readText } from "../record/text-file.js";
import { type LearningCurve, learningSvg } from "../report/learning-svg.js";
import { medianCurve } from "../report/median-curve.js";
import { UserError } from "../user-error.js";
import { figure } from "./figures.js";
import { refuse, whole } from "./options.js";
import { notice, plural } from "./progress.js";
import { outFile, speaker, writeOut } from "./streams.js";

interface Options {
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
  .option("--rows <n>", "generations to print of each run", whole("--rows", 2, 100_000), 12)
  .option("--svg <file>", "draw the curves", outFile("--svg", ".svg"))
  .option("--json", "print one JSON object with every generation")
  .addHelpText("after", "\nExample:\n  wann curve runs/swingup-quick-seed1 --svg curve.svg")
  .action((folders: string[], { rows, svg, json }: Options, command: Command) => {
    if (json) refuse(command, ["rows"], "has no effect with --json: it has every generation");
    const say = speaker({ svg }, json);
    const courses = folders.map((folder) => {
      const batch = readBatch(folder);
      return batch ? batchCourse(folder, batch) : courseOf(folder);
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
      writeOut(svg, learningSvg(curves, { title: `${subject} against rollouts`, subtitle }));
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

function courseOf(folder: string): Course {
  const log = readLog(join(folder, "log.jsonl"));
  const gap = logGap(folder);
  if (gap !== undefined) notice(gap);
  const run = basename(folder);
  const task = taskOf(folder);
  return log.kind === "search" ? searchCourse(run, task, log.lines) : tuningCourse(run, task, log.lines);
}

/** The task of a run; undefined where there is nothing but a log. */
function taskOf(folder: string): string | undefined {
  const path = join(folder, "config.json");
  if (!existsSync(path)) return undefined;
  const { task } = readDocument(RUN_FILE, readText(path, RUN_FILE.what), path).config;
  return typeof task === "string" ? task : undefined;
}

/** Runs of several seeds: at each of so many rollouts the champions' median, and their quartiles. */
function batchCourse(folder: string, { seeds, config }: BatchFile): Course {
  const begun = seeds.map((seed) => batchRun(folder, seed)).filter((run) => existsSync(join(run, "log.jsonl")));
  if (begun.length === 0) throw new UserError(`${folder}: none of its runs has been begun: expected one or more`);
  const runs = begun.map((run) => {
    const log = readLog(join(run, "log.jsonl"));
    if (log.kind === "tuning") throw new UserError(`${run}: a tuning: expected a search`);
    return log.lines;
  });
  const { rollouts, returns, band, connections } = medianCurve(runs);
  const rows = rollouts.map((spent, i) => [
    String(Math.round(spent)),
    figure(returns[i]),
    figure(band.low[i]),
    figure(band.high[i]),
    String(connections[i]),
  ]);
  const run = basename(folder);
  const champion = { label: `${run}, median of ${plural(begun.length, "seed")}`, rollouts, returns, band, connections };
  return {
    run,
    lines: runs.flat(),
    header: ["rollouts", "champion, median", "first quartile", "third quartile", "conn."],
    rows,
    curves: [champion],
    champion,
    note: `champions as confirmed in the search: median and quartiles of ${plural(begun.length, "seed")}`,
    task: typeof config.task === "string" ? config.task : undefined,
  };
}

/** The champion, each generation's best network with its best weight, and the population's middle. */
function searchCourse(run: string, task: string | undefined, lines: readonly LogLine[]): Course {
  const rollouts = lines.map((line) => line.rollouts);
  const champion = {
    label: "champion",
    rollouts,
    returns: lines.map(({ championMean }) => championMean ?? Number.NaN),
    connections: lines.map(({ championConnections }) => championConnections ?? Number.NaN),
  };
  const best = {
    label: "best network, its best weight",
    rollouts,
    returns: lines.map((line) => line.bestWeight),
    connections: lines.map((line) => line.bestConnections),
  };
  const median = {
    label: "median network",
    rollouts,
    returns: lines.map((line) => line.medianMean),
    connections: lines.map((line) => line.medianConnections),
  };
  const rows = lines.map((line) => [
    String(line.generation),
    String(line.rollouts),
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
    header: ["generation", "rollouts", "champion", "conn.", "best mean", "its best weight", "median", "conn."],
    rows,
    curves: [champion, best, median],
    champion,
    note: "as searched: means over the search's shared weights and episodes",
    task,
  };
}

/** The champion, and each generation's best candidate and the mean they were drawn around. */
function tuningCourse(run: string, task: string | undefined, lines: readonly TuneLogLine[]): Course {
  const rollouts = lines.map((line) => line.rollouts);
  const champion = { label: "champion", rollouts, returns: lines.map((line) => line.champion) };
  const best = { label: "best candidate", rollouts, returns: lines.map((line) => line.best) };
  const mean = { label: "the search's mean", rollouts, returns: lines.map((line) => line.mean) };
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
