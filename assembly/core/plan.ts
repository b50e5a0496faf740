/** The episodes that a call runs, and how their weights get into the lanes. */
import { copyLaneWeights, Forward, LANES, setLaneWeights } from "../network/forward";

/** The episodes to run and where their outcome goes; all arrays have `episodes` entries. */
@unmanaged
export class Plan {
  episodes: u32;
  /** Steps after which an episode is cut off. */
  maxSteps: u32;
  /** Above 0: an episode ends after so many steps without a new high of its return. */
  patience: u32;
  /** Whether the return of such an episode is extrapolated to its last step. */
  extrapolate: bool;
  /** Benchmarks run on past a task's own end, so that every episode has the same length. */
  ignoreTermination: bool;
  /** u32 episode seeds. */
  seeds: usize;
  /** f64, one an episode, or [episode][connection] where the network's weights are individual. */
  weights: usize;
  /** f64, summed rewards. */
  returns: usize;
  /** u32, steps lived. */
  steps: usize;
  worstReturn: f64;
  /** Episodes that scored the worst return because an output or a reward was not finite. */
  nonFinite: u32;
}

/** Loads the weights of an episode into a lane of a network's weight rows. */
export function loadWeights(forward: Forward, plan: Plan, lane: u32, episode: u32): void {
  assert(lane < LANES);
  const perEpisode = forward.individual ? <usize>forward.network.connections : 1;
  const from = plan.weights + <usize>episode * perEpisode * sizeof<f64>();
  if (forward.individual) setLaneWeights(forward, lane, from);
  else store<f64>(forward.weights + lane * sizeof<f64>(), load<f64>(from));
}

/** Copies the weights of lane `from` to lane `to`. */
export function copyWeights(forward: Forward, to: u32, from: u32): void {
  if (forward.individual) copyLaneWeights(forward, to, from);
  else store<f64>(forward.weights + to * sizeof<f64>(), load<f64>(forward.weights + from * sizeof<f64>()));
}
