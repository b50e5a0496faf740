/** Where the time of a lane-step goes: the ledger of the profiling build beside the time of the release build, in turn. */

import type { Counter, Plan } from "../evaluate/evaluator.js";
import type { Kernel } from "../evaluate/kernel.js";
import { COUNTS, type Count, type Ledger, type Moment, PHASES, type Phase } from "../evaluate/ledger.js";
import { ACTIVATIONS } from "../genome/activation.js";
import { type Spread, spread } from "../statistics.js";
import { turn } from "../turn.js";
import type { UnitCosts } from "./calibrate.js";

/** A line of the ledger. */
export interface Row {
  readonly row: string;
  /** Nanoseconds a lane-step, over rounds. */
  readonly ns: Spread;
  /** Of the sum of all rows beside it. */
  readonly share: number;
  /** How often it began, each round. */
  readonly calls: number;
}

/** A finer line: how often something is done a lane-step times what it costs each time. */
export interface Part {
  readonly row: string;
  readonly part: string;
  readonly perLaneStep: number;
  readonly unitNs: number;
  readonly ns: number;
}

/** A phase's parts against what was measured of it. */
export interface Residual {
  readonly row: string;
  readonly measuredNs: number;
  readonly modelledNs: number;
}

/** Of all steps. */
interface Lanes {
  /** Lanes that held an episode. */
  readonly laneSteps: number;
  /** Lanes that were computed, empty ones among them. */
  readonly computedLanes: number;
}

export interface StepCosts extends Lanes {
  /** Nanoseconds a lane-step of either build, all told. */
  readonly release: Spread;
  readonly profiling: Spread;
  /** How much longer the profiling build takes, as a share of the release build's time. */
  readonly overhead: number;
  readonly clockNs: number;
  /** The phases, less their clock reads; then what is outside of them all: crossing the border. */
  readonly rows: readonly Row[];
  /** One step of so many was timed: more than one where a phase is shorter than a read of the clock. */
  readonly timedOneOf: number;
  /** The sum of all phases and of all reads of the clock, as a share of the profiling build's time. */
  readonly covered: number;
  readonly parts: readonly Part[];
  readonly residuals: readonly Residual[];
  readonly counts: Readonly<Record<Count, number>>;
  readonly stepsPerMoment: number;
  readonly timeline: readonly Moment[];
}

interface Round {
  readonly releaseNs: number;
  readonly profilingNs: number;
  readonly ledger: Ledger;
  /** Nanoseconds that the profiling build's world has spent on episodes, where that is another program. */
  readonly worldNs: number;
}

/** Instances of both builds of a task. */
export interface Builds {
  readonly release: Kernel;
  readonly profiling: Kernel;
}

/**
 * Runs networks through a plan on both builds in turn, one round to warm up. Throws an Error where their returns differ.
 * @param unitsFor the unit costs for so many lanes side by side.
 * @param counter counts the rounds.
 */
