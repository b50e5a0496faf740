/** One episode in lane 0, a step at a time, open to inspection. It shares the workspace, so a session has an instance. */
import { BLOCK_BYTES, prepareForward, propagate, sumInputs } from "./network/forward";
import { laneBits } from "./numeric/lanes";
import { forward } from "./workspace";

/** Starts an episode and shows its first observation to the network. */
export function resetSession<Task>(task: Task, seed: u32): void {
  prepareForward<f64>(forward);
  task.reset(0, seed);
  task.observe(forward.inputs, 0);
}

/** Puts the task into a given state instead of a seeded one; `state` holds `size` f64. */
export function restoreSession<Task>(task: Task, state: usize, size: u32): void {
  prepareForward<f64>(forward);
  for (let i: u32 = 0; i < size; i++) task.setState(0, i, load<f64>(state + i * 8));
  task.stateChanged(0);
  task.observe(forward.inputs, 0);
}

/** The network's answer to the observation, left in the value rows. */
export function act(): void {
  sumInputs<f64>(forward, BLOCK_BYTES);
  propagate<f64>(forward, BLOCK_BYTES);
}

/** One step with the actions that stand in the output rows; returns the reward and observes anew. */
export function stepSession<Task>(task: Task): f64 {
  const reward = task.step(forward.outputs, 0);
  task.observe(forward.inputs, 0);
  return v128.extract_lane<f64>(reward, 0);
}

export function sessionTerminated<Task>(task: Task): bool {
  return <bool>(laneBits<f64>(task.terminated(0)) & 1);
}
