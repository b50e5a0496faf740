/** What a profiling build gives besides: its ledger, and unit costs. */
import type { Border, Exports } from "./border.js";
import { COUNTS, type Count, type Ledger, type Moment, PHASES, type Phase, type PhaseTime } from "./ledger.js";

/** What a profiling build exports besides; see assembly/core/profiling.ts. */
export interface ProfilingExports extends Exports {
  PHASES: WebAssembly.Global;
  COUNTS: WebAssembly.Global;
  MOMENTS: WebAssembly.Global;
  COUNT_ACTIVATIONS: WebAssembly.Global;
  ledgerRows(): number;
  clockReads(): number;
  timeOneOf(steps: number): void;
  emptyLedger(): void;
  stepsPerMoment(): number;
  endPhases(times: number): void;
  passForward(passes: number, bytes: number, narrow: boolean): void;
}

/** What has been recorded since the ledger was emptied; the layout is in assembly/core/ledger.ts. */
export function readLedger(border: Border<ProfilingExports>): Ledger {
  const { exports } = border;
  const [phases, counts, moments] = [exports.PHASES.value, exports.COUNTS.value, exports.MOMENTS.value];
  const rows = [...border.doubles(exports.ledgerRows(), 2 * phases + counts + 3 * moments)];
  const timeOf = (phase: Phase): PhaseTime => {
    const at = border.constant("PHASE", phase);
    return { nanoseconds: rows[at], reads: rows[phases + at] };
  };
  const countsAt = 2 * phases;
  const activationsAt = countsAt + exports.COUNT_ACTIVATIONS.value;
  const timeline = Array.from({ length: moments }, (_, i): Moment => {
    const [steps, alive, computed] = rows.slice(countsAt + counts + 3 * i);
    return { steps, alive, computed };
  });
  return {
    phases: Object.fromEntries(PHASES.map((phase) => [phase, timeOf(phase)])) as Record<Phase, PhaseTime>,
    counts: Object.fromEntries(
      COUNTS.map((count) => [count, rows[countsAt + border.constant("COUNT", count)]]),
    ) as Record<Count, number>,
    activations: rows.slice(activationsAt, countsAt + counts),
    clockReads: exports.clockReads(),
    stepsPerMoment: exports.stepsPerMoment(),
    timeline: timeline.filter(({ steps }) => steps > 0),
  };
}
