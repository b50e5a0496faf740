/** Cart-pole swing-up in plain scalar code: the twin that the wasm task is tested against. */
import type { Genome } from "../../src/genome/genome.js";
import { networkTwin } from "./network.js";

/** The equations' letters: gravity m/s², mass of the pole and of all kg, length m, friction N s/m. */
const g = 9.82;
const m = 0.5;
const M = 1;
const l = 0.6;
const b = 0.1;
const FORCE = 10; // N at action ±1
const TIME_STEP = 0.01; // s
const RAIL_LIMIT = 2.4; // m to either side

/** Writes x, ẋ, cos θ, sin θ, θ̇ to `observation`. `state` is x, ẋ, θ, θ̇. */
export function observeTwin(state: ArrayLike<number>, observation: Float64Array): void {
  observation[0] = state[0];
  observation[1] = state[1];
  observation[2] = Math.cos(state[2]);
  observation[3] = Math.sin(state[2]);
  observation[4] = state[3];
}

/** Advances `state` by one step; returns the reward. */
export function stepTwin(state: Float64Array, action: number): number {
  const velocity = state[1];
  const omega = state[3];
  const s = Math.sin(state[2]);
  const c = Math.cos(state[2]);
  const F = FORCE * Math.max(-1, Math.min(1, action));
  const inertia = 4 * M - 3 * m * c * c;
  const acceleration = (-2 * m * l * omega * omega * s + 3 * m * g * s * c + 4 * F - 4 * b * velocity) / inertia;
  const angular = (-3 * m * l * omega * omega * s * c + 6 * M * g * s + 6 * (F - b * velocity) * c) / (l * inertia);
  state[0] += velocity * TIME_STEP;
  state[1] += acceleration * TIME_STEP;
  state[2] += omega * TIME_STEP;
  state[3] += angular * TIME_STEP;
  return ((Math.cos(state[2]) + 1) / 2) * Math.cos(((Math.PI / 2) * state[0]) / RAIL_LIMIT);
}

export function offRailTwin(state: ArrayLike<number>): boolean {
  return Math.abs(state[0]) > RAIL_LIMIT;
}

/** One episode from `initialState`, of at most `steps` steps; with `runOn` the rail's end does not end it. */
export function rolloutTwin(
  genome: Genome,
  sharedWeight: number,
  initialState: ArrayLike<number>,
  { steps, runOn }: { readonly steps: number; readonly runOn: boolean },
): { total: number; steps: number } {
  const network = networkTwin(genome, sharedWeight);
  const state = Float64Array.from(initialState);
  const observation = new Float64Array(5);
  let total = 0;
  for (let step = 1; step <= steps; step++) {
    observeTwin(state, observation);
    total += stepTwin(state, network.run(observation)[0]);
    if (!runOn && offRailTwin(state)) return { total, steps: step };
  }
  return { total, steps };
}
