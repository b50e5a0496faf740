import { firstUnit, reaches, unitsOf } from "../../../genome/compact/genome.js";
import { defineMutation, randomInput, randomOf, randomOutput, randomSign } from "./mutation.js";

/** How often nodes are drawn that cannot be connected. */
const TRIES = 50;

/** From an input; else from a unit. */
const FROM_INPUT = 0.6;

/** From a unit to an output; else to another unit. */
const TO_OUTPUT = 0.3;

/** Connects two nodes that are not connected yet. Impossible where none are found. */
export const addConnection = defineMutation({
  name: "addConnection",
  does: "connects two nodes",
  odds: 0.35,
  connections(parent, { random }) {
    const units = unitsOf(parent);
    const first = firstUnit(parent);
    for (let i = 0; i < TRIES; i++) {
      const source = random.unit() < FROM_INPUT ? randomInput(parent, random) : randomOf(units, random);
      const out = source >= first && random.unit() < TO_OUTPUT;
      const target = out ? randomOutput(parent, random) : randomOf(units, random);
      if (parent.connections.some((each) => each.source === source && each.target === target)) continue;
      if (source >= first && reaches(parent, target, source)) continue;
      return [...parent.connections, { source, target, weight: randomSign(random) }];
    }
    return undefined;
  },
});
