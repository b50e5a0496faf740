import { firstHidden } from "../../../genome/genome.js";
import { defineMutation, randomConnection } from "./mutation.js";

/**
 * Disables one enabled connection, and all that then lead to no output. The paper's search has no such mutation. Impossible without
 * an enabled connection.
 */
export const disableConnection = defineMutation({
  name: "disableConnection",
  does: "disables an enabled connection, and all that then lead to no output",
  odds: null,
  mutate(parent, { random }) {
    const index = randomConnection(parent, true, random);
    if (index === undefined) return undefined;
    const connections = parent.connections.slice();
    let ended = [index];
    while (ended.length > 0) {
      for (const k of ended) connections[k] = { ...connections[k], enabled: false };
      const useful = new Uint8Array(parent.activations.length).fill(1, 0, firstHidden(parent));
      for (const { source, enabled } of connections) if (enabled) useful[source] = 1;
      ended = connections.flatMap(({ target, enabled }, k) => (enabled && useful[target] === 0 ? [k] : []));
    }
    return { ...parent, connections };
  },
});
