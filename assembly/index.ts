/** What the host sees: sizes and versions, the memory's layout, and the calls; with the switch from task ids to tasks. */
import {
  BLOCK_IMAGES, blockGradients as gradientsOfBlocks, classify, fillBlocks, lossAdditionGains, predict as predictBatch,
} from "./classify";
import { crowd } from "./crowd";
import { Forward, ROW_BYTES as ROW } from "./network/forward";
import { PackedNetwork } from "./network/packed";
import { rollout } from "./rollout";
import { beginCall } from "./ledger";
import { drawSession, resetSession, restoreSession, sessionTerminated, state, stepSession } from "./session";
import {
  Biped, BIPED_BYTES, BIPED_INPUTS, BIPED_MAX_STEPS, BIPED_OUTPUTS, BIPED_STATE, BIPED_TIME_STEP, BIPED_WORST_RETURN,
  BipedHardcore, HARDCORE_MAX_STEPS, setFallPenalty,
} from "./tasks/biped";
import {
  CAR_BYTES, CAR_INPUTS, CAR_MAX_STEPS, CAR_OUTPUTS, CAR_STATE, CAR_TIME_STEP, CAR_WORST_RETURN, CarRacing,
} from "./tasks/car-racing";
import { fits, openSight, picture, sightBytes } from "./tasks/car-sight";
import { drawing } from "./tasks/drawing";
import { MNIST_INPUTS, MNIST_OUTPUTS, MNIST_WORST_RETURN } from "./tasks/mnist";
import {
  Swingup, SWINGUP_BYTES, SWINGUP_INPUTS, SWINGUP_MAX_STEPS, SWINGUP_OUTPUTS, SWINGUP_STATE, SWINGUP_TIME_STEP,
  SWINGUP_WORST_RETURN,
} from "./tasks/swingup";
import { PackedEncoder } from "./vision/encoder";
import {
  adjoints, batch, crowdStart, encoderStart, forward, gradients, layOutImages, networkStart, plan, prepareCrowd,
  prepareNetwork, additionGains, reserveGradients, reserveSight, taskStart,
} from "./workspace";

export { BLOCK_IMAGES } from "./classify";
export { NETWORK_VERSION } from "./network/packed";
export { ROW_BYTES } from "./network/forward";
export { act } from "./session";
export {
  ROLE_BODY, ROLE_FAR_LIMB, ROLE_GROUND, ROLE_JOINT, ROLE_MARK, ROLE_NEAR_LIMB, ROLE_SENSOR, SHAPE_CIRCLE, SHAPE_LINE,
  SHAPE_POLYGON,
} from "./tasks/drawing";
export { SCENE_SIDE as PICTURE_SIDE } from "./tasks/car-view";
export { reserveEncoder, reserveNetwork, reservePlan, reserveAdditionGains } from "./workspace";

export const TASK_SWINGUP: u32 = 0;
export const TASK_BIPED: u32 = 1;
export const TASK_BIPED_HARDCORE: u32 = 2;
export const TASK_MNIST: u32 = 3;
export const TASK_CAR_RACING: u32 = 4;

/** `prepare`'s answer where a network's inputs or outputs are not its task's; lower numbers are NetworkStatus. */
export const WRONG_SIZE: i32 = 100;

export function taskInputs(task: u32): u32 {
  switch (task) {
    case TASK_SWINGUP: return SWINGUP_INPUTS;
    case TASK_BIPED:
    case TASK_BIPED_HARDCORE: return BIPED_INPUTS;
    case TASK_MNIST: return MNIST_INPUTS;
    case TASK_CAR_RACING: return CAR_INPUTS;
    default: return unreachable();
  }
}

export function taskOutputs(task: u32): u32 {
  switch (task) {
    case TASK_SWINGUP: return SWINGUP_OUTPUTS;
    case TASK_BIPED:
    case TASK_BIPED_HARDCORE: return BIPED_OUTPUTS;
    case TASK_MNIST: return MNIST_OUTPUTS;
    case TASK_CAR_RACING: return CAR_OUTPUTS;
    default: return unreachable();
  }
}

export function taskStateSize(task: u32): u32 {
  switch (task) {
    case TASK_SWINGUP: return SWINGUP_STATE;
    case TASK_BIPED:
    case TASK_BIPED_HARDCORE: return BIPED_STATE;
    case TASK_MNIST: return 0;
    case TASK_CAR_RACING: return CAR_STATE;
    default: return unreachable();
  }
}

