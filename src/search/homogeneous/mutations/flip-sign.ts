import { defineMutation, replaced } from "./mutation.js";

/** Changes the sign of a connection's weight. */
export const flipSign = defineMutation({
  name: "flipSign",
  does: "changes the sign of a connection's whole number",
  odds: 0.1,
  connections(parent, { random }) {
    const place = random.integer(parent.connections.length);
    const changed = parent.connections[place];
    return replaced(parent, place, { ...changed, weight: -changed.weight });
  },
});
