/** Connections that promise most, from what gradients say of them. */
import type { Genome } from "../../genome/genome.js";
import { nodeLayers, topologicalOrder } from "../../genome/order.js";

/** A connection that may be added, or enabled: node ids. */
export interface ConnectionCandidate {
  readonly source: number;
  readonly target: number;
}

/**
 * The connections that `genome` lacks, or has disabled, and that would lower its loss most, at most `count`, the best first.
 * @param gains by how much each would change the loss: [target][source], nodes in packed order.
 */
export function bestCandidates(genome: Genome, gains: Float64Array, count: number): ConnectionCandidate[] {
  const order = topologicalOrder(genome);
  const layers = nodeLayers(genome);
  if (!order || !layers) throw new Error("a genome with a cycle has no candidates");
  const nodes = order.length;
  const enabled = genome.connections.filter((connection) => connection.enabled);
  const connected = new Set(enabled.map(({ source, target }) => source * nodes + target));
  const found: { candidate: ConnectionCandidate; change: number }[] = [];
  for (const [row, target] of order.entries()) {
    for (const [column, source] of order.entries()) {
      const change = gains[row * nodes + column];
      if (!(change < 0) || layers[source] >= layers[target] || connected.has(source * nodes + target)) continue;
      found.push({ candidate: { source, target }, change });
    }
  }
  found.sort((a, b) => a.change - b.change);
  return found.slice(0, count).map(({ candidate }) => candidate);
}
