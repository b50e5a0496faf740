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
    section<Kept<Checking>>("What checking costs", checking, ({ offMs, onMs, overhead }) => {
      return (
        `A search over the queue with one answer in 200 checked takes ${onMs.median.toFixed(0)} ms, with none ${offMs.median.toFixed(0)} ms: ` +
        `${percent(overhead.median)} more (median of pairs in turn; ${percent(overhead.min)} to ${percent(overhead.max)}).`
      );
    }),
    section<Kept<SizeReport>>("Sizes", resultFile("size"), sizeTable),
  ];
  return `${page.join("").trimEnd()}\n`;
}
