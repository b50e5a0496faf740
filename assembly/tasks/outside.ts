/**
 * A task whose world is on the host, as a user's in TypeScript: networks answer here, all lanes at once, and one call a step has the host
 * move them all. Sizes and limits are the host's, too: `shapeOutside`, before anything else.
 */
import { ROW_BYTES } from "./task";

/** Starts the episode of `seed` in `lane`; its observation is to stand in the rows at `at` when `hostSettle` has been called. */
// @ts-ignore: decorator
@external("environment", "reset")
declare function hostReset(at: usize, lane: u32, seed: u32): void;

/** Called before observations are read: episodes that begin may begin together. */
// @ts-ignore: decorator
@external("environment", "settle")
declare function hostSettle(at: usize): void;

/**
 * One step of the first `lanes` lanes with the actions at `outputs`; writes observations, then a row of rewards, one that is not 0 where the
 * episode has ended by itself, and one that is not 0 where it has been cut off.
 */
// @ts-ignore: decorator
@external("environment", "step")
declare function hostStep(at: usize, outputs: usize, lanes: u32): void;

/** Gives `to` the episode of `from`, which is not run any more. */
// @ts-ignore: decorator
@external("environment", "move")
declare function hostMove(to: u32, from: u32): void;

// @ts-ignore: decorator
@external("environment", "state")
declare function hostState(lane: u32, index: u32): f64;

let inputs: u32 = 0;
let outputs: u32 = 0;
let state: u32 = 0;
let maxSteps: u32 = 0;
let timeStep: f64 = 0;
let worstReturn: f64 = 0;

/** Says what the host's world is like: the facts of assembly/tasks/task.ts. */
export function shapeOutside(
  inputCount: u32, outputCount: u32, stateCount: u32, steps: u32, seconds: f64, worst: f64,
): void {
  inputs = inputCount;
  outputs = outputCount;
  state = stateCount;
  maxSteps = steps;
  timeStep = seconds;
  worstReturn = worst;
}

@final
@unmanaged
export default class Outside {
  static get INPUTS(): u32 {
    return inputs;
  }
  static get OUTPUTS(): u32 {
    return outputs;
  }
  static get STATE(): u32 {
    return state;
  }
  static get MAX_STEPS(): u32 {
    return maxSteps;
  }
  static get TIME_STEP(): f64 {
    return timeStep;
  }
  static get WORST_RETURN(): f64 {
    return worstReturn;
  }
  /** Observations, rewards, ends, cut-offs. */
  static get BYTES(): u32 {
    return (inputs + 3) * ROW_BYTES;
  }
  static readonly SHARES_LANES: bool = true;

  // @ts-ignore: decorator
  @inline
  private get rows(): usize {
    return changetype<usize>(this);
  }

  prepare(): i32 {
    memory.fill(this.rows, 0, Outside.BYTES);
    return 0;
  }

  reset(lane: u32, seed: u32): void {
    hostReset(this.rows, lane, seed);
  }

  observe(to: usize, offset: u32): void {
    if (offset == 0) hostSettle(this.rows);
    for (let i: u32 = 0; i < inputs; i++) {
      v128.store(to + i * ROW_BYTES + offset, v128.load(this.rows + i * ROW_BYTES + offset));
    }
  }

  simulate(outputs: usize, lanes: u32): void {
    hostStep(this.rows, outputs, lanes);
  }

  reward(_outputs: usize, offset: u32): v128 {
    return v128.load(this.rows + inputs * ROW_BYTES + offset);
  }

  terminated(offset: u32): v128 {
    return v128.ne<f64>(v128.load(this.rows + (inputs + 1) * ROW_BYTES + offset), v128.splat<f64>(0));
  }

  truncated(offset: u32): v128 {
    return v128.ne<f64>(v128.load(this.rows + (inputs + 2) * ROW_BYTES + offset), v128.splat<f64>(0));
  }

  copyLane(to: u32, from: u32): void {
    hostMove(to, from);
    for (let row: u32 = 0; row < inputs + 3; row++) {
      const at = this.rows + row * ROW_BYTES;
      store<f64>(at + to * 8, load<f64>(at + from * 8));
    }
  }

  state(lane: u32, index: u32): f64 {
    return hostState(lane, index);
  }
}
