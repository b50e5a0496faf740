import { defineMutation, replaced } from "./mutation.js";

/** Removes a connection, and all that then has no part. Impossible where nothing would be left. */
export const removeConnection = defineMutation({
  name: "removeConnection",
  does: "removes a connection, and all that then has no part",
  odds: 0.1,
  connections: (parent, { random }) => replaced(parent, random.integer(parent.connections.length)),
});
