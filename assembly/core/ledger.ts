/**
 * The cost ledger of the profiling build, which is this source with a global PROFILING (asc `--use PROFILING=1`): the
 * nanoseconds that each phase takes, and counts. In every other build the functions here are empty, and neither rows nor
 * clock are there.
 *
 * The clock is the host's. A read costs more than a lane-step of a small task, so that it is read once a phase, after all lanes
 * have gone through it; and where a phase is shorter than a read, in one of many steps alone, which then counts for all of them.
 */

/** Phases of a step, and of what comes between steps. */
export const PHASE_RESET: u32 = 0;
export const PHASE_OBSERVE: u32 = 1;
export const PHASE_LIDAR: u32 = 2;
export const PHASE_FORWARD: u32 = 3;
export const PHASE_PAIRS: u32 = 4;
export const PHASE_MANIFOLDS: u32 = 5;
export const PHASE_SETUP: u32 = 6;
export const PHASE_VELOCITIES: u32 = 7;
export const PHASE_POSITIONS: u32 = 8;
export const PHASE_IMPACTS: u32 = 9;
export const PHASE_MOTION: u32 = 10;
export const PHASE_REWARD: u32 = 11;
/** Ends, refills and moves of lanes. */
export const PHASE_LANES: u32 = 12;
/** Of an observation through an encoder: drawing the picture, and encoding it. */
export const PHASE_RASTER: u32 = 13;
export const PHASE_ENCODER: u32 = 14;
export const PHASES: u32 = 15;

/** Lanes that networks answered for: where lanes belong to many networks, each for its blocks of lanes. */
export const COUNT_FORWARD_LANES: u32 = 0;
/** Sums of one source, a lane each. */
export const COUNT_CONNECTIONS: u32 = 1;
export const COUNT_RAYS: u32 = 2;
export const COUNT_MANIFOLDS: u32 = 3;
/** Of a world of four lanes each. */
export const COUNT_WORLD_STEPS: u32 = 4;
export const COUNT_VELOCITY_ITERATIONS: u32 = 5;
export const COUNT_POSITION_ITERATIONS: u32 = 6;
/** Times of impact computed, and steps they cut. */
export const COUNT_IMPACTS: u32 = 7;
export const COUNT_SUB_STEPS: u32 = 8;
/** Nodes computed, a lane each: this and an activation's id. */
export const COUNT_ACTIVATIONS: u32 = 9;
export const COUNTS: u32 = COUNT_ACTIVATIONS + 11;

/** Parts of the timeline, each of as many steps as the longest call needs, a power of two. */
export const MOMENTS: u32 = 64;

/*
 * f64: nanoseconds [phase], reads of the clock [phase], counts, then [moment] the steps it has seen, the lanes alive in
 * them, and the lanes computed.
 */
const CALLS: u32 = PHASES * 8;
const COUNTED: u32 = 2 * CALLS;
const TIMELINE: u32 = COUNTED + COUNTS * 8;
const MOMENT_BYTES: u32 = 3 * 8;
const LEDGER_BYTES: u32 = TIMELINE + MOMENTS * MOMENT_BYTES;

// @ts-ignore: decorator
@lazy
const rows: usize = memory.data(LEDGER_BYTES, 16);
/** When the last phase ended. */
// @ts-ignore: decorator
@lazy
let mark: f64 = 0;
/** One step of so many is timed. */
// @ts-ignore: decorator
@lazy
let period: u32 = 1;
/** Steps so far, of all calls; whether this one is not timed; how many a timed one stands for. */
// @ts-ignore: decorator
@lazy
let stepsSeen: u32 = 0;
// @ts-ignore: decorator
@lazy
let untimed = false;
// @ts-ignore: decorator
@lazy
let standsFor: f64 = 1;
/** Reads of the clock. */
// @ts-ignore: decorator
@lazy
let reads: f64 = 0;
/** What happens now belongs to a phase that is not over. */
// @ts-ignore: decorator
@lazy
let held = false;
/** Steps of the call so far, the lanes computed in them, and the power of two that a moment's steps are. */
// @ts-ignore: decorator
@lazy
let clock: u32 = 0;
// @ts-ignore: decorator
@lazy
let callLanes: f64 = 0;
// @ts-ignore: decorator
@lazy
let momentBits: u32 = 0;

