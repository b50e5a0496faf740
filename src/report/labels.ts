/** What the nodes of a network are called; every report names them the same way. */
import { BIAS, firstHidden, type Genome } from "../genome/genome.js";

export interface NetworkOptions {
  /** One per input, the bias apart. */
  readonly inputLabels: readonly string[];
  readonly outputLabels: readonly string[];
  readonly title?: string;
}

/** The name of a node: its label, or for hidden nodes its id; inputs and outputs without a label are numbered from 1. */
export function nodeLabel(genome: Genome, id: number, options: NetworkOptions): string {
  const { inputs } = genome;
  if (id === BIAS) return "bias";
  if (id <= inputs) return options.inputLabels[id - 1] ?? `input ${id}`;
  if (id < firstHidden(genome)) return options.outputLabels[id - inputs - 1] ?? `output ${id - inputs}`;
  return `node ${id}`;
}
