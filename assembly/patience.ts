/** Where a plan has patience only so far: which episodes have earned no new high for too many steps. */
import { ROW_BYTES } from "./network/forward";

/** For each lane, the most that its episode's rewards have summed to, and the clock when they did. */
const high: usize = memory.data(ROW_BYTES, 16);
const highAt: usize = memory.data(ROW_BYTES / 2, 16);

export function startPatience(lane: u32, clock: u32): void {
  store<f64>(high + lane * 8, 0);
  store<u32>(highAt + lane * 4, clock);
}

export function movePatience(to: u32, from: u32): void {
  store<f64>(high + to * 8, load<f64>(high + from * 8));
  store<u32>(highAt + to * 4, load<u32>(highAt + from * 4));
}

/** One bit a lane: whose sum in the row `total` has not risen above its high for `patience` steps. To be asked each step. */
export function impatient(total: usize, alive: u32, clock: u32, patience: u32): u32 {
  let bits: u32 = 0;
  for (let lane: u32 = 0; lane < alive; lane++) {
    const earned = load<f64>(total + lane * 8);
    if (earned > load<f64>(high + lane * 8)) {
      store<f64>(high + lane * 8, earned);
      store<u32>(highAt + lane * 4, clock);
    } else if (clock - load<u32>(highAt + lane * 4) >= patience) {
      bits |= 1 << lane;
    }
  }
  return bits;
}
