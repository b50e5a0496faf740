/** Whether genomes are the same network, whatever their hidden nodes' ids. */
import { firstHidden, type Genome } from "./genome.js";
import { topologicalOrder } from "./order.js";

/**
 * Whether two genomes have as many nodes of each kind, a kind being what a node computes: an input's or output's place, or the
 * activation and the kinds of enabled sources. Weights are left aside. Throws an Error where connections form a cycle.
 */
export function sameStructure(a: Genome, b: Genome): boolean {
  const kinds = new Map<string, number>();
  return a.inputs === b.inputs && a.outputs === b.outputs && kindsOf(a, kinds) === kindsOf(b, kinds);
}

/** The kinds of a genome's nodes, sorted. New ones are numbered in `kinds`. */
function kindsOf(genome: Genome, kinds: Map<string, number>): string {
  const order = topologicalOrder(genome);
  if (!order) throw new Error("connections form a cycle");
  const sources = genome.activations.map((): number[] => []);
  for (const { source, target, enabled } of genome.connections) if (enabled) sources[target].push(source);
  const kindOf: number[] = [];
  for (const id of order) {
    const heard = sources[id].map((source) => kindOf[source]).sort((a, b) => a - b);
    const key = `${id < firstHidden(genome) ? id : ""}:${genome.activations[id]}:${heard}`;
    kindOf[id] = kinds.get(key) ?? kinds.size;
    kinds.set(key, kindOf[id]);
  }
  return kindOf.sort((a, b) => a - b).join();
}
