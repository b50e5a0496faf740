/** Populations as large as late in a run, for estimates and profiles. */

import { expressedConnections } from "../../genome/compact/express.js";
import { type CompactGenome, flattenCompact, unflattenCompact } from "../../genome/compact/genome.js";
import { enabledConnections } from "../../genome/genome.js";
import { Purpose, Stream } from "../../random/stream.js";
import { birthRows, founder } from "../descent.js";
import { mutate, type Odds } from "../mutation.js";
import type { Grown, SearchContext } from "../search.js";
import type { CompactChange } from "./change.js";
import { cutToFit, fewestConnections, randomGenome } from "./initial.js";
import { MUTATIONS } from "./mutations/index.js";
import type { HomogeneousConfig } from "./settings.js";
import type { HomogeneousState } from "./state.js";

/** Where no network is at hand, networks are grown to so many connections. */
const GROWN_CONNECTIONS = 300;

/** Mutations that may be in vain before growing ends. */
const MOST_MUTATIONS = 10_000;

/** A state in which every network is a grown one after a mutation: `like`, or one as large, where that is given. */
export function grownState({ config, shape, seed }: SearchContext<HomogeneousConfig>, like?: Grown): HomogeneousState {
  const most = config.maxConnections ?? Number.POSITIVE_INFINITY;
  const wanted = Math.min(like ? enabledConnections(like.genome) : GROWN_CONNECTIONS, most);
  const noMoreThan = (count: number) => (genome: CompactGenome) =>
    expressedConnections(genome, config.gain) <= Math.max(count, fewestConnections(config.gain));
  const child = (parent: CompactGenome, random: Stream) => {
    const context = { random, largestWeight: config.largestWeight };
    return mutate(parent, MUTATIONS, config as unknown as Odds, context, noMoreThan(most)).genome;
  };
  const first = new Stream(seed, Purpose.initialize);
  const begins = like?.compact ? unflattenCompact(like.compact.connections, shape) : randomGenome(shape, first);
  let grown = cutToFit(begins, noMoreThan(wanted), first);
  const random = new Stream(seed, Purpose.vary);
  for (let i = 0; i < MOST_MUTATIONS && expressedConnections(grown, config.gain) < wanted; i++) {
    grown = child(grown, random);
  }
  const size = (config.islands ?? 1) * config.population;
  const population = Array.from({ length: size }, (_, i) => child(grown, new Stream(seed, Purpose.vary, 0, i)));
  const { rows, places } = birthRows(population.map(() => founder<CompactChange>(0)));
  return {
    generation: 0,
    inputs: shape.inputs,
    outputs: shape.outputs,
    population: population.map(flattenCompact),
    returns: population.map(() => null),
    births: rows,
    lines: places,
    confirmed: [],
    champion: null,
  };
}
