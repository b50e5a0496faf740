import { activationId } from "../../../genome/activation.js";
import { defineMutation, randomConnection } from "./mutation.js";

/** Splits one enabled connection by a new node; the old connection is disabled. Impossible without an enabled one. */
export const insertNode = defineMutation({
  name: "insertNode",
  does: "puts a node into a connection",
  odds: 0.25,
  mutate(parent, { hiddenActivations, random }) {
    const index = randomConnection(parent, true, random);
    if (index === undefined) return undefined;
    const split = parent.connections[index];
    const node = parent.activations.length;
    const activation = hiddenActivations[random.integer(hiddenActivations.length)];
    const connections = parent.connections.slice();
    connections[index] = { ...split, enabled: false };
    connections.push(
      { source: split.source, target: node, enabled: true },
      { source: node, target: split.target, enabled: true },
    );
    return { ...parent, activations: [...parent.activations, activationId(activation)], connections };
  },
});
