/**
 * The episode loop over lanes. Up to LANES episodes of one network run side by side; a lane whose episode ends takes the
 * next one that waits, and when none waits the last living lane moves into its place, so that the vectors in use stay full.
 */
import {
  beginCall, hold, lanesOfCall, lap, PHASE_FORWARD, PHASE_LANES, PHASE_MOTION, PHASE_OBSERVE, PHASE_RESET, PHASE_REWARD, resume,
  tallyStep,
} from "./ledger";
import { laneBits } from "./numeric/lanes";
import { forecast, impatient, movePatience, startPatience } from "./patience";
import { BLOCK_BYTES, Forward, propagate, ROW_BYTES, sumInputs } from "./network/forward";
import { tallyPasses } from "./network/tally";

export const LANES: u32 = ROW_BYTES / sizeof<f64>();

/** The episodes to run and where their outcome goes; all arrays have `episodes` entries. */
@unmanaged
export class Plan {
  episodes: u32;
  /** Steps after which an episode is cut off. */
  maxSteps: u32;
  /** Where above 0, an episode is cut off that has earned no new high for this many steps. */
  patience: u32;
  /** Whether such an episode is taken to go on to its last step as it went before. */
  forecast: bool;
  /** Benchmarks run on past a task's own end, so that every episode has the same length. */
  runOn: bool;
  /** u32 episode seeds. */
  seeds: usize;
  /** f64, one a episode, or [episode][connection] where the network's weights are individual. */
  weights: usize;
  /** f64, summed rewards. */
  returns: usize;
  /** u32, steps lived. */
  steps: usize;
  worstReturn: f64;
  /** Episodes that scored the worst return because an output or a reward was no finite number. */
  nonFinite: u32;
}

/** Scratch rows, one value a lane. */
const total: usize = memory.data(ROW_BYTES, 16);
const episodeOf: usize = memory.data(LANES * 4, 16);
const startOf: usize = memory.data(LANES * 4, 16);

export function loadWeights(forward: Forward, plan: Plan, lane: u32, episode: u32): void {
  const row = forward.weights + lane * sizeof<f64>();
  if (!forward.individual) {
    store<f64>(row, load<f64>(plan.weights + episode * sizeof<f64>()));
    return;
  }
  const connections = forward.network.connections;
  const from = plan.weights + <usize>episode * connections * sizeof<f64>();
  for (let k: u32 = 0; k < connections; k++) {
    store<f64>(row + k * ROW_BYTES, load<f64>(from + k * sizeof<f64>()));
  }
}

export function moveWeights(forward: Forward, to: u32, from: u32): void {
  const rows = forward.individual ? forward.network.connections : 1;
  for (let k: u32 = 0; k < rows; k++) {
    const row = forward.weights + k * ROW_BYTES;
    store<f64>(row + to * sizeof<f64>(), load<f64>(row + from * sizeof<f64>()));
  }
}

/** One bit a lane of the vector: where an output is NaN or infinite. */
// @ts-ignore: decorator
@inline
export function notFinite<T>(outputs: usize, count: u32, offset: u32): u32 {
  let finite = v128.splat<i64>(-1);
  for (let i: u32 = 0; i < count; i++) {
    const value = v128.load(outputs + i * ROW_BYTES + offset);
    const difference = v128.sub<T>(value, value);
    finite = v128.and(finite, v128.eq<T>(difference, difference));
  }
  return laneBits<T>(v128.not(finite));
}

