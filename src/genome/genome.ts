/**
 * A genome is a network's topology. Node ids are dense: 0 is the bias, then the inputs, then the outputs, then hidden nodes
 * in the order of their birth. Genomes are never changed in place; children share what they did not change.
 */
import { topologicalOrder } from "./order.js";

/** A connection between two nodes, by their ids. */
export interface Connection {
  readonly source: number;
  readonly target: number;
  /** A disabled one plays no part, but mutation may enable it. */
  readonly enabled: boolean;
  /** The connection's own weight, where individual weights have been set; search knows none. */
  readonly weight?: number;
}

/**
 * A network's topology. Node ids are dense: 0 is the bias, then the inputs, then the outputs, then hidden nodes in the order of
 * their birth. Connections form no cycle.
 */
export interface Genome {
  /** Inputs, the bias apart. */
  readonly inputs: number;
  readonly outputs: number;
  /** Activation id of each node, by node id: its place in `ACTIVATIONS`, from 1. Bias and inputs are linear (1). */
  readonly activations: readonly number[];
  readonly connections: readonly Connection[];
}

export const BIAS = 0;

/** The id of the first output; the first `inputs + 1` ids are bias and inputs. */
export function firstOutput(genome: Genome): number {
  return genome.inputs + 1;
}

/** The id of the first hidden node. */
export function firstHidden(genome: Genome): number {
  return genome.inputs + genome.outputs + 1;
}

/** The complexity that search counts: enabled connections. */
export function enabledConnections(genome: Genome): number {
  let count = 0;
  for (const connection of genome.connections) if (connection.enabled) count++;
  return count;
}

/**
 * What is wrong with a genome, or undefined. Valid: ids exist, activations are known, nothing leads into bias or inputs nor
 * out of outputs, no connection stands twice, and there is no cycle even with every disabled connection enabled.
 */
export function genomeProblem(genome: Genome): string | undefined {
  const { inputs, outputs, activations, connections } = genome;
  const hidden = firstHidden(genome);
  if (!(Number.isInteger(inputs) && inputs >= 1)) return `inputs: expected at least 1, got ${inputs}`;
  if (!(Number.isInteger(outputs) && outputs >= 1)) return `outputs: expected at least 1, got ${outputs}`;
  if (activations.length < hidden) return `nodes: expected at least ${hidden}, got ${activations.length}`;
  const bad = activations.findIndex((id) => !(Number.isInteger(id) && id >= 1 && id <= 10));
  if (bad >= 0) return `node ${bad}: activation ${activations[bad]}, expected an id from 1 to 10`;
  const seen = new Set<number>();
  for (const { source, target } of connections) {
    const name = `connection ${source} → ${target}`;
    for (const id of [source, target]) {
      if (!(Number.isInteger(id) && id >= 0 && id < activations.length)) return `${name}: there is no node ${id}`;
    }
    if (target <= inputs) return `${name}: leads into ${target === BIAS ? "the bias" : "an input"}`;
    if (source > inputs && source < hidden) return `${name}: leads out of an output`;
    const key = source * activations.length + target;
    if (seen.has(key)) return `${name}: stands twice`;
    seen.add(key);
  }
  return topologicalOrder(genome) ? undefined : "connections: form a cycle";
}
