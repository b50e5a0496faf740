/** One episode in lane 0, a step at a time, open to inspection. It shares the memory of rollouts, so a session has an instance. */
import { BLOCK_BYTES, pass } from "../network/forward";
import { laneBits } from "../numeric/lanes";
import { forward, stateStart } from "./memory";

/** Writes the state variables and the observation of lane 0. */
export function showSession<Task>(task: Task, stateSize: u32): void {
  for (let i: u32 = 0; i < stateSize; i++) store<f64>(stateStart + i * 8, task.state(0, i));
  task.observe(forward.inputs, 0);
}

/** Starts an episode and shows its first observation to the network. */
export function resetSession<Task>(task: Task, stateSize: u32, seed: u32): void {
  task.reset(0, seed);
  showSession<Task>(task, stateSize);
}

/** Starts an episode from the state variables that the host wrote. */
export function restoreSession<Task>(task: Task, stateSize: u32): void {
  task.restore(0, stateStart);
  showSession<Task>(task, stateSize);
}

/** The network's answer to the observation, left in the value rows. */
export function answer(): void {
  pass(forward, 0, BLOCK_BYTES);
}

/** One step with the actions that stand in the output rows; returns the reward and observes anew. */
export function stepSession<Task>(task: Task, stateSize: u32): f64 {
  task.simulate(forward.outputs, 1);
  const reward = task.reward(forward.outputs, 0);
  showSession<Task>(task, stateSize);
  return v128.extract_lane<f64>(reward, 0);
}

export function sessionTerminated<Task>(task: Task): bool {
  return <bool>(laneBits<f64>(task.terminated(0)) & 1);
}

export function sessionTruncated<Task>(task: Task): bool {
  return <bool>(laneBits<f64>(task.truncated(0)) & 1);
}
