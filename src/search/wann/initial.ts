/** The networks that a search begins with. */
import { activationId } from "../../genome/activation.js";
import { BIAS, type Connection, type Genome } from "../../genome/genome.js";
import type { Stream } from "../../random/stream.js";
import type { Shape } from "../search.js";

/** Bias and inputs wired straight to the outputs, each connection enabled with probability `enabled`. */
export function minimalGenome({ inputs, outputs, outputActivation }: Shape, enabled: number, random: Stream): Genome {
  const connections: Connection[] = [];
  for (let target = inputs + 1; target <= inputs + outputs; target++) {
    for (let source = BIAS; source <= inputs; source++) {
      connections.push({ source, target, enabled: random.unit() < enabled });
    }
  }
  const activations = [
    ...Array<number>(inputs + 1).fill(activationId("linear")),
    ...Array<number>(outputs).fill(activationId(outputActivation)),
  ];
  return { inputs, outputs, activations, connections };
}
