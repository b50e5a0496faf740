/** docs/results/faults.md, from the figures that the campaigns and a bench have kept. */
import { existsSync, readFileSync } from "node:fs";
import type { Context, Spread } from "../../bench/context.js";
import type { QueueReport } from "./queue.js";
import type { SizeReport } from "./size.js";
import { queueTable, sizeTable } from "./tables.js";

type Kept<R> = R & Context & { readonly command: string; readonly seconds: number };

/** Where the figures of a campaign are kept. */
export function resultFile(name: string): URL {
  return new URL(`../../bench/results/campaign-${name}.json`, import.meta.url);
}

function kept<R>(file: URL): R | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as R) : undefined;
}

/** @param of what a section is of, from its figures. */
function section<R extends Kept<object>>(title: string, file: URL, of: (result: R) => string): string {
  const result = kept<R>(file);
  if (!result) return "";
  const { command, commit, cpu, cores, node, date } = result;
  return `## ${title}\n\n\`${command}\` (${commit}, ${cores} cores of ${cpu}, Node ${node}, ${date})\n\n${of(result)}\n\n`;
}

interface Checking {
  readonly checked: number;
  readonly jobs: number;
  readonly offMs: Spread;
  readonly onMs: Spread;
  readonly overhead: Spread;
}

export function faultsPage(): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const checking = new URL("../../bench/results/checking.json", import.meta.url);
  const page = [
    "# Faults\n\nWhat was done to a queue and given to commands, and what came of it. This page is written by the commands that it names. What is promised: " +
      "[SECURITY.md](../../SECURITY.md), [more than one machine](../queue.md#safety).\n\n",
    section<Kept<QueueReport>>("A queue", resultFile("queue"), (report) => {
      const { soak } = report;
      const note =
        soak && soak.minutes < 90
          ? `\n\nThe soak is to be of 90 minutes; this one was of ${soak.minutes}: \`--minutes 90\`.`
          : "";
      return queueTable(report) + note;
    }),
    section<Kept<Checking>>("What checking costs", checking, ({ checked, jobs, offMs, onMs, overhead }) => {
      const { median, min, max } = overhead;
      const noise = min < 0 ? " Searches on this machine differ by more than that: it had other work." : "";
      return (
        `${checked} of ${jobs} answers were computed twice, ${percent(checked / jobs)} of the work. A search with one in 200 checked took ` +
        `${onMs.median.toFixed(0)} ms, with none ${offMs.median.toFixed(0)} ms; of pairs in turn the first took longer by ${percent(median)} ` +
        `(median; ${percent(min)} to ${percent(max)}).${noise}`
      );
    }),
    section<Kept<SizeReport>>("Sizes", resultFile("size"), sizeTable),
  ];
  return `${page.join("").trimEnd()}\n`;
}
