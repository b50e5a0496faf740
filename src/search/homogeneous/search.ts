/**
 * A search among networks that are weight agnostic by construction (express.ts), as ask and tell. What is bred is a compact genome, what
 * is run is the network it stands for. Since a network does the same at every shared weight, but for rounding and the outputs'
 * size, each episode runs at one drawn weight of its own.
 *
 * The first generation may begin with rounds of random networks, of which the best are run again and the best of these begin. A
 * generation is a round of all networks; with `finalists`, a further round of the most promising; and where its best is better than
 * the champion, a round that confirms it.
 *
 * A search is a function of (config, shape, seed): its streams are addressed, so its whole state is the population, the returns its
 * survivors have had, the champion, and the generation's number.
 */

import { express, expressedConnections } from "../../genome/compact/express.js";
import {
  type CompactGenome,
  type CompactOrigin,
  flattenCompact,
  unflattenCompact,
} from "../../genome/compact/genome.js";
import { transplanted } from "../../genome/compact/transplant.js";
import type { Genome } from "../../genome/genome.js";
import { Purpose, Stream } from "../../random/stream.js";
import { meanAndSd, median } from "../../statistics.js";
import { birthRows, birthsOf, founder, lineOf } from "../descent.js";
import { duplicates } from "../duplicates.js";
import { episodeSeeds, requireFewEpisodes, requireReturns } from "../episodes.js";
import { survivingIslands } from "../islands.js";
import { type Child, mutate, type Odds } from "../mutation.js";
import { paretoOrder } from "../rank.js";
import type { Answers, ConfirmedChampion, Ranking, Round, Search, SearchContext } from "../search.js";
import { elites, parent } from "../select.js";
import { Beginning } from "./beginning.js";
import { compactChangeOf } from "./change.js";
import { cutToFit, randomGenome } from "./initial.js";
import { after, type Birth, type Individual, keyOf, type Member, topOf, untried } from "./members.js";
import { MUTATIONS } from "./mutations/index.js";
import {
  configAt,
  finalEpisodes,
  finalistsIn,
  type HomogeneousConfig,
  optionsAt,
  optionsChangeAt,
} from "./settings.js";
import type { HomogeneousAncestry, HomogeneousState, ReturnSum } from "./state.js";
import { CONFIRM_WEIGHTS, drawnWeights, stratifiedWeights } from "./weights.js";

/** The generation in hand after its own round. */
interface Generation {
  readonly individuals: readonly Individual[];
  /** Those that run in the next final round. */
  readonly finalists: readonly Individual[];
  /** Its number, from 0. */
  readonly round: number;
}

/** An outcome that waits for its best to be confirmed. */
interface Outcome {
  readonly ranking: Omit<Ranking, "champion" | "newChampion">;
  readonly best: Individual;
  readonly next: readonly Member[];
}

interface Champion extends ConfirmedChampion {
  readonly bred: CompactGenome;
  readonly birth: Birth;
}

export class HomogeneousSearch implements Search {
  private readonly config: HomogeneousConfig;
  private readonly seed: number;
  generation: number;
  private population: readonly Member[];
  private best: Champion | undefined;
  private beginning: Beginning | undefined;
  private current: Generation | undefined;
  private outcome: Outcome | undefined;

  /** Starts a search, or goes on from `state`. Throws a RangeError where a state does not fit. */
  constructor(
    private readonly context: SearchContext<HomogeneousConfig>,
    state?: HomogeneousState,
  ) {
    this.config = context.config;
    this.seed = context.seed;
    this.generation = state?.generation ?? 0;
    this.population = state ? this.restore(state) : [];
    if (this.population.length === 0) this.begin();
  }

