import { defineMutation, newUnit, randomSign, replaced } from "./mutation.js";

/** Puts a unit into a connection, whose weight is then that of the unit's own. */
export const splitConnection = defineMutation({
  name: "splitConnection",
  does: "puts a unit into a connection",
  odds: 0.1,
  connections(parent, { random }) {
    const place = random.integer(parent.connections.length);
    const { source, target, weight } = parent.connections[place];
    const unit = newUnit(parent);
    return replaced(
      parent,
      place,
      { source, target: unit, weight: randomSign(random) },
      { source: unit, target, weight },
    );
  },
});