/** Nanoseconds since some moment. */
// @ts-ignore: decorator
@external("host", "nanoseconds")
declare function nanoseconds(): f64;

// @ts-ignore: decorator
@inline
function add(at: u32, amount: f64): void {
  store<f64>(rows + at, load<f64>(rows + at) + amount);
}

export function ledgerRows(): usize {
  return rows;
}

export function emptyLedger(): void {
  memory.fill(rows, 0, LEDGER_BYTES);
  momentBits = 0;
  reads = 0;
}

/** Has one step of `steps` timed from now on. */
export function timeOneOf(steps: u32): void {
  period = steps;
}

/** How often the clock has been read. */
export function clockReads(): f64 {
  return reads;
}

function readClock(): f64 {
  reads += 1;
  return nanoseconds();
}

/** Begins a call: what was before it belongs to no phase. */
// @ts-ignore: decorator
@inline
export function beginCall(): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) {
    clock = 0;
    callLanes = 0;
    timeAll();
  }
}

/** Begins a step. */
// @ts-ignore: decorator
@inline
export function beginStep(): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) if (period > 1) chooseStep();
}

function chooseStep(): void {
  untimed = stepsSeen++ % period != 0;
  standsFor = <f64>period;
  if (!untimed) mark = readClock();
}

/** Begins what lies between steps, which is rare: it is timed in any case. */
// @ts-ignore: decorator
@inline
export function beginBetween(): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) if (period > 1) timeAll();
}

function timeAll(): void {
  untimed = false;
  standsFor = 1;
  mark = readClock();
}

/** Ends a phase: the time since the last one is its own. */
// @ts-ignore: decorator
@inline
export function lap(phase: u32): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) recordLap(phase);
}

/** Ends a phase; until `resumePhases`, none of the phases within count. */
// @ts-ignore: decorator
@inline
export function pausePhases(phase: u32): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) {
    recordLap(phase);
    held = true;
  }
}

/** Ends the phase since `pausePhases`. */
// @ts-ignore: decorator
@inline
export function resumePhases(phase: u32): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) {
    held = false;
    recordLap(phase);
  }
}

// @ts-ignore: decorator
@inline
export function tally(count: u32, amount: f64): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) if (!held) add(COUNTED + count * 8, amount);
}

/** Lanes computed in the call's steps so far. */
// @ts-ignore: decorator
@inline
export function lanesOfCall(): f64 {
  // @ts-ignore: only the profiling build has it
  return isDefined(PROFILING) ? callLanes : 0;
}

/** A step of `alive` lanes, for which `computed` were computed. */
// @ts-ignore: decorator
@inline
export function tallyStep(alive: u32, computed: u32): void {
  // @ts-ignore: only the profiling build has it
  if (isDefined(PROFILING)) recordStep(alive, computed);
}

function recordLap(phase: u32): void {
  if (held || untimed) return;
  const now = readClock();
  add(phase * 8, (now - mark) * standsFor);
  add(CALLS + phase * 8, standsFor);
  mark = now;
}

function recordStep(alive: u32, computed: u32): void {
  if (clock == MOMENTS << momentBits) foldTimeline();
  const moment = TIMELINE + (clock >> momentBits) * MOMENT_BYTES;
  add(moment, 1);
  add(moment + 8, <f64>alive);
  add(moment + 16, <f64>computed);
  callLanes += <f64>computed;
  clock++;
}

/** Makes each moment twice as long. */
function foldTimeline(): void {
  momentBits++;
  const timeline = rows + TIMELINE;
  for (let i: u32 = 0; i < MOMENTS; i++) {
    for (let field: u32 = 0; field < MOMENT_BYTES; field += 8) {
      const from = timeline + i * 2 * MOMENT_BYTES + field;
      const sum = i < MOMENTS / 2 ? load<f64>(from) + load<f64>(from + MOMENT_BYTES) : 0;
      store<f64>(timeline + i * MOMENT_BYTES + field, sum);
    }
  }
}

/** Steps in a moment of the timeline. */
export function stepsPerMoment(): u32 {
  return 1 << momentBits;
}