  get state(): HomogeneousState {
    const { inputs, outputs } = this.context.shape;
    const { best, population, generation } = this;
    const births = population.map(({ birth }) => birth);
    const { rows, places } = birthRows(best ? [...births, best.birth] : births);
    return {
      generation,
      inputs,
      outputs,
      population: population.map(({ genome }) => flattenCompact(genome)),
      returns: population.map(({ returns }) => returns && { ...returns }),
      births: rows,
      lines: places.slice(0, population.length),
      confirmed: population.flatMap(({ confirmed }, place) => (confirmed ? [place] : [])),
      champion: best
        ? {
            genome: flattenCompact(best.bred),
            generation: best.generation,
            mean: best.mean,
            fingerprint: best.fingerprint.map((point) => ({ ...point })),
            line: places[population.length],
          }
        : null,
    };
  }

  get champion(): ConfirmedChampion | undefined {
    if (!this.best) return undefined;
    const { genome, generation, mean, fingerprint, bred } = this.best;
    return { genome, generation, mean, fingerprint, compact: this.origin(bred) };
  }

  get championMean(): number | undefined {
    return this.best?.mean;
  }

  get conclusion(): unknown {
    return this.best?.genome ?? null;
  }

  get championRound(): Round | undefined {
    return this.best && this.confirmingRound(this.best.genome, this.best.generation);
  }

  get ancestry(): HomogeneousAncestry | undefined {
    return this.best && { genome: this.origin(this.best.bred), line: lineOf(this.best.birth) };
  }

  ask(): Round {
    const { seed, generation, current, outcome, beginning } = this;
    const config = configAt(this.config, generation);
    const { gain, episodes } = config;
    const options = optionsAt(this.config, generation, this.context.shape);
    if (outcome) return this.confirmingRound(this.network(outcome.best.member.genome), generation);
    const [due, weightsFor, seedsFor, count, index] = beginning
      ? [beginning.due, Purpose.initialWeights, Purpose.initialEpisodes, episodes, beginning.rounds]
      : current
        ? [
            current.finalists,
            Purpose.finalWeights,
            Purpose.finalEpisodes,
            finalEpisodes(config)[current.round],
            current.round,
          ]
        : [this.population.map(untried), Purpose.sharedWeights, Purpose.episodes, episodes, 0];
    return {
      genomes: due.map(({ member }) => this.network(member.genome)),
      individual: false,
      weights: drawnWeights(gain, new Stream(seed, weightsFor, generation, index), count),
      seeds: Uint32Array.from(episodeSeeds(seed, seedsFor, generation, count, index)),
      options,
    };
  }

  tell({ returns }: Answers): Ranking | undefined {
    if (this.outcome) return this.endGeneration(this.outcome, returns);
    const config = configAt(this.config, this.generation);
    const finals = finalEpisodes(config);
    if (this.beginning) {
      const begun = this.beginning.tell(returns);
      if (!begun) return undefined;
      this.population = begun.map(({ member, returns: sum }) => ({ ...member, returns: this.kept(sum) }));
      this.beginning = undefined;
      return undefined;
    }
    if (!this.current) {
      const individuals = this.withDuplicates(after(this.population.map(untried), returns, config.episodes), returns);
      for (const { member, mean } of individuals) member.birth.mean ??= mean;
      this.current = { individuals, finalists: this.finalistsOf(individuals, config, 0), round: 0 };
    } else {
      const { finalists, round } = this.current;
      const told = after(finalists, returns, finals[round]);
      const proven = new Map(told.map((each) => [each.member, { ...each, finals: round + 1 }]));
      const individuals = this.current.individuals.map((each) => proven.get(each.member) ?? each);
      this.current = { individuals, finalists: this.finalistsOf(individuals, config, round + 1), round: round + 1 };
    }
    if (this.current.round < finals.length) return undefined;
    this.outcome = this.rankAndBreed(this.current.individuals);
    this.current = undefined;
    // What champions got under other options is no measure for those to come.
    if (optionsChangeAt(this.config, this.generation, this.context.shape)) this.best = undefined;
    const { best } = this.outcome;
    if (!best.member.confirmed && best.mean > (this.best?.mean ?? Number.NEGATIVE_INFINITY)) return undefined;
    return this.endGeneration(this.outcome);
  }

