/** The recorded networks of network.json as genomes, with what they answer. */
import type { Genome } from "../../src/genome/genome.js";
import golden from "./network.json" with { type: "json" };

export interface ReferenceNetwork {
  /** Each connection has its individual weight. */
  readonly genome: Genome;
  readonly observations: readonly number[][];
  /** Outputs [observation][output] at each shared weight, and with the individual weights. */
  readonly shared: readonly { readonly sharedWeight: number; readonly outputs: readonly number[][] }[];
  readonly individual: readonly number[][];
}

/** Numbers of the recorded networks. */
export const REFERENCE_NETWORKS: readonly number[] = golden.networks.map(({ reference }) => reference);

/** A recording's network; its outputs come after the hidden nodes. */
export function genomeOf(recording: {
  readonly inputs: number;
  readonly outputs: number;
  readonly hidden: number;
  readonly activations: readonly number[];
  readonly connections: readonly (readonly number[])[];
  readonly individual: { readonly weights: readonly number[] };
}): Genome {
  const { inputs, outputs, hidden, activations, connections, individual } = recording;
  const id = (at: number) => {
    if (at <= inputs) return at;
    return at > inputs + hidden ? at - hidden : at + outputs;
  };
  const byId: number[] = [];
  activations.forEach((activation, at) => {
    byId[id(at)] = activation;
  });
  return {
    inputs,
    outputs,
    activations: byId,
    connections: connections.map(([source, target], k) => {
      return { source: id(source), target: id(target), enabled: true, weight: individual.weights[k] };
    }),
  };
}

export function referenceNetwork(reference: number): ReferenceNetwork {
  const found = golden.networks.find((network) => network.reference === reference);
  if (!found) throw new RangeError(`network.json has no network ${reference}`);
  const { inputVectors, shared, individual } = found;
  return { genome: genomeOf(found), observations: inputVectors, shared, individual: individual.outputs };
}
