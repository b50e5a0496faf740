/** Rollouts of a control task: of one network, or of many that share the lanes. */
import { type Border, type Exports, requireWeights } from "./border.js";
import { copyInto, emptyOutcome, type Outcome, type Plan } from "./evaluator.js";

/** What the wasm of a control task exports besides; see assembly/core/control.ts. */
export interface ControlExports extends Exports {
  taskMaxSteps(): number;
  taskTimeStep(): number;
  taskStateSize(): number;
  taskSharesLanes(): number;
  taskRestores(): number;
  taskDraws(): number;
  /** Missing of a wasm that was built before there were pushes. */
  taskPushes?(): number;
  push(x: number, y: number): void;
  taskPictureSide(): number;
  pictureOffset(): number;
  prepareMany(count: number, individual: boolean): number;
  setEnds(patience: number, extrapolate: boolean, ignoreTermination: boolean): void;
  evaluate(): void;
  evaluateMany(): void;
  reset(seed: number): void;
  restore(): void;
  answer(): void;
  step(): number;
  terminated(): number;
  truncated(): number;
  draw(): void;
  drawingOffset(): number;
  valuesOffset(): number;
  takeWeights(): void;
  stateOffset(): number;
  taskSavedBytes(): number;
  scratchOffset(bytes: number): number;
  save(): number;
  loadSaved(): void;
  resetOn(count: number): void;
}

function setEnds({ exports }: Border<ControlExports>, plan: Plan, ignoreTermination = false): void {
  exports.setEnds(plan.patience ?? 0, plan.forecast ?? false, ignoreTermination);
}

/** Runs one network through the plan, which has been set. */
export function rollOut(
  border: Border<ControlExports>,
  network: Uint32Array,
  plan: Plan,
  ignoreTermination = false,
): Outcome {
  const episodes = plan.seeds.length;
  border.prepare(network, plan.individual && episodes > 0 ? border.weightsPerEpisode : undefined);
  setEnds(border, plan, ignoreTermination);
  border.exports.evaluate();
  return border.outcome(episodes);
}

/**
 * Runs each network through `plan`; the outcome is [network × episode].
 * @param progressed is told of each network's end, where they do not share lanes.
 */
export function rollOutAll(
  border: Border<ControlExports>,
  networks: readonly Uint32Array[],
  plan: Plan,
  progressed: () => void,
): Outcome {
  const episodes = plan.seeds.length;
  const together = border.exports.taskSharesLanes() !== 0 && episodes > 0 && networks.length > 0;
  border.setPlan(plan, together ? networks.length : 1);
  if (together) return rollOutTogether(border, networks, plan);
  const outcome = emptyOutcome(networks.length * episodes);
  for (const [i, network] of networks.entries()) {
    copyInto(outcome, i * episodes, rollOut(border, network, plan));
    progressed();
  }
  return outcome;
}

function rollOutTogether(border: Border<ControlExports>, networks: readonly Uint32Array[], plan: Plan): Outcome {
  const { exports } = border;
  if (plan.individual) for (const network of networks) requireWeights(network, border.weightsPerEpisode);
  border.writeNetwork(oneAfterAnother(networks));
  const status = exports.prepareMany(networks.length, plan.individual);
  const wrong = networks.find(([, , inputs, outputs]) => inputs !== border.inputs || outputs !== border.outputs);
  border.requireGood(status, wrong ?? networks[0]);
  setEnds(border, plan);
  exports.evaluateMany();
  return border.outcome(networks.length * plan.seeds.length);
}

/** Each network behind its length in bytes. */
function oneAfterAnother(networks: readonly Uint32Array[]): Uint32Array {
  const words = new Uint32Array(networks.reduce((sum, { length }) => sum + 1 + length, 0));
  let at = 0;
  for (const network of networks) {
    words[at] = network.byteLength;
    words.set(network, at + 1);
    at += 1 + network.length;
  }
  return words;
}