/** Runs every episode of `plan`. `task` holds the state of LANES lanes. */
export function rollout<Task>(task: Task, forward: Forward, plan: Plan): void {
  const outputs = forward.outputs;
  const outputCount = forward.network.outputs;

  beginCall();
  task.prepare();
  let alive: u32 = 0;
  let next: u32 = 0;
  for (; alive < LANES && next < plan.episodes; alive++, next++) {
    hold(PHASE_LANES);
    task.reset(alive, load<u32>(plan.seeds + next * 4));
    resume(PHASE_RESET);
    loadWeights(forward, plan, alive, next);
    store<f64>(total + alive * sizeof<f64>(), 0);
    store<u32>(episodeOf + alive * 4, next);
    store<u32>(startOf + alive * 4, 0);
    startPatience(alive, 0);
  }

  let clock: u32 = 0;
  let cutOff = plan.maxSteps;
  lap(PHASE_LANES);
  while (alive > 0) {
    const bytes = (alive * sizeof<f64>() + BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1);
    for (let offset: u32 = 0; offset < bytes; offset += 16) task.observe(forward.inputs, offset);
    lap(PHASE_OBSERVE);
    sumInputs<f64>(forward, bytes);
    propagate<f64>(forward, bytes);
    lap(PHASE_FORWARD);
    task.advance(outputs, alive);
    lap(PHASE_MOTION);
    tallyStep(alive, bytes / sizeof<f64>());

    let ended: u32 = 0;
    let nonFinite: u32 = 0;
    for (let offset: u32 = 0; offset < bytes; offset += 16) {
      const lane = offset / sizeof<f64>();
      nonFinite |= notFinite<f64>(outputs, outputCount, offset) << lane;
      const reward = task.step(outputs, offset);
      v128.store(total + offset, v128.add<f64>(v128.load(total + offset), reward));
      if (!plan.runOn) ended |= laneBits<f64>(task.terminated(offset)) << lane;
    }
    lap(PHASE_REWARD);
    clock++;
    ended |= nonFinite;
    let weary: u32 = 0;
    if (plan.patience > 0) weary = impatient(total, alive, clock, plan.patience) & ~ended;
    ended |= weary;
    if (alive < 32) ended &= (1 << alive) - 1;
    if (ended == 0 && clock < cutOff) continue;

    // From the last lane down: the lane that moves into a gap has then been looked at.
    for (let lane = alive; lane-- > 0; ) {
      const lived = clock - load<u32>(startOf + lane * 4);
      if (!((ended >> lane) & 1) && lived < plan.maxSteps) continue;
      const episode = load<u32>(episodeOf + lane * 4);
      let earned = load<f64>(total + lane * sizeof<f64>());
      if (plan.forecast && ((weary >> lane) & 1)) {
        earned = forecast(lane, earned, plan.patience, plan.maxSteps - lived);
      }
      const valid = !((nonFinite >> lane) & 1) && isFinite(earned);
      if (!valid) plan.nonFinite++;
      store<f64>(plan.returns + episode * sizeof<f64>(), valid ? earned : plan.worstReturn);
      store<u32>(plan.steps + episode * 4, lived);
      if (next < plan.episodes) {
        hold(PHASE_LANES);
        task.reset(lane, load<u32>(plan.seeds + next * 4));
        resume(PHASE_RESET);
        loadWeights(forward, plan, lane, next);
        store<f64>(total + lane * sizeof<f64>(), 0);
        store<u32>(episodeOf + lane * 4, next++);
        store<u32>(startOf + lane * 4, clock);
        startPatience(lane, clock);
        continue;
      }
      const last = --alive;
      if (lane == last) continue;
      task.move(lane, last);
      moveWeights(forward, lane, last);
      movePatience(lane, last);
      store<f64>(total + lane * sizeof<f64>(), load<f64>(total + last * sizeof<f64>()));
      store<u32>(episodeOf + lane * 4, load<u32>(episodeOf + last * 4));
      store<u32>(startOf + lane * 4, load<u32>(startOf + last * 4));
    }
    cutOff = u32.MAX_VALUE;
    for (let lane: u32 = 0; lane < alive; lane++) {
      cutOff = min(cutOff, load<u32>(startOf + lane * 4) + plan.maxSteps);
    }
  }
  tallyPasses(forward, lanesOfCall());
}
