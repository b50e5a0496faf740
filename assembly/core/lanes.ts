/**
 * The loop over lanes. Up to LANES episodes run side by side. A lane whose episode ends takes the next job; when no job is left,
 * the last living lane moves into its place, so that the vectors in use stay full.
 */
import { BLOCK_BYTES, LANES, ROW_BYTES } from "../network/forward";
import { laneBits } from "../numeric/lanes";
import { copyEarlyStop, extrapolated, stalledLanes, startEarlyStop } from "./early-stop";
import {
  beginBetween, beginCall, beginStep, lap, pausePhases, PHASE_FORWARD, PHASE_LANES, PHASE_MOTION, PHASE_OBSERVE, PHASE_RESET, PHASE_REWARD,
  resumePhases, tallyStep,
} from "./ledger";
import { Plan } from "./plan";

/** One value a lane: its return so far, its job, and the clock at which its episode began. */
const total: usize = memory.data(ROW_BYTES, 16);
const jobOf: usize = memory.data(LANES * 4, 16);
const startOf: usize = memory.data(LANES * 4, 16);

/** One bit a lane of the vector: where an output is NaN or infinite. */
// @ts-ignore: decorator
@inline
function notFinite(outputs: usize, count: u32, offset: u32): u32 {
  let finite = v128.splat<i64>(-1);
  for (let i: u32 = 0; i < count; i++) {
    const value = v128.load(outputs + i * ROW_BYTES + offset);
    const difference = v128.sub<f64>(value, value);
    finite = v128.and(finite, v128.eq<f64>(difference, difference));
  }
  return laneBits<f64>(v128.not(finite));
}

/** Starts `job` in `lane`. */
function take<Task, Networks>(task: Task, networks: Networks, plan: Plan, lane: u32, job: u32, clock: u32): void {
  pausePhases(PHASE_LANES);
  task.reset(lane, load<u32>(plan.seeds + (job % plan.episodes) * 4));
  resumePhases(PHASE_RESET);
  networks.take(plan, lane, job);
  store<f64>(total + lane * 8, 0);
  store<u32>(jobOf + lane * 4, job);
  store<u32>(startOf + lane * 4, clock);
  startEarlyStop(lane, clock);
}

/**
 * Runs every episode of `plan` with each of the networks.
 * @param task has been prepared; it holds the state of LANES lanes.
 * @param networks OneNetwork or ManyNetworks.
 */
export function runLanes<Task, Networks>(task: Task, networks: Networks, plan: Plan): void {
  const jobs = networks.jobs(plan);
  const inputs = networks.inputs;
  const outputs = networks.outputs;
  const outputCount = jobs > 0 ? networks.outputCount : 0;

  beginCall();
  let alive: u32 = 0;
  let next: u32 = 0;
  for (; alive < LANES && next < jobs; alive++, next++) take<Task, Networks>(task, networks, plan, alive, next, 0);

  let clock: u32 = 0;
  let cutOff = plan.maxSteps;
  lap(PHASE_LANES);
  while (alive > 0) {
    beginStep();
    const bytes = (alive * 8 + BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1);
    for (let offset: u32 = 0; offset < bytes; offset += 16) task.observe(inputs, offset);
    lap(PHASE_OBSERVE);
    networks.answer(alive, bytes);
    lap(PHASE_FORWARD);
    task.simulate(outputs, alive);
    lap(PHASE_MOTION);
    tallyStep(alive, bytes / 8);

    let ended: u32 = 0;
    let nonFinite: u32 = 0;
    for (let offset: u32 = 0; offset < bytes; offset += 16) {
      const lane = offset / 8;
      nonFinite |= notFinite(outputs, outputCount, offset) << lane;
      v128.store(total + offset, v128.add<f64>(v128.load(total + offset), task.reward(outputs, offset)));
      if (!plan.ignoreTermination) {
        ended |= laneBits<f64>(task.terminated(offset)) << lane;
        if (isDefined(task.truncated)) ended |= laneBits<f64>(task.truncated(offset)) << lane;
      }
    }
    lap(PHASE_REWARD);
    clock++;
    ended |= nonFinite;
    let stalled: u32 = 0;
    if (plan.patience > 0) stalled = stalledLanes(total, alive, clock, plan.patience) & ~ended;
    ended |= stalled;
    if (alive < 32) ended &= (1 << alive) - 1;
    if (ended == 0 && clock < cutOff) continue;
    beginBetween();

    // From the last lane down: the lane that moves into a gap has then been looked at.
    for (let lane = alive; lane-- > 0; ) {
      const lived = clock - load<u32>(startOf + lane * 4);
      if (!((ended >> lane) & 1) && lived < plan.maxSteps) continue;
      const job = load<u32>(jobOf + lane * 4);
      let earned = load<f64>(total + lane * 8);
      if (plan.extrapolate && ((stalled >> lane) & 1)) {
        earned = extrapolated(lane, earned, plan.patience, plan.maxSteps - lived);
      }
      const valid = !((nonFinite >> lane) & 1) && isFinite(earned);
      if (!valid) plan.nonFinite++;
      store<f64>(plan.returns + job * 8, valid ? earned : plan.worstReturn);
      store<u32>(plan.steps + job * 4, lived);
      networks.leave(lane);
      if (next < jobs) {
        take<Task, Networks>(task, networks, plan, lane, next++, clock);
        continue;
      }
      const last = --alive;
      if (lane == last) continue;
      task.copyLane(lane, last);
      networks.copyLane(lane, last);
      copyEarlyStop(lane, last);
      store<f64>(total + lane * 8, load<f64>(total + last * 8));
      store<u32>(jobOf + lane * 4, load<u32>(jobOf + last * 4));
      store<u32>(startOf + lane * 4, load<u32>(startOf + last * 4));
    }
    cutOff = u32.MAX_VALUE;
    for (let lane: u32 = 0; lane < alive; lane++) {
      cutOff = min(cutOff, load<u32>(startOf + lane * 4) + plan.maxSteps);
    }
  }
  networks.close();
}
