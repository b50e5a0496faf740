import { defineMutation, randomOf, randomPlace, replaced } from "./mutation.js";

/** Changes a connection's weight by one. Impossible where 1 is the largest. */
export const changeWeight = defineMutation({
  name: "changeWeight",
  does: "changes a connection's whole number by one",
  odds: 0.15,
  connections(parent, { largestWeight, random }) {
    const possible = (weight: number) =>
      [weight - 1, weight + 1].filter((each) => each !== 0 && Math.abs(each) <= largestWeight);
    const place = randomPlace(parent.connections, random, ({ weight }) => possible(weight).length > 0);
    if (place === undefined) return undefined;
    const changed = parent.connections[place];
    return replaced(parent, place, { ...changed, weight: randomOf(possible(changed.weight), random) });
  },
});
