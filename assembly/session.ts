/** One episode in lane 0, a step at a time, open to inspection. It shares the workspace, so a session has an instance. */
import { BLOCK_BYTES, propagate, sumInputs } from "./network/forward";
import { laneBits } from "./numeric/lanes";
import { forward } from "./workspace";

const MOST_STATE: u32 = 64;

/** The task's state variables (f64): written by the host before `restore`, by the session after each reset and step. */
export const state: usize = memory.data(MOST_STATE * 8, 8);

function show<Task>(task: Task, stateSize: u32): void {
  assert(stateSize <= MOST_STATE);
  for (let i: u32 = 0; i < stateSize; i++) store<f64>(state + i * 8, task.getState(0, i));
  task.observe(forward.inputs, 0);
}

/** Starts an episode and shows its first observation to the network. */
export function resetSession<Task>(task: Task, stateSize: u32, seed: u32): void {
  task.prepare();
  task.reset(0, seed);
  show<Task>(task, stateSize);
}

/** Starts an episode in `state` instead of a seeded one. */
export function restoreSession<Task>(task: Task, stateSize: u32): void {
  for (let i: u32 = 0; i < stateSize; i++) task.setState(0, i, load<f64>(state + i * 8));
  task.stateChanged(0);
  show<Task>(task, stateSize);
}

/** The network's answer to the observation, left in the value rows. */
export function act(): void {
  sumInputs<f64>(forward, BLOCK_BYTES);
  propagate<f64>(forward, BLOCK_BYTES);
}

/** One step with the actions that stand in the output rows; returns the reward and observes anew. */
export function stepSession<Task>(task: Task, stateSize: u32): f64 {
  task.advance(forward.outputs, 1);
  const reward = task.step(forward.outputs, 0);
  show<Task>(task, stateSize);
  return v128.extract_lane<f64>(reward, 0);
}

export function sessionTerminated<Task>(task: Task): bool {
  return <bool>(laneBits<f64>(task.terminated(0)) & 1);
}

/** Draws the episode as it stands. */
export function drawSession<Task>(task: Task): void {
  task.draw(0);
}
