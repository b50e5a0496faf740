import { defineMutation, randomConnection } from "./mutation.js";

/** Enables one disabled connection. Impossible without one. */
export const enableConnection = defineMutation({
  name: "enableConnection",
  does: "enables a disabled connection",
  odds: 0.05,
  mutate(parent, { random }) {
    const index = randomConnection(parent, false, random);
    if (index === undefined) return undefined;
    const connections = parent.connections.slice();
    connections[index] = { ...connections[index], enabled: true };
    return { ...parent, connections };
  },
});
