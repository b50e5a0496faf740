/** `wann curve`: how runs went. */
import { basename, join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { writeAtomic } from "../record/atomic.js";
import { type LogLine, readLog, type TuneLogLine } from "../record/log.js";
import { logGap } from "../record/log-gap.js";
import { type LearningCurve, learningSvg } from "../report/learning-svg.js";
import { refuse, whole } from "./options.js";
import { notice } from "./progress.js";

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
}

export const curveCommand = new Command("curve")
  .description("learning curves: returns, and a search's connections, against rollouts")
  .argument("<runs...>", "folders of searches and tunings; several are drawn together")
  .option("--rows <n>", "generations to print of each run", whole("--rows", 2, 100_000), 12)
  .option("--svg <file>", "draw the curves")
  .option("--json", "print one JSON object with every generation")
  .addHelpText("after", "\nExample:\n  wann curve runs/swingup-quick-seed1 --svg curve.svg")
  .action((folders: string[], { rows, svg, json }: Options, command: Command) => {
    if (json) refuse(command, ["rows"], "has no effect with --json: it has every generation");
    const courses = folders.map(courseOf);
    const subtitle = [...new Set(courses.map(({ note }) => note))].join("; ");
    if (svg) {
      const curves =
        courses.length === 1 ? courses[0].curves : courses.map(({ run, champion }) => ({ ...champion, label: run }));
      const subject = curves.some(({ connections }) => connections) ? "Return and connections" : "Return";
      writeAtomic(svg, learningSvg(curves, { title: `${subject} against rollouts`, subtitle }));
    }
    if (json) {
      console.log(JSON.stringify({ runs: courses.map(({ run, lines }) => ({ run, lines })) }));
      return;
    }
    for (const { run, header, rows: all } of courses) {
      const last = all.length - 1;
      const shown = new Set(Array.from({ length: rows }, (_, k) => Math.round((k * last) / (rows - 1))));
      const table = [...shown].map((i) => all[i]);
      console.log(`${run}\n\n${markdownTable([header, ...table], { align: "r" })}\n`);
    }
    console.log(`${subtitle}${svg ? `\ndrawing: ${svg}` : ""}`);
  });

function courseOf(folder: string): Course {
  const log = readLog(join(folder, "log.jsonl"));
  const gap = logGap(folder);
  if (gap !== undefined) notice(gap);
  const run = basename(folder);
  return log.kind === "search" ? searchCourse(run, log.lines) : tuningCourse(run, log.lines);
}

/** The champion, each generation's best network with its best weight, and the population's middle. */
function searchCourse(run: string, lines: readonly LogLine[]): Course {
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
    line.championMean?.toFixed(1) ?? "",
    line.championConnections?.toString() ?? "",
    line.bestMean.toFixed(1),
    line.bestWeight.toFixed(1),
    line.medianMean.toFixed(1),
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
  };
}

/** The champion, and each generation's best candidate and the mean they were drawn around. */
function tuningCourse(run: string, lines: readonly TuneLogLine[]): Course {
  const rollouts = lines.map((line) => line.rollouts);
  const champion = { label: "champion", rollouts, returns: lines.map((line) => line.champion) };
  const best = { label: "best candidate", rollouts, returns: lines.map((line) => line.best) };
  const mean = { label: "the search's mean", rollouts, returns: lines.map((line) => line.mean) };
  const rows = lines.map((line) => [
    String(line.generation),
    String(line.rollouts),
    line.champion.toFixed(2),
    line.best.toFixed(2),
    line.mean.toFixed(2),
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
  };
}
