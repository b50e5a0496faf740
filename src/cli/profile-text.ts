/** A profile for people: tables with bars. */
import { markdownTable } from "markdown-table";
import { isTaskFile } from "../own/short-name.js";
import type { Change } from "../profile/compare.js";
import type { Profile } from "../profile/profile.js";
import type { Row } from "../profile/steps.js";
import type { Spread } from "../statistics.js";
import { outColors } from "./colors.js";
import { plural } from "./progress.js";

const BAR_CELLS = 24;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const LANES = 32;

/** What rows are called for those who do not know the code. */
const TITLES: Readonly<Record<string, string>> = {
  lidar: "observe: lidar",
  raster: "observe: raster",
  encoder: "observe: encoder",
  forward: "forward pass",
  pairs: "physics: pair finding",
  manifolds: "physics: manifolds",
  setup: "physics: solver's set-up",
  velocities: "physics: velocity iterations",
  positions: "physics: position iterations",
  motion: "physics: motion",
  impacts: "physics: time of impact",
  environment: "environment, in Python",
  transfer: "transfer to Python and back",
  lanes: "lanes: ends and refills",
  border: "crossing the border",
};

/** The same of a user's task, whose world is none of the program's. */
const OWN_TITLES = { ...TITLES, reset: "environment: reset", motion: "environment: step" };

export function profileText(profile: Profile): string {
  const { step, around, machine } = profile;
  const titles = isTaskFile(profile.task) ? OWN_TITLES : TITLES;
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const gap = step.rows.reduce((sum, { ns }) => sum + ns.median, 0) / step.release.median - 1;
  return [
    outColors.bold(`${profile.subject}: a lane-step`),
    "",
    rowsTable(step.rows, titles),
    "",
    `${profile.task}, ${plural(profile.networks, "network")}, ${plural(profile.rollouts, "rollout")}, ${plural(step.laneSteps, "lane-step")}, seed ${profile.seed}`,
    `median (quartiles) of ${plural(profile.rounds, "round")} on ${machine.cpu}, ${plural(machine.cores, "core")}, Node ${machine.node}`,
    `release build ${figure(step.release)} ns, profiling build ${figure(step.profiling)} ns: overhead ${percent(step.overhead)}` +
      (step.timedOneOf > 1 ? `; one step of ${step.timedOneOf} was timed` : ""),
    `phases cover ${percent(step.covered)} of the profiling build's time; less their clock reads of ${step.clockNs.toFixed(0)} ns, ` +
      `they and the border come to the release build's time ${gap < 0 ? "−" : "+"} ${percent(Math.abs(gap))}`,
    "",
    outColors.bold("inside, modelled: counts × calibrated unit costs"),
    "",
    partsTable(profile),
    "",
    ...iterations(profile),
    outColors.bold("lanes over the time of a call"),
    "",
    ...lanes(profile),
    "",
    outColors.bold(
      `around it: a generation of ${plural(around.population, "network")}, ${plural(profile.workers, "worker")}`,
    ),
    "",
    rowsTable(around.rows, titles),
    "",
    `${Math.round(around.rollouts)} rollouts, ${Math.round(around.laneSteps)} lane-steps; in workers: the average over them`,
    "",
    outColors.bold("dearest genomes"),
    "",
    ...dearest(profile),
  ].join("\n");
}

function rowsTable(rows: readonly Row[], titles: typeof TITLES): string {
  const largest = Math.max(...rows.map(({ share }) => share));
  const cells = rows.map(({ row, ns, share, calls }) => [
    titles[row] ?? row,
    figure(ns),
    `${(100 * share).toFixed(1)}%`,
    String(Math.round(calls)),
    bar(share / largest),
  ]);
  return markdownTable([["phase", "ns a lane-step", "share", "calls", ""], ...cells], {
    align: ["l", "r", "r", "r", "l"],
  });
}

