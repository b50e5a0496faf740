/**
 * Degrees: how a node's value scales with a shared weight w > 0. Bias and inputs have degree 0. A node whose sources all have degree d
 * has a sum of degree d + 1: at w it is w^(d + 1) times what it is at 1. Its value has that degree too where its activation is
 * positively homogeneous, f(a z) = a f(z) for a > 0, and degree 0 where that is a step.
 */
import { type ActivationName, activationName } from "./activation.js";
import { BIAS, firstHidden, type Genome } from "./genome.js";
import { topologicalOrder } from "./order.js";

const KEEP_DEGREE: readonly (ActivationName | undefined)[] = ["linear", "inverse", "absolute", "relu"];

/**
 * The degree of each node's sum by node id, 0 for bias and inputs; a node without sources has whatever degree its targets want: NaN.
 * Undefined where the network is not homogeneous: some node's sources differ in degree, or have none.
 */
export function degrees(genome: Genome): number[] | undefined {
  const order = topologicalOrder(genome);
  if (!order) return undefined;
  const sources = genome.activations.map((): number[] => []);
  for (const { source, target, enabled } of genome.connections) if (enabled) sources[target].push(source);
  const sums = genome.activations.map(() => Number.NaN);
  const values = genome.activations.map((): number | undefined => Number.NaN);
  for (const id of order) {
    if (id >= BIAS && id <= genome.inputs) sums[id] = 0;
    else {
      const heard = new Set(sources[id].map((source) => values[source]).filter((degree) => !Number.isNaN(degree)));
      const [degree] = heard;
      if (heard.size > 1 || heard.has(undefined)) return undefined;
      if (degree !== undefined) sums[id] = degree + 1;
    }
    values[id] =
      id >= firstHidden(genome) || id <= genome.inputs ? degreeOf(genome.activations[id], sums[id]) : undefined;
  }
  return sums;
}

/** Of a value, by the degree of the sum that it is made of. */
function degreeOf(activation: number, sum: number): number | undefined {
  const name = activationName(activation);
  if (name === "step") return 0;
  return KEEP_DEGREE.includes(name) ? sum : undefined;
}
