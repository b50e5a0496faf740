/** `wann log`: a run's log.jsonl in the forms that other programs read. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Command, Option } from "commander";
import { isFolder } from "../record/folder.js";
import { readLog } from "../record/log.js";
import { wholeLines } from "../record/log-chain.js";
import { readLogBytes } from "../record/text-file.js";

interface Options {
  readonly format: "csv" | "jsonl";
  readonly follow?: boolean;
}

const LOOK_EVERY_MS = 500;

type Line = Readonly<Record<string, unknown>>;

export const logCommand = new Command("log")
  .argument("<run>", "a run's folder, or a log.jsonl")
  .addOption(new Option("--format <name>", "csv, with a header; or jsonl").choices(["csv", "jsonl"]).default("csv"))
  .option("--follow", "go on with lines as the run writes them, until Ctrl-C")
  .addHelpText("after", "\nExample:\n  wann log runs/swingup-quick-seed1 --format csv > log.csv")
  .action(async (run: string, { format, follow }: Options) => {
    const path = isFolder(run) ? join(run, "log.jsonl") : run;
    const read = () => {
      const { kind, lines } = readLog(path);
      return { kind, lines: lines as readonly unknown[] as readonly Line[] };
    };
    // A run's first generation may take minutes.
    while (follow && isBeginning(run, path)) await wait(LOOK_EVERY_MS);
    const { kind, lines } = read();
    const print = (text: string) => process.stdout.write(`${text}\n`);
    const columns = [...new Set([...lines.flatMap(Object.keys), ...(kind === "search" ? LATE_COLUMNS : [])])];
    if (format === "csv") print(columns.join(","));
    const show = (line: Line) => print(format === "csv" ? csvLine(columns, line) : JSON.stringify(line));
    lines.forEach(show);
    let printed = lines.length;
    while (follow) {
      await wait(LOOK_EVERY_MS);
      const now = read().lines;
      now.slice(printed).forEach(show);
      printed = now.length;
    }
  });

/** Whether a run is there that has not ended a generation yet. */
function isBeginning(run: string, log: string): boolean {
  if (!existsSync(join(run, "config.json"))) return false;
  return !existsSync(log) || wholeLines(readLogBytes(log)).length === 0;
}

/** What a search's line has only once there is a champion. */
const LATE_COLUMNS = ["championMean", "championConnections"];

/** A line's values in the columns' order; one that is missing is empty. */
function csvLine(columns: readonly string[], line: Line): string {
  return columns.map((column) => cell(line[column])).join(",");
}

/** A value as RFC 4180 has it. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
