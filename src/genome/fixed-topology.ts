/** The paper's networks for comparison: layers that are fully connected, all hidden units tanh (Gaier & Ha 2019, table 1). */
import { type ActivationName, activationId } from "./activation.js";
import { BIAS, type Connection, type Genome } from "./genome.js";

/**
 * A network whose layers are each connected to all of the next, the bias to the first hidden one alone.
 * @param hidden units of each hidden layer, from the inputs on; at least one layer.
 */
export function fixedTopology(
  inputs: number,
  hidden: readonly number[],
  outputs: number,
  outputActivation: ActivationName,
): Genome {
  const range = (start: number, count: number) => Array.from({ length: count }, (_, i) => start + i);
  const layers = [[BIAS, ...range(1, inputs)]];
  let next = 1 + inputs + outputs;
  for (const units of hidden) {
    layers.push(range(next, units));
    next += units;
  }
  layers.push(range(1 + inputs, outputs));
  const connections: Connection[] = layers
    .slice(1)
    .flatMap((targets, i) =>
      targets.flatMap((target) => layers[i].map((source) => ({ source, target, enabled: true }))),
    );
  const activations = [
    ...Array<number>(1 + inputs).fill(activationId("linear")),
    ...Array<number>(outputs).fill(activationId(outputActivation)),
    ...Array<number>(next - 1 - inputs - outputs).fill(activationId("tanh")),
  ];
  return { inputs, outputs, activations, connections };
}