  private begin(): void {
    const { config } = this;
    if (config.initialNetworks === null) {
      const count = (config.islands ?? 1) * config.population;
      this.population = Array.from({ length: count }, (_, i) => this.randomMember(i));
      return;
    }
    const { islands, population, initialNetworks } = config;
    const { episodes } = configAt(config, 0);
    this.beginning = new Beginning({ islands: islands ?? 1, population, initialNetworks, episodes }, (index) =>
      untried(this.randomMember(index)),
    );
  }

  private randomMember(index: number): Member {
    const random = new Stream(this.seed, Purpose.initialize, 0, index);
    const genome = randomGenome(this.context.shape, random);
    return this.member(
      cutToFit(genome, (each) => this.fits(each), random),
      founder(0),
    );
  }

  private member(genome: CompactGenome, birth: Birth, returns: ReturnSum | null = null, confirmed = false): Member {
    const { gain, count } = this.config;
    const connections = expressedConnections(genome, gain);
    const complexity = count === "signed" ? genome.connections.length : connections;
    return { genome, connections, complexity, birth, returns, confirmed };
  }

  /** What is run of a genome: made anew each time, since whole populations of them would keep the garbage collector busy. */
  private network(genome: CompactGenome): Genome {
    return express(genome, this.config.gain, this.context.shape.outputActivation);
  }

  private origin(bred: CompactGenome): CompactOrigin {
    return { gain: this.config.gain, connections: flattenCompact(bred) };
  }

  private fits(genome: CompactGenome): boolean {
    const { maxConnections, gain } = this.config;
    return maxConnections === null || expressedConnections(genome, gain) <= maxConnections;
  }

  /** What a survivor keeps of its returns. */
  private kept(returns: ReturnSum): ReturnSum | null {
    return this.config.averageReturns ? returns : null;
  }

  /** Each island's networks that run in a final round, the best of those that ran in the one before; none after the last round. */
  private finalistsOf(individuals: readonly Individual[], config: HomogeneousConfig, round: number): Individual[] {
    if (round === finalEpisodes(config).length) return [];
    const wanted = finalistsIn(config, round);
    return this.islands(individuals).flatMap((members) => {
      const able = members.filter(({ finals }) => finals === round);
      const [distinct, others] = [false, true].map((is) => able.filter(({ duplicate }) => duplicate === is));
      return [...topOf(distinct, wanted), ...topOf(others, wanted)].slice(0, wanted);
    });
  }

  /** Says of each which is a duplicate, where that is asked for, by the returns of the generation's own round. */
  private withDuplicates(individuals: readonly Individual[], returns: Float64Array): readonly Individual[] {
    if (!configAt(this.config, this.generation).duplicatesLast) return individuals;
    const { length } = individuals;
    const episodes = returns.length / length;
    const behaviours = individuals.map(({ member }, i) => {
      return { returns: returns.subarray(i * episodes, (i + 1) * episodes), connections: member.connections };
    });
    const { population } = this.config;
    const found = Array.from({ length: length / population }, (_, island) =>
      duplicates(behaviours.slice(island * population, (island + 1) * population)),
    ).flat();
    return individuals.map((each, i) => ({ ...each, duplicate: found[i] }));
  }

  private rankAndBreed(individuals: readonly Individual[]): Outcome {
    const { config, generation } = this;
    const islands = this.islands(individuals);
    const bests = islands.map((members) => {
      const most = members.reduce((so, { finals }) => Math.max(so, finals), 0);
      return topOf(
        members.filter(({ finals }) => finals === most),
        1,
      )[0];
    });
    const means = bests.map(({ mean }) => mean);
    const next = survivingIslands(means, generation, config.halveIslandsEvery, config.fewestIslands ?? 1).flatMap(
      (island) => {
        return this.breed(this.rank(islands[island], island), island);
      },
    );
    const [top] = topOf(bests, 1);
    return {
      best: top,
      next,
      ranking: {
        generation,
        // At every weight it does what it does at one.
        best: { genome: this.network(top.member.genome), mean: top.mean, bestWeight: top.mean },
        medianMean: median(individuals.map(({ mean }) => mean)),
        medianConnections: median(individuals.map(({ member }) => member.connections)),
        members: individuals.map(({ mean, member }) => ({ mean, connections: member.connections })),
      },
    };
  }