/** Parts and what is left of their phase. */
function partsTable({ step }: Profile): string {
  const parts = step.parts.map(({ row, part, perLaneStep, unitNs, ns }) => [
    TITLES[row] ?? row,
    part,
    perLaneStep.toFixed(2),
    unitNs.toFixed(2),
    ns.toFixed(2),
  ]);
  const residuals = step.residuals.map(({ row, measuredNs, modelledNs }) => {
    return [TITLES[row] ?? row, "residual: measured − modelled", "", "", (measuredNs - modelledNs).toFixed(2)];
  });
  return markdownTable([["phase", "part", "a lane-step", "ns each", "ns a lane-step"], ...parts, ...residuals], {
    align: ["l", "l", "r", "r", "r"],
  });
}

/** How many iterations a step of four lanes needs, and what each takes of what was measured. */
function iterations({ step: { counts, rows, laneSteps } }: Profile): string[] {
  const worlds = counts["world-steps"];
  if (worlds === 0) return [];
  const each = (row: string, count: number) => {
    const ns = rows.find((line) => line.row === row)?.ns.median ?? 0;
    return `${(count / worlds).toFixed(1)} a step of four lanes, ${((ns * laneSteps) / count).toFixed(0)} ns each`;
  };
  const perStep = (count: number) => `${(count / laneSteps).toFixed(3)} a lane-step`;
  return [
    `velocity iterations  ${each("velocities", counts["velocity-iterations"])}`,
    `position iterations  ${each("positions", counts["position-iterations"])}`,
    `manifolds            ${perStep(counts.manifolds)}`,
    `times of impact      ${perStep(counts.impacts)}, steps cut ${perStep(counts["sub-steps"])}`,
    `rays                 ${perStep(counts.rays)}`,
    "",
  ];
}

function lanes({ step: { laneSteps, computedLanes, counts, timeline, stepsPerMoment } }: Profile): string[] {
  const width = Math.max(LANES, ...timeline.map(({ steps, computed }) => computed / steps));
  const chart = timeline
    .map(({ steps, alive }) => LEVELS[Math.min(Math.floor((alive / steps / width) * LEVELS.length), LEVELS.length - 1)])
    .join("");
  const idle = 1 - laneSteps / computedLanes;
  return [
    `${chart}  of ${width}, each mark ${stepsPerMoment} step${stepsPerMoment > 1 ? "s" : ""}`,
    `${(100 * idle).toFixed(1)}% of the lanes computed held no episode; networks answered for ` +
      `${(counts["forward-lanes"] / laneSteps).toFixed(2)} lanes a lane-step`,
  ];
}

function dearest({ dearest: genomes, connections }: Profile): string[] {
  const cells = genomes.map(({ genome, connections: own, steps, microseconds }) => [
    String(genome),
    String(own),
    String(steps),
    microseconds.toFixed(0),
    ((microseconds * 1000) / steps).toFixed(1),
  ]);
  const table = markdownTable([["genome", "connections", "steps", "µs", "ns a lane-step"], ...cells], { align: "r" });
  if (!connections) return [table];
  const { nsPerConnection, nsWithout } = connections;
  return [
    table,
    "",
    `a connection costs ${nsPerConnection.toFixed(2)} ns a lane-step, all else ${nsWithout.toFixed(1)} ns (least squares over genomes)`,
  ];
}

/** What changed between profiles, row by row. */
export function changesTable(changes: readonly Change[], pairs: number): string {
  const cells = changes.map(({ row, before, after, ratio, verdict }) => [
    TITLES[row] ?? row,
    before ? figure(before) : "",
    after ? figure(after) : "",
    ratio ? `${ratio.median.toFixed(3)} (${ratio.low.toFixed(3)}–${ratio.high.toFixed(3)})` : "",
    verdict,
  ]);
  const table = markdownTable([["phase", "before, ns", "after, ns", "ratio", ""], ...cells], {
    align: ["l", "r", "r", "r", "l"],
  });
  const over = pairs === 1 ? "rounds" : `${pairs} pairs`;
  return `${table}\n\nmedian (quartiles) of ${over}; no change where one is within the ratio's quartiles`;
}

function figure({ median, low, high }: Spread): string {
  const digits = median >= 100 ? 0 : median >= 10 ? 1 : 2;
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** None for a share below 0: less its clock reads, a phase may have taken no time. */
function bar(share: number): string {
  const eighths = Math.max(0, Math.round(share * BAR_CELLS * 8));
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}