export function taskMaxSteps(task: u32): u32 {
  switch (task) {
    case TASK_SWINGUP: return SWINGUP_MAX_STEPS;
    case TASK_BIPED: return BIPED_MAX_STEPS;
    case TASK_BIPED_HARDCORE: return HARDCORE_MAX_STEPS;
    case TASK_MNIST: return 1;
    case TASK_CAR_RACING: return CAR_MAX_STEPS;
    default: return unreachable();
  }
}

/** Seconds that a step simulates. */
export function taskTimeStep(task: u32): f64 {
  switch (task) {
    case TASK_SWINGUP: return SWINGUP_TIME_STEP;
    case TASK_BIPED:
    case TASK_BIPED_HARDCORE: return BIPED_TIME_STEP;
    case TASK_MNIST: return 0;
    case TASK_CAR_RACING: return CAR_TIME_STEP;
    default: return unreachable();
  }
}

function taskBytes(task: u32): u32 {
  switch (task) {
    case TASK_SWINGUP: return SWINGUP_BYTES;
    case TASK_BIPED:
    case TASK_BIPED_HARDCORE: return BIPED_BYTES;
    case TASK_MNIST: return 0;
    case TASK_CAR_RACING: return CAR_BYTES;
    default: return unreachable();
  }
}

function taskWorstReturn(task: u32): f64 {
  switch (task) {
    case TASK_SWINGUP: return SWINGUP_WORST_RETURN;
    case TASK_BIPED:
    case TASK_BIPED_HARDCORE: return BIPED_WORST_RETURN;
    case TASK_MNIST: return MNIST_WORST_RETURN;
    case TASK_CAR_RACING: return CAR_WORST_RETURN;
    default: return unreachable();
  }
}

/** Whether the task costs so much beside its networks that those should share the lanes: `evaluateCrowd`. */
export function taskIsCostly(task: u32): bool {
  return task == TASK_BIPED || task == TASK_BIPED_HARDCORE || task == TASK_CAR_RACING;
}

/** Whether the task is seen through an encoder, which is to be loaded before any plan: `reserveEncoder`, `prepareEncoder`. */
export function taskEncodes(task: u32): bool {
  return task == TASK_CAR_RACING;
}

export function encoderOffset(): usize {
  return encoderStart;
}

/** Checks the encoder written at `encoderOffset`, and sees through it from now on. 0, WRONG_SIZE or an EncoderStatus. */
export function prepareEncoder(bytes: u32): i32 {
  const encoder = changetype<PackedEncoder>(encoderStart);
  const status = encoder.check(bytes);
  if (status != 0) return status;
  if (!fits(encoder)) return WRONG_SIZE;
  openSight(encoder, reserveSight(sightBytes(encoder)));
  return 0;
}

/** The picture that was encoded last: f32 from 0 to 1, [row][column][colour], PICTURE_SIDE² pixels. */
export function pictureOffset(): usize {
  return picture;
}

/** Whether the task is to classify images: its episodes are batches of them, run by `classifyBatch`. */
export function taskClassifies(task: u32): bool {
  return task == TASK_MNIST;
}

/** Checks the network written at `networkOffset` against `task` and lays it out. 0, WRONG_SIZE or a NetworkStatus. */
export function prepare(task: u32, individual: bool): i32 {
  const status = prepareNetwork(taskBytes(task), individual);
  if (status != 0) return status;
  const network = changetype<PackedNetwork>(networkStart);
  return network.inputs == taskInputs(task) && network.outputs == taskOutputs(task) ? 0 : WRONG_SIZE;
}

function setUp(task: u32, patience: u32, forecast: bool, fallPenalty: bool, runOn: bool): void {
  setFallPenalty(fallPenalty);
  plan.maxSteps = taskMaxSteps(task);
  plan.patience = patience;
  plan.forecast = forecast;
  plan.worstReturn = taskWorstReturn(task);
  plan.runOn = runOn;
  plan.nonFinite = 0;
}

/**
 * Runs the plan's episodes with the prepared network; where `patience` is above 0, an episode ends after that
 * many steps without a new high of its return,
 * `forecast` to its full length or not. `fallPenalty`: a walker's fall costs what
 * Gymnasium has it cost. `runOn` ignores a task's own end (benchmarks only).
 */
