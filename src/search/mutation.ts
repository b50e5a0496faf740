/** Mutations of any search's genomes: what one is, its odds as a setting, and how a child comes about by one. */
import { odds, setting } from "../config/settings.js";
import type { Stream } from "../random/stream.js";

/**
 * What a mutation is. A new one is a file in its search's folder `mutations`, and a row of that folder's index.ts.
 * @typeParam Context what it goes by besides its parent: chance, at least.
 */
export interface Mutation<G, Context, Name extends string = string> {
  /** Also the key of its odds in a configuration. */
  readonly name: Name;
  /** What it does, in words that follow "Odds that a child's one mutation". */
  readonly does: string;
  /** Its odds unless a preset says otherwise; null: none. */
  readonly odds: number | null;
  /** A child of `parent`, or undefined where that is impossible. */
  mutate(parent: G, context: Context): G | undefined;
}

/** Odds by a mutation's name; null: none. */
export type Odds = Readonly<Record<string, number | null>>;

interface Named<Name extends string = string> {
  readonly name: Name;
  readonly does: string;
  readonly odds: number | null;
}

/** A setting for each mutation's odds. */
export function oddsOf<const M extends readonly Named[]>(mutations: M) {
  const settings = mutations.map(({ name, does, odds: usual }) => {
    const meaning = `Odds that a child's one mutation ${does}, against those of the other mutations that are possible.`;
    return [name, setting(odds(), { meaning, default: usual })] as const;
  });
  return Object.fromEntries(settings) as Record<M[number]["name"], ReturnType<typeof odds>>;
}

/** What is wrong with odds, or undefined: some mutation must be possible. */
export function oddsProblem(mutations: readonly Named[], given: Odds): string | undefined {
  const names = mutations.map(({ name }) => name);
  return names.every((name) => given[name] === null) ? `${names.join(", ")}: expected one above 0` : undefined;
}

export interface Child<G> {
  readonly genome: G;
  /** The mutation's name; null where none was possible and the child is its parent. */
  readonly mutation: string | null;
}

/**
 * A child of `parent` by one mutation, drawn by its odds among those that are possible.
 * @param fits whether a child may be: one that may not counts as impossible.
 */
export function mutate<G, Context extends { readonly random: Stream }>(
  parent: G,
  mutations: readonly Mutation<G, Context>[],
  given: Odds,
  context: Context,
  fits: (child: G) => boolean = () => true,
): Child<G> {
  const choices = mutations.map((mutation) => ({ mutation, odds: given[mutation.name] ?? 0 }));
  while (choices.length > 0) {
    let draw = context.random.unit() * choices.reduce((sum, each) => sum + each.odds, 0);
    const found = choices.findIndex((each) => {
      draw -= each.odds;
      return draw < 0;
    });
    const index = found < 0 ? choices.length - 1 : found;
    const { mutation, odds: its } = choices[index];
    const genome = its > 0 ? mutation.mutate(parent, context) : undefined;
    if (genome && fits(genome)) return { genome, mutation: mutation.name };
    choices.splice(index, 1);
  }
  return { genome: parent, mutation: null };
}
