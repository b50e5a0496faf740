/** What campaigns come to, for people. */
import { markdownTable } from "markdown-table";
import { DAMAGE_NAMES } from "./damage.js";
import type { FilesReport, Verdict } from "./files.js";
import type { KillsReport } from "./kills.js";
import type { QueueReport } from "./queue.js";
import type { SizeReport } from "./size.js";

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

/** A row for all that happened, and what forgers came to. */
export function queueTable(report: Omit<QueueReport, "faults"> & { readonly faults: readonly string[] }): string {
  const { happened, undisturbedSeconds, forged, untilNamed, soak, faults } = report;
  const rows = Object.entries(happened).map(([name, { rounds, seconds }]) => [
    name,
    String(rounds),
    `${seconds.toFixed(1)} s`,
  ]);
  const answers =
    untilNamed.length === 0 ? "–" : `${untilNamed[untilNamed.length >> 1]} (${untilNamed[0]} to ${untilNamed.at(-1)})`;
  const mib = ([first, last]: readonly [number, number]) => `${first} MiB at first, ${last} MiB at last`;
  return [
    markdownTable([["what happened", "searches", "time lost"], ...rows], { align: ["l", "r", "r"] }),
    `Each search ended with the undisturbed digest but for the faults below. An undisturbed one takes ${undisturbedSeconds.toFixed(1)} s.`,
    `Every answer checked: ${forged.named} of ${forged.rounds} forged answers were noticed, and their worker named.`,
    `One answer in 200 checked, every one forged: the worker is named after ${answers} answers (median, least and most of ${untilNamed.length} runs).`,
    ...(soak
      ? [
          `Soak: ${soak.minutes} minutes, ${soak.searches} searches, each with the undisturbed digest but for the faults below; ` +
            `${soak.workersKilled} workers killed, Redis started again ${soak.redisRestarts === 1 ? "once" : `${soak.redisRestarts} times`}. ` +
            `Memory of the coordinator's process: ${mib(soak.coordinatorMib)}; of Redis: ${mib(soak.redisMib)}.`,
        ]
      : []),
    faultLines(faults),
  ].join("\n\n");
}

/** A row for each input. */
export function sizeTable({ inputs, faults }: SizeReport): string {
  const rows = Object.entries(inputs).map(([name, { rounds, seconds, line }]) => {
    const said = line === "" ? "taken" : line.replace(/^error: /, "").replaceAll("|", "\\|");
    return [name, String(rounds), `${seconds.toFixed(1)} s`, said];
  });
  return [
    markdownTable([["input", "rounds", "longest", "line"], ...rows], { align: ["l", "r", "r", "l"] }),
    faultLines(faults),
  ].join("\n\n");
}

function faultLines(faults: readonly string[]): string {
  return faults.length === 0 ? "no faults" : `${faults.length} faults:\n${faults.join("\n")}`;
}
