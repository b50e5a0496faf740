/** What the wasm of a control task exports besides: rollouts of one network or of many, and sessions. */
import { Task } from "../chosen-task";
import { ROW_BYTES, setLaneWeights } from "../network/forward";
import { drawing } from "../tasks/drawing";
import { runLanes } from "./lanes";
import { endOfRows, ensure, forward, layOutNetwork, layOutNetworks, manyStart, plan, stateStart, taskStart } from "./memory";
import { taskStatus } from "./module";
import { ManyNetworks, OneNetwork } from "./networks";
import { resetSession, restoreSession, sessionTerminated, sessionTruncated, showSession, stepSession } from "./session";
import { STATUS_OK } from "./status";

export { answer } from "./session";
export {
  ROLE_BODY, ROLE_FAR_LIMB, ROLE_GROUND, ROLE_JOINT, ROLE_MARK, ROLE_NEAR_LIMB, ROLE_SENSOR, SHAPE_CIRCLE, SHAPE_LINE,
  SHAPE_POLYGON,
} from "../tasks/drawing";

export function taskMaxSteps(): u32 {
  return Task.MAX_STEPS;
}

/** Seconds that a step simulates. */
export function taskTimeStep(): f64 {
  return Task.TIME_STEP;
}

/** How many numbers the task's state has. */
export function taskStateSize(): u32 {
  return Task.STATE;
}

/** Whether the task costs so much beside its networks that many of them should share the lanes: `evaluateMany`. */
export function taskSharesLanes(): bool {
  return isDefined(Task.SHARES_LANES) ? Task.SHARES_LANES : false;
}

/** Whether an episode can start from a given state. */
export function taskRestores(): bool {
  return isDefined(changetype<Task>(0).restore);
}

/** Whether the task draws itself. */
export function taskDraws(): bool {
  return isDefined(changetype<Task>(0).draw);
}

// @ts-ignore: decorator
@inline
function task(): Task {
  return changetype<Task>(taskStart);
}

/** Checks the network written at `networkOffset`, lays it out and empties the task's lanes. Returns a status. */
export function prepare(individual: bool): i32 {
  let status = taskStatus();
  if (status == STATUS_OK) status = layOutNetwork(Task.INPUTS, Task.OUTPUTS, Task.BYTES, Task.STATE, individual);
  return status == STATUS_OK ? task().prepare() : status;
}

/** The same for `count` networks, each behind its length. */
export function prepareMany(count: u32, individual: bool): i32 {
  let status = taskStatus();
  if (status == STATUS_OK) status = layOutNetworks(count, Task.INPUTS, Task.OUTPUTS, Task.BYTES, Task.STATE, individual);
  return status == STATUS_OK ? task().prepare() : status;
}

/**
 * How episodes end and are counted.
 * @param patience above 0: an episode ends after so many steps without a new high of its return.
 * @param extrapolate whether the return of such an episode is extrapolated to its full length.
 * @param ignoreTermination runs on past the task's own end: for benchmarks.
 */
export function setEnds(patience: u32, extrapolate: bool, ignoreTermination: bool): void {
  plan.maxSteps = Task.MAX_STEPS;
  plan.patience = patience;
  plan.extrapolate = extrapolate;
  plan.worstReturn = Task.WORST_RETURN;
  plan.ignoreTermination = ignoreTermination;
}

/** Runs the plan's episodes with the prepared network. */
export function evaluate(): void {
  plan.nonFinite = 0;
  runLanes<Task, OneNetwork>(task(), changetype<OneNetwork>(forward), plan);
}

/** Runs the plan's episodes with each of the prepared networks. */
export function evaluateMany(): void {
  plan.nonFinite = 0;
  runLanes<Task, ManyNetworks>(task(), changetype<ManyNetworks>(manyStart), plan);
}

/** Starts an episode of the prepared network. */
export function reset(seed: u32): void {
  resetSession<Task>(task(), Task.STATE, seed);
}

