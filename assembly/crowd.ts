/**
 * The episode loop over lanes where the task, not the network, is what costs: episodes of many networks share the lanes, so
 * that they stay full while some episodes live long and most end early. Each lane belongs to one network at a time; a
 * lane's results do not depend on who its neighbours are.
 */
import { BLOCK_BYTES, Forward, propagate, ROW_BYTES, sumInputs } from "./network/forward";
import {
  beginCall, hold, lap, PHASE_FORWARD, PHASE_LANES, PHASE_MOTION, PHASE_OBSERVE, PHASE_RESET, PHASE_REWARD, resume,
  tallyStep,
} from "./ledger";
import { tallyPasses } from "./network/tally";
import { laneBits } from "./numeric/lanes";
import { forecast, impatient, movePatience, startPatience } from "./patience";
import { LANES, loadWeights, moveWeights, notFinite, Plan } from "./rollout";

/** Observations and actions of all lanes, whatever their network; and scratch rows, one value a lane. */
const inputs: usize = memory.data(64 * 256, 16);
const outputs: usize = memory.data(16 * 256, 16);
const total: usize = memory.data(256, 16);
const networkOf: usize = memory.data(32 * 4, 16);
const episodeOf: usize = memory.data(32 * 4, 16);
const startOf: usize = memory.data(32 * 4, 16);

// @ts-ignore: decorator
@inline
function forwardOf(forwards: usize, network: u32): Forward {
  return changetype<Forward>(forwards + network * offsetof<Forward>());
}

/** Gives `lane` the episode at place `next` of [network][episode]. */
function take<Task>(task: Task, forwards: usize, plan: Plan, lane: u32, next: u32, clock: u32): void {
  const network = next / plan.episodes;
  const episode = next % plan.episodes;
  hold(PHASE_LANES);
  task.reset(lane, load<u32>(plan.seeds + episode * 4));
  resume(PHASE_RESET);
  loadWeights(forwardOf(forwards, network), plan, lane, episode);
  store<f64>(total + lane * 8, 0);
  store<u32>(networkOf + lane * 4, network);
  store<u32>(episodeOf + lane * 4, episode);
  store<u32>(startOf + lane * 4, clock);
  startPatience(lane, clock);
}

/** Each lane's answer of its network to its observation, into the common output rows. */
function act(forwards: usize, alive: u32, bytes: u32): void {
  const first = forwardOf(forwards, 0).network;
  const inputCount = first.inputs;
  const outputCount = first.outputs;
  for (let lane: u32 = 0; lane < alive; lane++) {
    const to = forwardOf(forwards, load<u32>(networkOf + lane * 4)).inputs + lane * 8;
    for (let i: u32 = 0; i < inputCount; i++) {
      store<f64>(to + i * ROW_BYTES, load<f64>(inputs + i * ROW_BYTES + lane * 8));
    }
  }
  for (let lane: u32 = 0; lane < alive; lane++) {
    const network = load<u32>(networkOf + lane * 4);
    const forward = forwardOf(forwards, network);
    // The network has answered already where an earlier lane is its.
    let earlier = false;
    for (let other: u32 = 0; other < lane; other++) earlier = earlier || load<u32>(networkOf + other * 4) == network;
    if (!earlier) {
      sumInputs<f64>(forward, bytes);
      propagate<f64>(forward, bytes);
      tallyPasses(forward, bytes / 8);
    }
    const from = forward.outputs + lane * 8;
    for (let i: u32 = 0; i < outputCount; i++) {
      store<f64>(outputs + i * ROW_BYTES + lane * 8, load<f64>(from + i * ROW_BYTES));
    }
  }
}

/** Runs every episode of `plan` with each of `networks` networks, whose Forward records lie at `forwards`. */
export function crowd<Task>(task: Task, forwards: usize, networks: u32, plan: Plan): void {
  const waiting = networks * plan.episodes;
  const outputCount = networks > 0 ? forwardOf(forwards, 0).network.outputs : 0;
  beginCall();
  task.prepare();
  let alive: u32 = 0;
  let next: u32 = 0;
  for (; alive < LANES && next < waiting; alive++, next++) take(task, forwards, plan, alive, next, 0);

  let clock: u32 = 0;
  while (alive > 0) {
    const bytes = (alive * 8 + BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1);
    for (let offset: u32 = 0; offset < bytes; offset += 16) task.observe(inputs, offset);
    lap(PHASE_OBSERVE);
    act(forwards, alive, bytes);
    lap(PHASE_FORWARD);
    task.advance(outputs, alive);
    lap(PHASE_MOTION);
    tallyStep(alive, bytes / 8);

    let ended: u32 = 0;
    let nonFinite: u32 = 0;
    for (let offset: u32 = 0; offset < bytes; offset += 16) {
      const lane = offset / 8;
      nonFinite |= notFinite<f64>(outputs, outputCount, offset) << lane;
      v128.store(total + offset, v128.add<f64>(v128.load(total + offset), task.step(outputs, offset)));
      if (!plan.runOn) ended |= laneBits<f64>(task.terminated(offset)) << lane;
    }
    lap(PHASE_REWARD);
    clock++;
    ended |= nonFinite;
    let weary: u32 = 0;
    if (plan.patience > 0) weary = impatient(total, alive, clock, plan.patience) & ~ended;
    ended |= weary;
    // From the last lane down: the lane that moves into a gap has then been looked at.
    for (let lane = alive; lane-- > 0; ) {
      const lived = clock - load<u32>(startOf + lane * 4);
      if (!((ended >> lane) & 1) && lived < plan.maxSteps) continue;
      const network = load<u32>(networkOf + lane * 4);
      const at = network * plan.episodes + load<u32>(episodeOf + lane * 4);
      let earned = load<f64>(total + lane * 8);
      if (plan.forecast && ((weary >> lane) & 1)) {
        earned = forecast(lane, earned, plan.patience, plan.maxSteps - lived);
      }
      const valid = !((nonFinite >> lane) & 1) && isFinite(earned);
      if (!valid) plan.nonFinite++;
      store<f64>(plan.returns + at * 8, valid ? earned : plan.worstReturn);
      store<u32>(plan.steps + at * 4, lived);
      if (next < waiting) {
        take(task, forwards, plan, lane, next++, clock);
        continue;
      }
      const last = --alive;
      if (lane == last) continue;
      const mover = load<u32>(networkOf + last * 4);
      task.move(lane, last);
      movePatience(lane, last);
      moveWeights(forwardOf(forwards, mover), lane, last);
      store<f64>(total + lane * 8, load<f64>(total + last * 8));
      store<u32>(networkOf + lane * 4, mover);
      store<u32>(episodeOf + lane * 4, load<u32>(episodeOf + last * 4));
      store<u32>(startOf + lane * 4, load<u32>(startOf + last * 4));
    }
  }
}
