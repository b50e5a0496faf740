/** Populations as large as late in a run, for estimates and profiles. */
import type { Change } from "../../genome/change.js";
import { flatten } from "../../genome/flat.js";
import { enabledConnections, type Genome } from "../../genome/genome.js";
import { Purpose, Stream } from "../../random/stream.js";
import { birthRows, founder } from "../descent.js";
import { mutate, type Odds } from "../mutation.js";
import type { SearchContext } from "../search.js";
import { cutToFit, minimalGenome } from "./initial.js";
import type { Mutation } from "./mutations/mutation.js";
import type { WannConfig } from "./settings.js";
import type { WannState } from "./state.js";

/** Where no network is at hand, one is grown to so many connections. */
const GROWN_CONNECTIONS = 100;

/** A state in which every network is `like` after one mutation; without it, a minimal network that was grown first. */
export function grownState(
  context: SearchContext<WannConfig>,
  mutations: readonly Mutation[],
  like?: Genome,
): WannState {
  const { config, shape, seed } = context;
  const most = config.maxConnections ?? Number.POSITIVE_INFINITY;
  const fits = (genome: Genome) => enabledConnections(genome) <= most;
  const child = (parent: Genome, random: Stream) => {
    const odds = config as unknown as Odds;
    return mutate(parent, mutations, odds, { ...config, random, candidates: [] }, fits).genome;
  };
  let parent = like;
  if (!parent) {
    const { initialConnectionProbability } = config;
    const initial = new Stream(seed, Purpose.initialize, 0, 0);
    parent = cutToFit(minimalGenome(shape, initialConnectionProbability, initial), fits, initial);
    const random = new Stream(seed, Purpose.vary);
    const grown = Math.min(GROWN_CONNECTIONS, most);
    // Some odds never add a connection.
    for (let i = 0; i < 100 * GROWN_CONNECTIONS && enabledConnections(parent) < grown; i++) {
      parent = child(parent, random);
    }
  }
  const from = parent;
  const size = (config.islands ?? 1) * config.population;
  return stateOf(
    context,
    Array.from({ length: size }, (_, i) => child(from, new Stream(seed, Purpose.vary, 0, i))),
  );
}

/** The state of a search that begins with `networks`, dealt out to its islands, again and again until there are enough. */
export function stateOf({ config, shape }: SearchContext<WannConfig>, networks: readonly Genome[]): WannState {
  const islands = config.islands ?? 1;
  const population = Array.from({ length: islands * config.population }, (_, i) => {
    const [island, place] = [Math.floor(i / config.population), i % config.population];
    return networks[(place * islands + island) % networks.length];
  });
  const { rows, places } = birthRows(population.map(() => founder<Change>(0)));
  return {
    generation: 0,
    inputs: shape.inputs,
    outputs: shape.outputs,
    population: population.map(flatten),
    returns: population.map(() => null),
    births: rows,
    lines: places,
    champion: null,
  };
}
