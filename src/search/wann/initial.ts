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

/** The genome, with enabled connections disabled at random until it fits: one without any must. */
export function cutToFit(genome: Genome, fits: (genome: Genome) => boolean, random: Stream): Genome {
  let fitting = genome;
  while (!fits(fitting)) {
    const enabled = [...fitting.connections.keys()].filter((k) => fitting.connections[k].enabled);
    const connections = fitting.connections.slice();
    const place = enabled[random.integer(enabled.length)];
    connections[place] = { ...connections[place], enabled: false };
    fitting = { ...fitting, connections };
  }
  return fitting;
}
