/** What every task's wasm exports: its facts, the memory's layout, options and assets. */
import { Task } from "../chosen-task";
import { networkStart, plan, reserveAsset } from "./memory";
import { MOST_INPUTS, MOST_OUTPUTS, STATUS_MISSING_ASSET, STATUS_OK, STATUS_TOO_MANY_INPUTS, STATUS_TOO_MANY_OUTPUTS } from "./status";

export { NETWORK_VERSION } from "../network/packed";
export { ROW_BYTES } from "../network/forward";
export { reserveNetwork, reservePlan } from "./memory";
export * from "./status";

/** The contract's version: assembly/tasks/task.ts. */
export const CONTRACT_VERSION: u32 = 2;

export function taskInputs(): u32 {
  return Task.INPUTS;
}

export function taskOutputs(): u32 {
  return Task.OUTPUTS;
}

/** What its inputs are, with commas between; empty where it does not say. */
export function taskInputLabels(): string {
  return isDefined(Task.INPUT_LABELS) ? Task.INPUT_LABELS : "";
}

/** The same of its outputs. */
export function taskOutputLabels(): string {
  return isDefined(Task.OUTPUT_LABELS) ? Task.OUTPUT_LABELS : "";
}

/** Whether the largest of its outputs is taken. */
export function taskCompares(): bool {
  return isDefined(Task.COMPARES) ? Task.COMPARES : false;
}

/** Its options' keys; empty where it does not say. */
export function taskOptionLabels(): string {
  return isDefined(Task.OPTION_LABELS) ? Task.OPTION_LABELS : "";
}

/** How many options the task has: `setOption`. */
export function taskOptions(): u32 {
  return isDefined(Task.OPTIONS) ? Task.OPTIONS : 0;
}

/** The value that reported figures and sessions have. */
export function optionDefault(option: u32): f64 {
  return isDefined(Task.OPTIONS) ? Task.optionDefault(option) : 0;
}

/** Sets an option for all that is run from now on. */
export function setOption(option: u32, value: f64): void {
  if (isDefined(Task.OPTIONS)) Task.setOption(option, value);
}

/** How many assets the task needs, each to be opened before any plan. */
export function taskAssets(): u32 {
  return isDefined(Task.ASSETS) ? Task.ASSETS : 0;
}

let opened: u32 = 0;

/** Where the asset that is opened next is to be written: `bytes` of it. */
export function assetOffset(bytes: u32): usize {
  return reserveAsset(bytes);
}

/** Opens the asset of `bytes` that was written at `offset`. Returns a status. */
export function openAsset(asset: u32, offset: usize, bytes: u32): i32 {
  if (!isDefined(Task.ASSETS)) return STATUS_MISSING_ASSET;
  const status = Task.checkAsset(asset, offset, bytes);
  if (status != STATUS_OK) return status;
  Task.openAsset(asset, offset, reserveAsset(Task.assetScratch(asset, offset)));
  opened++;
  return STATUS_OK;
}

/** What is wrong with the task itself, as a status. */
export function taskStatus(): i32 {
  if (Task.INPUTS > MOST_INPUTS) return STATUS_TOO_MANY_INPUTS;
  if (Task.OUTPUTS > MOST_OUTPUTS) return STATUS_TOO_MANY_OUTPUTS;
  return opened < taskAssets() ? STATUS_MISSING_ASSET : STATUS_OK;
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
