/** Which genomes are valid. */
import { BIAS, firstHidden, type Genome } from "./genome.js";
import { topologicalOrder } from "./order.js";

/** Nodes and connections of the largest network that is read: each node takes up to a kilobyte when it is run. */
export const MOST_NODES = 2 ** 16;
export const MOST_CONNECTIONS = 2 ** 19;

/**
 * What is wrong with a genome, or undefined. Valid: it is not too large, ids exist, activations are known, nothing leads into bias or inputs nor
 * out of outputs, no connection stands twice, and there is no cycle even with every disabled connection enabled.
 */
export function genomeProblem(genome: Genome): string | undefined {
  const { inputs, outputs, activations, connections } = genome;
  const hidden = firstHidden(genome);
  if (!(Number.isInteger(inputs) && inputs >= 1)) return `inputs: expected at least 1, got ${inputs}`;
  if (!(Number.isInteger(outputs) && outputs >= 1)) return `outputs: expected at least 1, got ${outputs}`;
  if (activations.length < hidden) return `nodes: expected at least ${hidden}, got ${activations.length}`;
  if (activations.length > MOST_NODES) return `nodes: expected at most ${MOST_NODES}, got ${activations.length}`;
  if (connections.length > MOST_CONNECTIONS) {
    return `connections: expected at most ${MOST_CONNECTIONS}, got ${connections.length}`;
  }
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
