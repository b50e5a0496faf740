/** What a connection and a node of each activation cost a lane, on networks made of little else. */

import type { Kernel } from "../evaluate/kernel.js";
import { ACTIVATIONS, type ActivationName, activationId } from "../genome/activation.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import type { Task } from "../tasks/registry.js";

/** Hidden nodes of the smaller and the larger network; their difference is free of all else. */
const NODES = [8, 40] as const;
/** Sources of a node with many: fewer where the task has fewer inputs, the bias among them. */
const MANY_SOURCES = 5;
const ROUNDS = 9;
/** Enough for some tenths of a millisecond. */
const NODE_PASSES = 20_000;
const PHASE_ENDS = 20_000;

/** Nanoseconds a lane. */
export interface UnitCosts {
  readonly clock: number;
  readonly connection: number;
  /** Of a node with that activation, its connections apart. */
  readonly activations: Readonly<Record<ActivationName, number>>;
}

/**
 * Times the units in a profiling build.
 * @param lanes as many as were alive where the costs are to be used: all have their share of what a vector costs.
 */
export function unitCosts(kernel: Kernel, task: Task, lanes: number): UnitCosts {
  const node = (activation: ActivationName, sources: number): number => {
    const [few, many] = NODES.map((nodes) => pack(layer(task, nodes, sources, activation)).words);
    return (passNs(kernel, many, lanes) - passNs(kernel, few, lanes)) / ((NODES[1] - NODES[0]) * lanes);
  };
  const most = Math.min(MANY_SOURCES, task.inputs + 1);
  const connection = (node("linear", most) - node("linear", 1)) / (most - 1);
  const activations = ACTIVATIONS.map((name) => [name, node(name, 1) - connection]);
  return { clock: clockNs(kernel), connection, activations: Object.fromEntries(activations) };
}

/** Nanoseconds that it takes to end a phase: to read the clock and to note its time. */
function clockNs(kernel: Kernel): number {
  return (least(() => kernel.endPhases(PHASE_ENDS)) * 1e6) / PHASE_ENDS;
}

function passNs(kernel: Kernel, words: Uint32Array, lanes: number): number {
  const passes = Math.ceil(NODE_PASSES / words.length);
  return (least(() => kernel.passForward(words, passes, lanes)) * 1e6) / passes;
}

/** The milliseconds of the quickest round: what slows others is not the work's own. */
function least(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/** One layer of hidden nodes, each fed by the first `sources` of bias and inputs. */
function layer(task: Task, nodes: number, sources: number, activation: ActivationName): Genome {
  const { inputs, outputs } = task;
  const hidden = 1 + inputs + outputs;
  const linear = Array<number>(hidden).fill(activationId("linear"));
  return {
    inputs,
    outputs,
    activations: [...linear, ...Array<number>(nodes).fill(activationId(activation))],
    connections: Array.from({ length: nodes * sources }, (_, i) => {
      return { source: i % sources, target: hidden + Math.floor(i / sources), enabled: true };
    }),
  };
}
