/** The mutations of the search `wann`. A new one is a file here and a row of index.ts. */
import type { ActivationName } from "../../../genome/activation.js";
import type { Genome } from "../../../genome/genome.js";
import type { Stream } from "../../../random/stream.js";
import type { Mutation as GenericMutation } from "../../mutation.js";
import type { ConnectionCandidate } from "../candidates.js";

export interface MutationContext {
  readonly hiddenActivations: readonly ActivationName[];
  readonly random: Stream;
  /** What connections are added of, or enabled; where the parent can have none of them, any is added. */
  readonly candidates: readonly ConnectionCandidate[];
}

export type Mutation<Name extends string = string> = GenericMutation<Genome, MutationContext, Name>;

/** `mutation`, with its name as a type. */
export function defineMutation<const Name extends string>(mutation: Mutation<Name>): Mutation<Name> {
  return mutation;
}

/** The place of a random connection that is enabled, or disabled. */
export function randomConnection(genome: Genome, enabled: boolean, random: Stream): number | undefined {
  let count = 0;
  for (const connection of genome.connections) if (connection.enabled === enabled) count++;
  if (count === 0) return undefined;
  let left = random.integer(count);
  return genome.connections.findIndex((connection) => connection.enabled === enabled && left-- === 0);
}