export function evaluate(task: u32, patience: u32, forecast: bool, fallPenalty: bool, runOn: bool): void {
  setUp(task, patience, forecast, fallPenalty, runOn);
  switch (task) {
    case TASK_SWINGUP: return rollout<Swingup>(changetype<Swingup>(taskStart), forward, plan);
    case TASK_BIPED: return rollout<Biped>(changetype<Biped>(taskStart), forward, plan);
    case TASK_BIPED_HARDCORE: return rollout<BipedHardcore>(changetype<BipedHardcore>(taskStart), forward, plan);
    case TASK_CAR_RACING: return rollout<CarRacing>(changetype<CarRacing>(taskStart), forward, plan);
    default: unreachable();
  }
}

/**
 * Checks `count` networks, each written behind its length from `networkOffset` on, and runs the plan's episodes with each.
 * 0, WRONG_SIZE or a NetworkStatus.
 */
export function evaluateCrowd(
  task: u32, count: u32, individual: bool, patience: u32, forecast: bool, fallPenalty: bool,
): i32 {
  const status = prepareCrowd(count, taskBytes(task), individual);
  if (status != 0) return status;
  for (let i: u32 = 0; i < count; i++) {
    const network = changetype<Forward>(crowdStart + i * offsetof<Forward>()).network;
    if (network.inputs != taskInputs(task) || network.outputs != taskOutputs(task)) return WRONG_SIZE;
  }
  setUp(task, patience, forecast, fallPenalty, false);
  switch (task) {
    case TASK_BIPED: crowd<Biped>(changetype<Biped>(taskStart), crowdStart, count, plan); break;
    case TASK_BIPED_HARDCORE: crowd<BipedHardcore>(changetype<BipedHardcore>(taskStart), crowdStart, count, plan); break;
    case TASK_CAR_RACING: crowd<CarRacing>(changetype<CarRacing>(taskStart), crowdStart, count, plan); break;
    default: unreachable();
  }
  return 0;
}

/** Makes room for a batch of up to `images` behind the plan; to draw and to write them is part of its phase. */
export function reserveBatch(task: u32, images: u32): void {
  beginCall();
  layOutImages(images, taskInputs(task), taskOutputs(task));
}

/** Where a batch's images are written, f32 [image][input]. */
export function imagesOffset(): usize {
  return batch.written;
}

/** Takes the first `images` that were written into the batch. */
export function fillBatch(images: u32): void {
  fillBlocks(batch, images);
}

/** Where an image has its first logit, f32, after `predict`; the next ones follow ROW_BYTES apart. */
export function logitsOffset(image: u32): usize {
  const block = batch.logits + (image / BLOCK_IMAGES) * forward.network.outputs * ROW;
  return block + (image % BLOCK_IMAGES) * sizeof<f32>();
}

/** The batch's labels, u32. */
export function labelsOffset(): usize {
  return batch.labels;
}

/** Runs episodes `from` up to `to` of the plan on the batch, with the prepared network: returns and, for steps, its images. */
export function classifyBatch(task: u32, from: u32, to: u32): void {
  plan.worstReturn = taskWorstReturn(task);
  plan.nonFinite = 0;
  classify(forward, plan, batch, from, to);
}

/**
 * The gradients of the batch's blocks at the individual weights of the plan's first episode, with the prepared network: left at
 * `gradientsOffset`, as assembly/classify.ts has them.
 * @param images of the whole batch, of which the one that was filled may be a part: whole blocks.
 * @param summed whether one row is to be the sum of all.
 */
export function blockGradients(images: u32, summed: bool): void {
  reserveGradients(summed ? 1 : batch.blockCount);
  gradientsOfBlocks(forward, plan, batch, images, summed, adjoints, gradients);
}

/** f64 [block][the images' cross-entropies, summed; then one number a connection]. */
export function gradientsOffset(): usize {
  return gradients;
}

/**
 * Adds what connections into nodes `from` up to `to` would change at `weight`, which all weights of the plan's first episode are;
 * as many rows have been reserved.
 */
export function addBatchAdditionGains(weight: f64, from: u32, to: u32): void {
  lossAdditionGains(forward, plan, batch, weight, from, to, adjoints, gradients, additionGains);
}