export async function measureSteps(
  { release, profiling }: Builds,
  networks: readonly Uint32Array[],
  plan: Plan,
  rounds: number,
  unitsFor: (lanes: number) => UnitCosts,
  counter?: Counter,
): Promise<StepCosts> {
  const measure = async (): Promise<Round> => {
    const ours = timed(() => release.evaluateAll(networks, plan));
    profiling.emptyLedger();
    const before = profiling.world?.busyNs ?? 0;
    const theirs = timed(() => profiling.evaluateAll(networks, plan));
    const worldNs = (profiling.world?.busyNs ?? 0) - before;
    if (ours.value.returns.some((value, i) => value !== theirs.value.returns[i])) {
      throw new Error("the profiling build's returns are not the release build's");
    }
    counter?.done(1);
    await turn();
    return { releaseNs: ours.ns, profilingNs: theirs.ns, ledger: profiling.ledger, worldNs };
  };
  counter?.expect(rounds + 1);
  const warmUp = await measure();
  const units = unitsFor(lanesAtOnce(warmUp.ledger));
  const timedOneOf = sparing((warmUp.ledger.clockReads * units.clock) / warmUp.releaseNs);
  profiling.timeOneOf(timedOneOf);
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await measure());
  profiling.timeOneOf(1);
  const { counts, timeline, stepsPerMoment } = measured[0].ledger;
  const laneSteps = total(timeline, ({ alive }) => alive);
  const computedLanes = total(timeline, ({ computed }) => computed);
  const perLaneStep = (value: (round: Round) => number) => spread(measured.map((each) => value(each) / laneSteps));

  const netNs = ({ phases }: Ledger, phase: Phase) =>
    Math.max(phases[phase].nanoseconds - phases[phase].reads * units.clock, 0);
  const coveredNs = (ledger: Ledger) =>
    total(PHASES, (phase) => netNs(ledger, phase)) + ledger.clockReads * units.clock;
  const first = measured[0].ledger;
  const lines = PHASES.flatMap((phase) => {
    const calls = first.phases[phase].reads;
    return calls === 0 ? [] : [{ row: phase as string, ns: perLaneStep(({ ledger }) => netNs(ledger, phase)), calls }];
  });
  if (profiling.world?.busyNs !== undefined) splitWorld();
  const calls = release.sharesLanes ? 1 : networks.length;
  lines.push({
    row: "border",
    ns: perLaneStep(({ ledger, profilingNs: all }) => Math.max(all - coveredNs(ledger), 0)),
    calls,
  });

  /** What another program takes of a step, and what it takes to get there and back: it moves and shows all lanes at once. */
  function splitWorld(): void {
    const [{ calls }] = lines.filter(({ row }) => row === "motion");
    const there = ({ ledger }: Round) => netNs(ledger, "motion") + netNs(ledger, "observe");
    lines.splice(0, lines.length, ...lines.filter(({ row }) => row !== "motion" && row !== "observe"));
    lines.push({ row: "environment", ns: perLaneStep(({ worldNs }) => worldNs), calls });
    lines.push({ row: "transfer", ns: perLaneStep((round) => Math.max(there(round) - round.worldNs, 0)), calls });
  }
  const sum = total(lines, ({ ns }) => ns.median);
  const rows = lines.map((line) => ({ ...line, share: line.ns.median / sum }));
  const releaseNs = perLaneStep((round) => round.releaseNs);
  const profilingNs = perLaneStep((round) => round.profilingNs);
  const { parts, residuals } = model(first, laneSteps, rows, units);
  return {
    laneSteps,
    computedLanes,
    release: releaseNs,
    profiling: profilingNs,
    overhead: profilingNs.median / releaseNs.median - 1,
    clockNs: units.clock,
    timedOneOf,
    rows,
    covered: spread(measured.map(({ ledger, profilingNs: all }) => coveredNs(ledger) / all)).median,
    parts,
    residuals,
    counts: Object.fromEntries(COUNTS.map((count) => [count, counts[count]])) as Record<Count, number>,
    stepsPerMoment,
    timeline,
  };
}

/** How many lanes are computed at once, on average: whole blocks. */
function lanesAtOnce({ timeline }: Ledger): number {
  const steps = total(timeline, (moment) => moment.steps);
  return Math.max(4, Math.round(total(timeline, ({ computed }) => computed) / steps / 4) * 4);
}

/** What reads of the clock may add to a step's time. */
const MOST_OVERHEAD = 0.05;
const MOST_SPARING = 64;

/** One step of how many is to be timed, where timing all of them adds such a share: a power of two. */
function sparing(overhead: number): number {
  let steps = 1;
  while (overhead / steps > MOST_OVERHEAD && steps < MOST_SPARING) steps *= 2;
  return steps;
}

/** What the forward pass is made of. */
function model({ counts, activations }: Ledger, laneSteps: number, rows: readonly Row[], units: UnitCosts) {
  const part = (row: string, name: string, count: number, unitNs: number): Part => {
    return { row, part: name, perLaneStep: count / laneSteps, unitNs, ns: (count * unitNs) / laneSteps };
  };
  const parts = [
    part("forward", "connections", counts.connections, units.connection),
    ...ACTIVATIONS.map((name, i) => part("forward", name, activations[i + 1], units.activations[name])),
  ].filter(({ perLaneStep }) => perLaneStep > 0);
  const residuals = [...new Set(parts.map(({ row }) => row))].map((row): Residual => {
    const modelledNs = total(
      parts.filter((each) => each.row === row),
      ({ ns }) => ns,
    );
    return { row, measuredNs: rows.find((each) => each.row === row)?.ns.median ?? 0, modelledNs };
  });
  return { parts, residuals };
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function timed<T>(work: () => T): { value: T; ns: number } {
  const began = performance.now();
  const value = work();
  return { value, ns: (performance.now() - began) * 1e6 };
}
