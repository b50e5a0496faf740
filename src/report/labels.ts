/** What the nodes of a network are called and what they do; every report says it the same way. */
import { type ActivationName, activationName } from "../genome/activation.js";
import { BIAS, firstHidden, type Genome } from "../genome/genome.js";

/** What inputs and outputs are called; a `Task` has them. */
export interface Labels {
  /** One per input, the bias apart. */
  readonly inputLabels: readonly string[];
  /** One per output. */
  readonly outputLabels: readonly string[];
}

/** How a network is labelled. */
export interface NetworkOptions extends Labels {
  readonly title?: string;
  /** Whether weights are written beside their connections. */
  readonly weightLabels?: boolean;
}

/** The name of a node: its label, or for hidden nodes its id; inputs and outputs without a label are numbered from 1. */
export function nodeLabel(genome: Genome, id: number, labels: Labels): string {
  const { inputs } = genome;
  if (id === BIAS) return "bias";
  if (id <= inputs) return labels.inputLabels[id - 1] ?? `input ${id}`;
  if (id < firstHidden(genome)) return labels.outputLabels[id - inputs - 1] ?? `output ${id - inputs}`;
  return `node ${id}`;
}

/** The activation of a node. Throws where the genome's id for it is none. */
export function nodeActivation(genome: Genome, id: number): ActivationName {
  const name = activationName(genome.activations[id]);
  if (!name) throw new Error(`node ${id}: there is no activation ${genome.activations[id]}`);
  return name;
}
