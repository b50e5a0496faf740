/**
 * A genome is a network's topology. Node ids are dense: 0 is the bias, then the inputs, then the outputs, then hidden nodes
 * in the order of their birth. Genomes are never changed in place; children share what they did not change.
 */
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