/** f64 [target][source], nodes in packed order: the targets that were reserved. */
export function additionGainsOffset(): usize {
  return additionGains;
}

/** The batch's logits with the weights of `episode`. */
export function predict(episode: u32): void {
  predictBatch(forward, plan, batch, episode);
}

/** Starts an episode of the prepared network. */
export function reset(task: u32, seed: u32): void {
  setFallPenalty(true);
  switch (task) {
    case TASK_SWINGUP: return resetSession<Swingup>(changetype<Swingup>(taskStart), SWINGUP_STATE, seed);
    case TASK_BIPED: return resetSession<Biped>(changetype<Biped>(taskStart), BIPED_STATE, seed);
    case TASK_BIPED_HARDCORE: return resetSession<BipedHardcore>(changetype<BipedHardcore>(taskStart), BIPED_STATE, seed);
    case TASK_CAR_RACING: return resetSession<CarRacing>(changetype<CarRacing>(taskStart), CAR_STATE, seed);
    default: unreachable();
  }
}

/** Whether an episode can start from a given state: a walker's contacts and ground, and a car's track, are not in its state. */
export function taskRestores(task: u32): bool {
  return task == TASK_SWINGUP;
}

/** Starts an episode from the state written at `stateOffset`. */
export function restore(task: u32): void {
  switch (task) {
    case TASK_SWINGUP: return restoreSession<Swingup>(changetype<Swingup>(taskStart), SWINGUP_STATE);
    default: unreachable();
  }
}

/** One step of the episode with the actions in the output rows; returns the reward. */
export function step(task: u32): f64 {
  switch (task) {
    case TASK_SWINGUP: return stepSession<Swingup>(changetype<Swingup>(taskStart), SWINGUP_STATE);
    case TASK_BIPED: return stepSession<Biped>(changetype<Biped>(taskStart), BIPED_STATE);
    case TASK_BIPED_HARDCORE: return stepSession<BipedHardcore>(changetype<BipedHardcore>(taskStart), BIPED_STATE);
    case TASK_CAR_RACING: return stepSession<CarRacing>(changetype<CarRacing>(taskStart), CAR_STATE);
    default: return unreachable();
  }
}

export function terminated(task: u32): bool {
  switch (task) {
    case TASK_SWINGUP: return sessionTerminated<Swingup>(changetype<Swingup>(taskStart));
    case TASK_BIPED: return sessionTerminated<Biped>(changetype<Biped>(taskStart));
    case TASK_BIPED_HARDCORE: return sessionTerminated<BipedHardcore>(changetype<BipedHardcore>(taskStart));
    case TASK_CAR_RACING: return sessionTerminated<CarRacing>(changetype<CarRacing>(taskStart));
    default: return unreachable();
  }
}

/** Draws the episode as it stands; where to read it is `drawingOffset`, how, assembly/tasks/drawing.ts. */
export function draw(task: u32): void {
  switch (task) {
    case TASK_SWINGUP: return drawSession<Swingup>(changetype<Swingup>(taskStart));
    case TASK_BIPED: return drawSession<Biped>(changetype<Biped>(taskStart));
    case TASK_BIPED_HARDCORE: return drawSession<BipedHardcore>(changetype<BipedHardcore>(taskStart));
    case TASK_CAR_RACING: return drawSession<CarRacing>(changetype<CarRacing>(taskStart));
    default: unreachable();
  }
}

export function drawingOffset(): usize {
  return drawing;
}

export function seedsOffset(): usize {
  return plan.seeds;
}

/** Plan weights: f64, [episode] or [episode][connection]. */
export function weightsOffset(): usize {
  return plan.weights;
}

export function returnsOffset(): usize {
  return plan.returns;
}

export function stepsOffset(): usize {
  return plan.steps;
}

/** Episodes of the last evaluation that left the finite numbers. */
export function nonFiniteEpisodes(): u32 {
  return plan.nonFinite;
}

export function networkOffset(): usize {
  return networkStart;
}

/** Row 0 is the bias, then inputs, hidden nodes and outputs, ROW_BYTES apart; a session lives in lane 0. */
export function valuesOffset(): usize {
  return forward.values;
}

/** The weight rows in use: one, or one a connection, ROW_BYTES apart. */
export function weightRowsOffset(): usize {
  return forward.weights;
}

/** The session's state variables, f64. */
export function stateOffset(): usize {
  return state;
}
