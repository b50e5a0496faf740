/** `wann curve`: how runs went. */
import { basename, join } from "node:path";
import { Command } from "commander";
import { markdownTable } from "markdown-table";
import { writeAtomic } from "../record/atomic.js";
import { type LogLine, readLog } from "../record/log.js";
import { type LearningCurve, learningSvg } from "../report/learning-svg.js";
import { whole } from "./options.js";

interface Options {
  readonly rows: number;
  readonly svg?: string;
  readonly json?: boolean;
}

export const curveCommand = new Command("curve")
  .description("learning curves: returns and connections against rollouts")
  .argument("<runs...>", "run folders; several are drawn together")
  .option("--rows <n>", "generations to print of each run", whole("--rows", 2, 100_000), 12)
  .option("--svg <file>", "draw the curves")
  .option("--json", "print one JSON object with every generation")
  .addHelpText("after", "\nExample:\n  wann curve runs/swingup-quick-seed1 --svg curve.svg")
  .action((folders: string[], { rows, svg, json }: Options) => {
    const runs = folders.map((folder) => ({ run: basename(folder), lines: readLog(join(folder, "log.jsonl")) }));
    const title = "Return and connections against rollouts";
    const subtitle = "as searched: means over the search's shared weights and episodes";
    if (svg) {
      const curves =
        runs.length === 1 ? curvesOf(runs[0].lines) : runs.map(({ run, lines }) => championCurve(run, lines));
      writeAtomic(svg, learningSvg(curves, { title, subtitle }));
    }
    if (json) {
      console.log(JSON.stringify({ runs }));
      return;
    }
    for (const { run, lines } of runs) {
      const last = lines.length - 1;
      const shown = new Set(Array.from({ length: rows }, (_, k) => Math.round((k * last) / (rows - 1))));
      const table = [...shown].map((i) => row(lines[i]));
      const header = ["generation", "rollouts", "champion", "conn.", "best mean", "its best weight", "median", "conn."];
      console.log(`${run}\n\n${markdownTable([header, ...table], { align: "r" })}\n`);
    }
    console.log(`${subtitle}${svg ? `\ndrawing: ${svg}` : ""}`);
  });

function row(line: LogLine): string[] {
  const { championMean, championConnections } = line;
  return [
    String(line.generation),
    String(line.rollouts),
    championMean === undefined ? "" : championMean.toFixed(1),
    championConnections === undefined ? "" : String(championConnections),
    line.bestMean.toFixed(1),
    line.bestWeight.toFixed(1),
    line.medianMean.toFixed(1),
    String(line.medianConnections),
  ];
}

/** A run by itself: its champion, each generation's best network with its best weight, and the population's middle. */
function curvesOf(lines: readonly LogLine[]): LearningCurve[] {
  const rollouts = lines.map((line) => line.rollouts);
  const connections = lines.map((line) => line.bestConnections);
  return [
    championCurve("champion", lines),
    { label: "best network, its best weight", rollouts, returns: lines.map((line) => line.bestWeight), connections },
    {
      label: "median network",
      rollouts,
      returns: lines.map((line) => line.medianMean),
      connections: lines.map((line) => line.medianConnections),
    },
  ];
}

function championCurve(label: string, lines: readonly LogLine[]): LearningCurve {
  return {
    label,
    rollouts: lines.map((line) => line.rollouts),
    returns: lines.map(({ championMean }) => championMean ?? Number.NaN),
    connections: lines.map(({ championConnections }) => championConnections ?? Number.NaN),
  };
}
