/** What campaigns come to, for people. */
import { markdownTable } from "markdown-table";
import { DAMAGE_NAMES } from "./damage.js";
import type { FilesReport, Verdict } from "./files.js";
import type { KillsReport } from "./kills.js";

const SIGNS: Readonly<Record<Verdict, string>> = {
  refused: "r",
  told: "t",
  harmless: "h",
  unseen: "u",
  fault: "FAULT",
};
const VERDICTS = Object.keys(SIGNS) as Verdict[];

/** A row a file, a column a kind of damage. */
export function filesTable({ counts, fromPrevious, faults }: FilesReport): string {
  type Count = Partial<Record<Verdict, number>>;
  const sum = (all: (Count | undefined)[]): Count =>
    Object.fromEntries(VERDICTS.map((key) => [key, all.reduce((to, one) => to + (one?.[key] ?? 0), 0)]));
  const cell = (count: Count = {}) =>
    VERDICTS.filter((key) => count[key])
      .map((key) => `${count[key]} ${SIGNS[key]}`)
      .join(", ");
  const rows = Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, of]) => [file, ...DAMAGE_NAMES.map((name) => cell(of[name])), cell(sum(Object.values(of)))]);
  const all = Object.values(counts);
  const last = DAMAGE_NAMES.map((name) => cell(sum(all.map((of) => of[name]))));
  const total = sum(all.flatMap((of) => Object.values(of)));
  return [
    markdownTable([["file", ...DAMAGE_NAMES, "all"], ...rows, ["all", ...last, cell(total)]]),
    "r refused in one line, t other figures and a note, h same figures, u damage unseen in a file of a version without hashes",
    `${fromPrevious} runs with a refused checkpoint went on from the one before, to the undisturbed figures`,
    faultLines(faults),
  ].join("\n\n");
}

/** A row a subject and moment. */
export function killsTable({ counts, longestWait, faults }: KillsReport): string {
  const header = ["rounds", "kills", "left nothing", "left a run", "longest wait", "refused", "faults"];
  const rows = Object.entries(counts).map(([name, { rounds, kills, nothing, runs, ...count }]) => {
    const wait = count.longestWait === 0 ? "" : `${count.longestWait.toFixed(1)} s`;
    return [name, ...[rounds, kills, nothing, runs, wait, count.refused, count.faults].map(String)];
  });
  return [
    markdownTable([["killed", ...header], ...rows], { align: ["l", ...header.map(() => "r")] }),
    `longest wait for the lock of a killed process: ${longestWait.toFixed(1)} s; refused: told that another process writes`,
    faultLines(faults),
  ].join("\n\n");
}

function faultLines(faults: readonly string[]): string {
  return faults.length === 0 ? "no faults" : `${faults.length} faults:\n${faults.join("\n")}`;
}