  /** @param confirming the returns of the best's confirming round, if it had one. */
  private endGeneration({ ranking, best: top, next }: Outcome, confirming?: Float64Array): Ranking {
    const challenger = confirming && this.confirmedChampion(top, confirming);
    const newChampion = challenger !== undefined && challenger.mean > (this.best?.mean ?? Number.NEGATIVE_INFINITY);
    if (newChampion) this.best = challenger;
    const starts = optionsChangeAt(this.config, this.generation + 1, this.context.shape);
    const key = challenger && keyOf(top.member);
    this.population = next.map((member): Member => {
      const confirmed = member.confirmed || (key !== undefined && keyOf(member) === key);
      return { ...member, confirmed: confirmed && !starts };
    });
    this.generation++;
    this.outcome = undefined;
    return { ...ranking, champion: this.champion, newChampion };
  }

  private confirmedChampion({ member }: Individual, returns: Float64Array): Champion {
    const { seed, generation } = this;
    const { confirmEpisodes: episodes, gain } = configAt(this.config, generation);
    requireReturns(returns, CONFIRM_WEIGHTS * episodes);
    const weights = stratifiedWeights(gain, new Stream(seed, Purpose.confirmWeights, generation));
    const fingerprint = weights.map((weight, i) => {
      return { weight, ...meanAndSd(returns.subarray(i * episodes, (i + 1) * episodes)), episodes };
    });
    const { genome: bred, birth } = member;
    return { genome: this.network(bred), bred, birth, generation, mean: meanAndSd(returns).mean, fingerprint };
  }

  private confirmingRound(network: Genome, generation: number): Round {
    const { gain, confirmEpisodes } = configAt(this.config, generation);
    const strata = stratifiedWeights(gain, new Stream(this.seed, Purpose.confirmWeights, generation));
    requireFewEpisodes(CONFIRM_WEIGHTS * confirmEpisodes);
    // Each weight has episodes of its own: a network of this class gets the same from an episode at every weight.
    const seeds = episodeSeeds(this.seed, Purpose.confirm, generation, CONFIRM_WEIGHTS * confirmEpisodes);
    return {
      genomes: [network],
      individual: false,
      weights: Float64Array.from(seeds, (_, i) => strata[Math.floor(i / confirmEpisodes)]),
      seeds: Uint32Array.from(seeds),
      options: optionsAt(this.config, generation, this.context.shape),
    };
  }

  private islands(individuals: readonly Individual[]): Individual[][] {
    const { population } = this.config;
    return Array.from({ length: individuals.length / population }, (_, island) =>
      individuals.slice(island * population, (island + 1) * population),
    );
  }

  /** An island's members from best to worst. */
  private rank(members: readonly Individual[], island: number): Individual[] {
    const { complexityProbability } = configAt(this.config, this.generation);
    const random = new Stream(this.seed, Purpose.objectives, this.generation, island);
    const fewer = random.unit() < complexityProbability;
    // Those of more final rounds first: the others' returns may be luck.
    const last = finalEpisodes(configAt(this.config, this.generation)).length;
    const placeOf = ({ finals, duplicate }: Individual) => (finals === 0 && duplicate ? last + 1 : last - finals);
    return Array.from({ length: last + 2 }, (_, place) => place).flatMap((place) => {
      const group = members.filter((each) => placeOf(each) === place);
      if (group.length === 0) return [];
      if (!fewer) return topOf(group, group.length);
      const order = paretoOrder(
        group.map(({ mean }) => mean),
        group.map(({ member }) => -member.complexity),
      );
      return order.map((i) => group[i]);
    });
  }

