/** A network that cannot tell the sign of its weight. */
import { activationId } from "./activation.js";
import type { Connection, Genome } from "./genome.js";

/** Which weights of the network it was are kept: those above 0 or those below. */
export type Sign = "positive" | "negative";

/**
 * The network that gives at every shared weight w what `genome` gives at w², or where `sign` is negative, at −w²: behind each
 * source stands a node, linear or inverse, and all that the source led to now comes from there, so that a signal passes two
 * connections where it passed one. Enabled connections only; what was disabled is gone.
 */
export function squared(genome: Genome, sign: Sign): Genome {
  const activations = genome.activations.slice();
  const connections: Connection[] = [];
  const behind = new Map<number, number>();
  for (const { source, target, enabled } of genome.connections) {
    if (!enabled) continue;
    let node = behind.get(source);
    if (node === undefined) {
      node = activations.push(activationId(sign === "positive" ? "linear" : "inverse")) - 1;
      behind.set(source, node);
      connections.push({ source, target: node, enabled });
    }
    connections.push({ source: node, target, enabled });
  }
  return { ...genome, activations, connections };
}
