/** Weights of a network's own, in packed order. */
import type { Genome } from "../genome/genome.js";
import { pack } from "./pack.js";

/** `genome` with the weights of its enabled connections, given in packed order. */
export function withWeights(genome: Genome, weights: ArrayLike<number>): Genome {
  const { order } = pack(genome);
  const connections = genome.connections.slice();
  for (let k = 0; k < order.length; k++) connections[order[k]] = { ...connections[order[k]], weight: weights[k] };
  return { ...genome, connections };
}

/** The genome's own weights in packed order, or undefined where not every enabled connection has one. */
export function packedWeights(genome: Genome, order: Int32Array): Float64Array | undefined {
  const weights = new Float64Array(order.length);
  for (let k = 0; k < order.length; k++) {
    const weight = genome.connections[order[k]].weight;
    if (weight === undefined) return undefined;
    weights[k] = weight;
  }
  return weights;
}
