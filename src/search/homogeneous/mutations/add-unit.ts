import { unitsOf } from "../../../genome/compact/genome.js";
import { defineMutation, newUnit, randomInput, randomOf, randomOutput, randomSign } from "./mutation.js";

/** To an output; else to another unit. */
const TO_OUTPUT = 0.6;

/** Adds a unit between an input and an output, or another unit. */
export const addUnit = defineMutation({
  name: "addUnit",
  does: "adds a unit that listens to an input",
  odds: 0.1,
  connections(parent, { random }) {
    const unit = newUnit(parent);
    const target = random.unit() < TO_OUTPUT ? randomOutput(parent, random) : randomOf(unitsOf(parent), random);
    return [
      ...parent.connections,
      { source: randomInput(parent, random), target: unit, weight: randomSign(random) },
      { source: unit, target, weight: randomSign(random) },
    ];
  },
});
