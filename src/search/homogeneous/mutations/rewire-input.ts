import { defineMutation, randomOf, randomPlace, replaced } from "./mutation.js";

/** Has a connection from an input lead from another input. Impossible where each unit that listens to one listens to all. */
export const rewireInput = defineMutation({
  name: "rewireInput",
  does: "has a connection from an input lead from another input",
  odds: 0.1,
  connections(parent, { random }) {
    const { inputs, connections } = parent;
    const place = randomPlace(connections, random, ({ source }) => source <= inputs);
    if (place === undefined) return undefined;
    const changed = connections[place];
    const heard = new Set(connections.filter(({ target }) => target === changed.target).map(({ source }) => source));
    const others = Array.from({ length: inputs + 1 }, (_, source) => source).filter((source) => !heard.has(source));
    if (others.length === 0) return undefined;
    return replaced(parent, place, { ...changed, source: randomOf(others, random) });
  },
});
