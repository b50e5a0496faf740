/** What a profiling build records while it runs episodes: nanoseconds by phase, counts, lanes over time. */

/** Phases of a step, in their order, and what comes between steps; each is PHASE_… in the wasm. */
export const PHASES = [
  "reset",
  "observe",
  "lidar",
  "raster",
  "encoder",
  "forward",
  "pairs",
  "manifolds",
  "setup",
  "velocities",
  "positions",
  "motion",
  "impacts",
  "reward",
  "lanes",
] as const;

export type Phase = (typeof PHASES)[number];

/** What is counted; each is COUNT_… in the wasm, where it is said what of. */
export const COUNTS = [
  "forward-lanes",
  "connections",
  "rays",
  "manifolds",
  "world-steps",
  "velocity-iterations",
  "position-iterations",
  "impacts",
  "sub-steps",
] as const;

export type Count = (typeof COUNTS)[number];

export interface PhaseTime {
  readonly nanoseconds: number;
  /** How often it has ended. Each time a read of the clock is in its time. */
  readonly reads: number;
}

/** A part of the timeline, summed over calls. */
export interface Moment {
  readonly steps: number;
  /** Lanes that held an episode, and lanes that were computed. */
  readonly alive: number;
  readonly computed: number;
}

export interface Ledger {
  readonly phases: Readonly<Record<Phase, PhaseTime>>;
  readonly counts: Readonly<Record<Count, number>>;
  /** Nodes computed, by activation id; a lane each. */
  readonly activations: readonly number[];
  /** Where steps are timed by samples, fewer than phases have ended. */
  readonly clockReads: number;
  readonly stepsPerMoment: number;
  /** From a call's first step to the last of the longest one. */
  readonly timeline: readonly Moment[];
}
