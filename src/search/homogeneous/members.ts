/** Networks of a population, and how they did. */
import { type CompactGenome, flattenCompact } from "../../genome/compact/genome.js";
import type { Birth as BirthOf } from "../descent.js";
import { requireReturns } from "../episodes.js";
import type { CompactChange } from "./change.js";
import type { ReturnSum } from "./state.js";

export type Birth = BirthOf<CompactChange>;

/** A network of the population. */
export interface Member {
  readonly genome: CompactGenome;
  /** Connections of the network that is run. */
  readonly connections: number;
  /** Those that the second objective counts. */
  readonly complexity: number;
  readonly birth: Birth;
  /** Its returns of earlier rounds that count. */
  readonly returns: ReturnSum | null;
  /** Whether it has been confirmed, as episodes are run now: once is enough. */
  readonly confirmed: boolean;
}

/** A member of the generation in hand, and how it did. */
export interface Individual {
  readonly member: Member;
  readonly returns: ReturnSum;
  readonly mean: number;
  /** How many final rounds it has been through. */
  readonly finals: number;
  /** Whether another of its island, as small or smaller, got the same returns. */
  readonly duplicate: boolean;
}

/** The same for the same genome. */
export function keyOf({ genome }: Member): string {
  return flattenCompact(genome).join();
}

export function untried(member: Member): Individual {
  return {
    member,
    returns: { episodes: 0, sum: 0, ...member.returns },
    mean: Number.NaN,
    finals: 0,
    duplicate: false,
  };
}

/** The individuals after a round in which each ran so many episodes. */
export function after(individuals: readonly Individual[], returns: Float64Array, episodes: number): Individual[] {
  requireReturns(returns, individuals.length * episodes);
  return individuals.map((each, i) => {
    let { sum } = each.returns;
    for (let k = 0; k < episodes; k++) sum += returns[i * episodes + k];
    const total = each.returns.episodes + episodes;
    return { ...each, returns: { episodes: total, sum }, mean: sum / total };
  });
}

/** So many of the best: by mean, then fewer connections, then as they stand. */
export function topOf(individuals: readonly Individual[], count: number): Individual[] {
  const order = [...individuals].sort((a, b) => b.mean - a.mean || a.member.complexity - b.member.complexity);
  return order.slice(0, count);
}
