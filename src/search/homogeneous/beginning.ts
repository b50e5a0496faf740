/**
 * The first generation before it has a population: for each island, rounds of random networks, then the best of these again, of which the
 * best begin.
 */
import type { Individual } from "./members.js";
import { after, topOf } from "./members.js";

/** Random networks that are run at a time. */
const ROUND = 1024;

/** Of an island's random networks, so many times the population are run again. */
export const INITIAL_AGAIN = 4;

interface Counts {
  readonly islands: number;
  readonly population: number;
  /** Random networks for an island. */
  readonly initialNetworks: number;
  /** Of each network in a round. */
  readonly episodes: number;
}

export class Beginning {
  /** What is run next: further random networks, or, when there are enough, the promising ones again. */
  due: readonly Individual[];
  /** Rounds that have been told. */
  rounds = 0;
  /** The islands that have a population. */
  private readonly ready: (readonly Individual[])[] = [];
  /** Of the random networks of the next island that have been run, those that may go on. */
  private promising: readonly Individual[] = [];
  /** How many have been run. */
  private tried = 0;

  /** @param random the random network of a number, from 0 on. */
  constructor(
    private readonly counts: Counts,
    private readonly random: (index: number) => Individual,
  ) {
    this.due = this.further();
  }

  /** Goes on with the returns of what was due. Returns the islands' populations once all have one. */
  tell(returns: Float64Array): readonly Individual[] | undefined {
    const { islands, population, initialNetworks, episodes } = this.counts;
    const told = after(this.due, returns, episodes);
    this.rounds++;
    if (this.tried < initialNetworks) {
      this.tried += told.length;
      this.promising = topOf([...this.promising, ...told], INITIAL_AGAIN * population);
      const further = this.further();
      this.due = further.length > 0 ? further : this.promising;
      return undefined;
    }
    this.ready.push(topOf(told, population));
    if (this.ready.length === islands) return this.ready.flat();
    this.tried = 0;
    this.promising = [];
    this.due = this.further();
    return undefined;
  }

  /** The next random networks of the island in hand. */
  private further(): Individual[] {
    const { initialNetworks } = this.counts;
    const first = this.ready.length * initialNetworks + this.tried;
    return Array.from({ length: Math.min(initialNetworks - this.tried, ROUND) }, (_, i) => this.random(first + i));
  }
}
