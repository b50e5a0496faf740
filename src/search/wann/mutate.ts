/** Children by exactly one mutation of one parent (Gaier & Ha 2019, section 3). There is no crossover. */
import type { Genome } from "../../genome/genome.js";
import type { Mutation, MutationContext } from "./mutations/mutation.js";

export interface Child {
  readonly genome: Genome;
  /** The mutation's name; null where none was possible and the child is its parent. */
  readonly mutation: string | null;
}

/**
 * A child of `parent` by one mutation, drawn by its odds among those that are possible.
 * @param oddsOf by the mutation's name; null: none.
 * @param fits whether a child may be: one that may not counts as impossible.
 */
export function mutate(
  parent: Genome,
  mutations: readonly Mutation[],
  oddsOf: Readonly<Record<string, number | null>>,
  context: MutationContext,
  fits: (child: Genome) => boolean = () => true,
): Child {
  const choices = mutations.map((mutation) => ({ mutation, odds: oddsOf[mutation.name] ?? 0 }));
  while (choices.length > 0) {
    let draw = context.random.unit() * choices.reduce((sum, { odds }) => sum + odds, 0);
    const found = choices.findIndex(({ odds }) => {
      draw -= odds;
      return draw < 0;
    });
    const index = found < 0 ? choices.length - 1 : found;
    const { mutation, odds } = choices[index];
    const genome = odds > 0 ? mutation.mutate(parent, context) : undefined;
    if (genome && fits(genome)) return { genome, mutation: mutation.name };
    choices.splice(index, 1);
  }
  return { genome: parent, mutation: null };
}
