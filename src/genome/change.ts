/** What a mutation changed, small enough to keep for every ancestor: enough to take it back. */
import * as z from "zod";
import type { Genome } from "./genome.js";

const whole = z.int().min(0);

/** How to make a parent from its child. */
export const change = z.strictObject({
  /** Nodes that were added, the last ones of the child. */
  nodes: whole,
  /** Connections that were added, the last ones of the child. */
  connections: whole,
  /** Nodes of the parent whose activation changed, each with the id it had: node, id, node, id, … */
  activations: z.array(whole),
  /** Connections of the parent, by place, that were enabled or disabled. */
  toggled: z.array(whole),
});

export type Change = z.infer<typeof change>;

/**
 * What makes `child` of `parent`. Throws an Error where a child did more than add, enable, disable and change activations.
 */
export function changeOf(parent: Genome, child: Genome): Change {
  const activations: number[] = [];
  for (const [node, id] of parent.activations.entries()) {
    if (child.activations[node] !== id) activations.push(node, id);
  }
  const toggled: number[] = [];
  if (child.connections !== parent.connections) {
    for (const [place, before] of parent.connections.entries()) {
      const after = child.connections[place];
      if (after === before) continue;
      if (after?.source !== before.source || after.target !== before.target) {
        throw new Error(`connection ${place} is another one in the child`);
      }
      if (after.enabled !== before.enabled) toggled.push(place);
    }
  }
  return {
    nodes: child.activations.length - parent.activations.length,
    connections: child.connections.length - parent.connections.length,
    activations,
    toggled,
  };
}

/** The parent that `child` was made from by `change`. */
export function undo(child: Genome, { nodes, connections: added, activations: old, toggled }: Change): Genome {
  const activations = child.activations.slice(0, child.activations.length - nodes);
  for (let i = 0; i < old.length; i += 2) activations[old[i]] = old[i + 1];
  const connections = child.connections.slice(0, child.connections.length - added);
  for (const place of toggled) connections[place] = { ...connections[place], enabled: !connections[place].enabled };
  return { ...child, activations, connections };
}
