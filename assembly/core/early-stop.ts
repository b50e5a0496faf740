/** Early stop: an episode whose return has had no new high for `patience` steps is cut off. */
import { ROW_BYTES } from "../network/forward";

/** For each lane: the high of its return, the clock when it was reached, and the return halfway through the patience since then. */
const high: usize = memory.data(ROW_BYTES, 16);
const highAt: usize = memory.data(ROW_BYTES / 2, 16);
const halfway: usize = memory.data(ROW_BYTES, 16);

export function startEarlyStop(lane: u32, clock: u32): void {
  store<f64>(high + lane * 8, 0);
  store<u32>(highAt + lane * 4, clock);
  store<f64>(halfway + lane * 8, 0);
}

export function copyEarlyStop(to: u32, from: u32): void {
  store<f64>(high + to * 8, load<f64>(high + from * 8));
  store<u32>(highAt + to * 4, load<u32>(highAt + from * 4));
  store<f64>(halfway + to * 8, load<f64>(halfway + from * 8));
}

/**
 * The return of a stalled episode, extrapolated by `steps` more steps at the rate of the last half of its patience: in the first half it
 * may have come to rest.
 */
export function extrapolated(lane: u32, earned: f64, patience: u32, steps: u32): f64 {
  const half = patience - patience / 2;
  return earned + ((earned - load<f64>(halfway + lane * 8)) / <f64>half) * <f64>steps;
}

/** One bit a lane: the return in the row `total` has not risen above its high for `patience` steps. To be called each step. */
export function stalledLanes(total: usize, alive: u32, clock: u32, patience: u32): u32 {
  let bits: u32 = 0;
  for (let lane: u32 = 0; lane < alive; lane++) {
    const earned = load<f64>(total + lane * 8);
    if (earned > load<f64>(high + lane * 8)) {
      store<f64>(high + lane * 8, earned);
      store<u32>(highAt + lane * 4, clock);
      store<f64>(halfway + lane * 8, earned);
      continue;
    }
    const since = clock - load<u32>(highAt + lane * 4);
    if (since == patience / 2) store<f64>(halfway + lane * 8, earned);
    if (since >= patience) bits |= 1 << lane;
  }
  return bits;
}