  /** An island's next generation: the best that are not the same, then children. */
  private breed(ranked: readonly Individual[], island: number): Member[] {
    const { config, seed, generation } = this;
    const starts = optionsChangeAt(config, generation + 1, this.context.shape);
    const next: Member[] = [];
    const seen = new Set<string>();
    for (const { member, returns } of ranked) {
      if (next.length === elites(config)) break;
      const key = keyOf(member);
      if (seen.has(key)) continue;
      seen.add(key);
      next.push({ ...member, returns: starts ? null : this.kept(returns) });
    }
    for (let i = next.length; i < config.population; i++) {
      const random = new Stream(seed, Purpose.vary, generation, island * config.population + i);
      const { member } = ranked[parent(config, random)];
      const mixes = config.recombination !== null && random.unit() < config.recombination;
      const mixed = mixes ? this.mixed(member, ranked[parent(config, random)].member, random) : undefined;
      next.push(mixed ?? this.childOf(member, random));
    }
    return next;
  }

  /** A child that has one of its outputs from another parent; undefined where that is no other network, or too large a one. */
  private mixed({ genome, birth }: Member, other: Member, random: Stream): Member | undefined {
    const child = transplanted(genome, other.genome, genome.inputs + 1 + random.integer(genome.outputs));
    if (!this.fits(child) || child.connections.length === 0) return undefined;
    const change = compactChangeOf(genome, child);
    if (change.added.length === 0 && change.removed.length === 0) return undefined;
    const generation = this.generation + 1;
    return this.member(child, { parent: birth, generation, mutation: "recombination", change, mean: null });
  }

  private childOf({ genome, birth }: Member, random: Stream): Member {
    const { config } = this;
    const context = { random, largestWeight: config.largestWeight };
    const vary = (from: CompactGenome): Child<CompactGenome> =>
      mutate(from, MUTATIONS, config as unknown as Odds, context, (child) => this.fits(child));
    let child = vary(genome);
    if (random.unit() < config.secondMutation) {
      const { genome: twice, mutation } = vary(child.genome);
      child = {
        genome: twice,
        mutation: [child.mutation, mutation].filter((name) => name !== null).join(", ") || null,
      };
    }
    // Where nothing could be changed it is its parent once more.
    if (child.mutation === null) return this.member(genome, birth);
    const change = compactChangeOf(genome, child.genome);
    const { mutation } = child;
    return this.member(child.genome, { parent: birth, generation: this.generation + 1, mutation, change, mean: null });
  }

  private restore(state: HomogeneousState): Member[] {
    const { shape } = this.context;
    const { config } = this;
    const { inputs, outputs, generation, population, returns, lines, champion } = state;
    if (inputs !== shape.inputs || outputs !== shape.outputs) {
      throw new RangeError(
        `${inputs} inputs and ${outputs} outputs: expected ${shape.inputs} inputs and ${shape.outputs} outputs`,
      );
    }
    const size = population.length;
    const none = size === 0 && generation > 0;
    if (none || size % config.population !== 0 || size > (config.islands ?? 1) * config.population) {
      throw new RangeError(`population: ${size} networks: expected ${config.population} an island`);
    }
    for (const [key, list] of Object.entries({ returns, lines })) {
      if (list.length !== size) throw new RangeError(`${key}: ${list.length}: expected ${size}, one a network`);
    }
    const births = birthsOf(state.births);
    const birthAt = (place: number): Birth => {
      if (place < births.length) return births[place];
      throw new RangeError(`lines: ${place}: expected a place among ${births.length} births`);
    };
    if (champion) {
      const { generation: found, mean, fingerprint, line } = champion;
      const bred = unflattenCompact(champion.genome, shape);
      const genome = this.network(bred);
      this.best = { bred, genome, birth: birthAt(line), generation: found, mean, fingerprint };
    }
    const confirmed = new Set(state.confirmed);
    return population.map((flat, i) =>
      this.member(unflattenCompact(flat, shape), birthAt(lines[i]), returns[i], confirmed.has(i)),
    );
  }
}