/** Starts an episode from the state written at `stateOffset`. */
export function restore(): void {
  if (isDefined(changetype<Task>(0).restore)) restoreSession<Task>(task(), Task.STATE);
  else unreachable();
}

/** The most bytes that `save` writes. */
export function taskSavedBytes(): u32 {
  return isDefined(changetype<Task>(0).save) ? Task.SAVED_BYTES : (Task.BYTES / ROW_BYTES) * 8;
}

/** Where `bytes` of a saved state, or of a course, are written and read: behind all else. */
export function scratchOffset(bytes: u32): usize {
  const at = endOfRows();
  ensure(at + bytes);
  return at;
}

/** Writes all that the session's lane knows to scratchOffset; returns how many bytes. */
export function save(): u32 {
  const to = scratchOffset(taskSavedBytes());
  if (isDefined(changetype<Task>(0).save)) return task().save(0, to);
  for (let row: u32 = 0; row < Task.BYTES / ROW_BYTES; row++) store<u64>(to + row * 8, load<u64>(taskStart + row * ROW_BYTES));
  return taskSavedBytes();
}

/** Goes on from what stands at scratchOffset. */
export function loadSaved(): void {
  const from = scratchOffset(taskSavedBytes());
  if (isDefined(changetype<Task>(0).save)) task().load(0, from);
  else for (let row: u32 = 0; row < Task.BYTES / ROW_BYTES; row++) store<u64>(taskStart + row * ROW_BYTES, load<u64>(from + row * 8));
  showSession<Task>(task(), Task.STATE);
}

/** Starts an episode on the course of `count` numbers at scratchOffset. */
export function resetOn(count: u32): void {
  if (isDefined(changetype<Task>(0).resetOn)) {
    task().resetOn(0, scratchOffset(count * 8), count);
    showSession<Task>(task(), Task.STATE);
  } else unreachable();
}

/** One step of the episode with the actions in the output rows; returns the reward. */
export function step(): f64 {
  return stepSession<Task>(task(), Task.STATE);
}

export function terminated(): bool {
  return sessionTerminated<Task>(task());
}

/** Whether the task has cut the episode off before its last step. */
export function truncated(): bool {
  return isDefined(changetype<Task>(0).truncated) ? sessionTruncated<Task>(task()) : false;
}

/** Whether the task can be pushed. */
export function taskPushes(): bool {
  return isDefined(changetype<Task>(0).push);
}

/** A blow to the body: changes its velocity by so much (m/s). */
export function push(x: f64, y: f64): void {
  if (isDefined(changetype<Task>(0).push)) {
    task().push(0, x, y);
    showSession<Task>(task(), Task.STATE);
  } else unreachable();
}

/** Draws the episode as it stands; where to read it is `drawingOffset`, how, assembly/tasks/drawing.ts. */
export function draw(): void {
  if (isDefined(changetype<Task>(0).draw)) task().draw(0);
  else unreachable();
}

export function drawingOffset(): usize {
  return drawing;
}

/** Side of the square picture that the task observes through an encoder; 0: none. */
export function taskPictureSide(): u32 {
  return isDefined(Task.PICTURE_SIDE) ? Task.PICTURE_SIDE : 0;
}

/** The picture that was observed last: i16 from 0 to 255, [row][column][colour]. */
export function pictureOffset(): usize {
  return isDefined(Task.PICTURE_SIDE) ? Task.picture() : 0;
}

/** Row 0 is the bias, then inputs, hidden nodes and outputs, ROW_BYTES apart; a session lives in lane 0. */
export function valuesOffset(): usize {
  return forward.values;
}

/** Takes the session's weights from scratchOffset, f64: one, or one a connection in packed order. */
export function takeWeights(): void {
  const from = endOfRows();
  if (forward.individual) setLaneWeights(forward, 0, from);
  else store<f64>(forward.weights, load<f64>(from));
}

/** The session's state variables, f64. */
export function stateOffset(): usize {
  return stateStart;
}
