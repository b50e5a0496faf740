/** The mutations of the search `homogeneous`. A new one is a file here and a row of index.ts. */

import {
  type CompactConnection,
  type CompactGenome,
  compact,
  firstUnit,
  unitsOf,
} from "../../../genome/compact/genome.js";
import type { Stream } from "../../../random/stream.js";
import type { Mutation as GenericMutation } from "../../mutation.js";

export interface MutationContext {
  readonly random: Stream;
  /** No connection's |weight| is more. */
  readonly largestWeight: number;
}

export type Mutation<Name extends string = string> = GenericMutation<CompactGenome, MutationContext, Name>;

/** What becomes of a parent's connections, or undefined where the mutation is impossible. */
interface Edit<Name extends string> extends Omit<Mutation<Name>, "mutate"> {
  connections(parent: CompactGenome, context: MutationContext): readonly CompactConnection[] | undefined;
}

/** The mutation, with its name as a type: its child has lost what then has no part, and is impossible where nothing is left. */
export function defineMutation<const Name extends string>({ connections, ...rest }: Edit<Name>): Mutation<Name> {
  return {
    ...rest,
    mutate(parent, context) {
      const edited = connections(parent, context);
      const child = edited && compact(parent, edited);
      return child && child.connections.length > 0 ? child : undefined;
    },
  };
}

/** The connections with one in place of that at `place`. */
export function replaced(
  { connections }: CompactGenome,
  place: number,
  ...by: readonly CompactConnection[]
): CompactConnection[] {
  return [...connections.slice(0, place), ...by, ...connections.slice(place + 1)];
}

/** The id of a unit that is not there yet. */
export function newUnit(genome: CompactGenome): number {
  return Math.max(firstUnit(genome) - 1, ...unitsOf(genome)) + 1;
}

/** A random node among bias and inputs. */
export function randomInput({ inputs }: CompactGenome, random: Stream): number {
  return random.integer(inputs + 1);
}

export function randomOutput({ inputs, outputs }: CompactGenome, random: Stream): number {
  return inputs + 1 + random.integer(outputs);
}

/** 1 or −1. */
export function randomSign(random: Stream): number {
  return random.integer(2) === 0 ? 1 : -1;
}

export function randomOf<T>(list: readonly T[], random: Stream): T {
  return list[random.integer(list.length)];
}

/** A random place of a list whose elements fulfil `suits`, or undefined where none does. */
export function randomPlace<T>(list: readonly T[], random: Stream, suits: (each: T) => boolean): number | undefined {
  const places = [...list.keys()].filter((place) => suits(list[place]));
  return places.length > 0 ? randomOf(places, random) : undefined;
}
