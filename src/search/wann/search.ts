/**
 * The Weight Agnostic Neural Network search (Gaier & Ha 2019) as ask and tell. A generation is a round of all networks; with
 * `finalists`, further rounds of the most promising (re-evaluation under noise: Jin & Branke 2005); and where its best is better than
 * the champion, a round that confirms it.
 *
 * A search is a function of (config, shape, seed): its streams are addressed, so its whole state is the population, the returns its
 * survivors have had, the champion, and the generation's number.
 */
import { type Change, changeOf } from "../../genome/change.js";
import { flatten, unflatten } from "../../genome/flat.js";
import { enabledConnections, type Genome } from "../../genome/genome.js";
import { Purpose, Stream } from "../../random/stream.js";
import { meanAndSd, median } from "../../statistics.js";
import { optionsAt } from "../../tasks/options.js";
import { type Birth as BirthOf, birthRows, birthsOf, founder, lineOf } from "../descent.js";
import { duplicates } from "../duplicates.js";
import { crossPlan, episodeSeeds, requireReturns } from "../episodes.js";
import { survivingIslands } from "../islands.js";
import { mutate, type Odds } from "../mutation.js";
import { paretoOrder } from "../rank.js";
import type {
  Answers,
  ConfirmedChampion,
  EpisodeOptions,
  Ranking,
  Round,
  Search,
  SearchContext,
  Shape,
} from "../search.js";
import { elites, parent } from "../select.js";
import { bestCandidates, type ConnectionCandidate } from "./candidates.js";
import { cutToFit, minimalGenome } from "./initial.js";
import type { Mutation } from "./mutations/mutation.js";
import { accumulate, type Objectives, objectives, type ReturnSums } from "./objectives.js";
import type { WannConfig } from "./settings.js";
import type { WannAncestry, WannState } from "./state.js";
import { confirmWeights, generationWeights, weightCount } from "./weights.js";

type Birth = BirthOf<Change>;

/** A network of the population. */
interface Member {
  readonly genome: Genome;
  readonly birth: Birth;
  /** With `averageReturns`, its returns of earlier generations. */
  readonly returns: ReturnSums | null;
}

/** A member of the generation in hand, and how it did. */
interface Individual extends Objectives {
  readonly member: Member;
  /** Its returns of the generation's own round, [weight × episode]. */
  readonly own: Float64Array;
  readonly returns: ReturnSums;
  readonly connections: number;
  /** Whether it has been through the final rounds. */
  readonly final: boolean;
}

/** The generation in hand, from its own round on. */
interface Generation {
  /** Rounds that have been told: the generation's own, then the final ones. */
  readonly rounds: Float64Array[];
  individuals: readonly Individual[];
  finalists: readonly Individual[];
  candidates: readonly ConnectionCandidate[];
}

/** An outcome that waits for its best to be confirmed. */
interface Outcome {
  readonly ranking: Omit<Ranking, "champion" | "newChampion">;
  readonly best: Individual;
  readonly next: readonly Member[];
}

interface Champion extends ConfirmedChampion {
  readonly birth: Birth;
}

export class WannSearch implements Search {
  private readonly config: WannConfig;
  private readonly seed: number;
  generation: number;
  private population: readonly Member[];
  private best: Champion | undefined;
  private current: Generation | undefined;
  private outcome: Outcome | undefined;

  /** Starts a search, or goes on from `state`. Throws a RangeError where a state does not fit. */
  constructor(
    private readonly context: SearchContext<WannConfig>,
    private readonly mutations: readonly Mutation[],
    state?: WannState,
  ) {
    this.config = context.config;
    this.seed = context.seed;
    this.generation = state?.generation ?? 0;
    this.population = state ? this.restore(state) : this.initialPopulation();
  }

  get state(): WannState {
    const { inputs, outputs } = this.context.shape;
    const { best, population, generation } = this;
    const births = population.map(({ birth }) => birth);
    const { rows, places } = birthRows(best ? [...births, best.birth] : births);
    return {
      generation,
      inputs,
      outputs,
      population: population.map(({ genome }) => flatten(genome)),
      returns: population.map(({ returns }) => returns && { episodes: returns.episodes, sums: [...returns.sums] }),
      births: rows,
      lines: places.slice(0, population.length),
      champion: best
        ? {
            genome: flatten(best.genome),
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
    const { genome, generation, mean, fingerprint } = this.best;
    return { genome, generation, mean, fingerprint };
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

  get ancestry(): WannAncestry | undefined {
    return this.best && { genome: flatten(this.best.genome), line: lineOf(this.best.birth) };
  }

  ask(): Round {
    const { config, seed, generation, current, outcome } = this;
    const options = optionsOf(config, generation, this.context.shape);
    if (outcome) return this.confirmingRound(outcome.best.member.genome, generation);
    if (current) {
      const round = current.rounds.length - 1;
      const weights = generationWeights(config, new Stream(seed, Purpose.finalWeights, generation, round));
      const seeds = episodeSeeds(seed, Purpose.finalEpisodes, generation, config.episodesPerWeight, round);
      return { genomes: current.finalists.map(({ member }) => member.genome), ...crossPlan(weights, seeds), options };
    }
    const weights = generationWeights(config, new Stream(seed, Purpose.sharedWeights, generation));
    const seeds = episodeSeeds(seed, Purpose.episodes, generation, config.episodesPerWeight);
    return {
      genomes: this.population.map(({ genome }) => genome),
      ...crossPlan(weights, seeds),
      options,
      ...(config.guidedAdditions !== null && { gradientsOf: "additions" as const }),
    };
  }

  tell({ returns, gradients }: Answers): Ranking | undefined {
    if (this.outcome) return this.endGeneration(this.outcome, returns);
    if (!this.current) this.beginGeneration(returns, gradients);
    else {
      requireReturns(returns, this.current.finalists.length * this.perNetwork);
      this.current.rounds.push(returns);
    }
    const current = this.current as unknown as Generation;
    if (current.rounds.length <= (this.config.finalists === null ? 0 : (this.config.finalRounds as number))) {
      return undefined;
    }
    this.outcome = this.rankAndBreed(current);
    this.current = undefined;
    // What champions got without a fall's cost is no measure for those that pay it.
    if (this.optionsChangeAt(this.generation)) this.best = undefined;
    if (this.outcome.best.mean > (this.best?.mean ?? Number.NEGATIVE_INFINITY)) return undefined;
    return this.endGeneration(this.outcome);
  }

  private confirmingRound(genome: Genome, generation: number): Round {
    const { config, seed, context } = this;
    const seeds = episodeSeeds(seed, Purpose.confirm, generation, this.confirmEpisodes);
    const options = optionsOf(config, generation, context.shape);
    return { genomes: [genome], ...crossPlan(confirmWeights(config), seeds), options };
  }

  private get perNetwork(): number {
    return weightCount(this.config) * this.config.episodesPerWeight;
  }

  private get confirmEpisodes(): number {
    return this.config.confirmEpisodes * this.config.episodesPerWeight;
  }

  private optionsChangeAt(generation: number): boolean {
    if (generation === 0) return false;
    const [before, now] = [generation - 1, generation].map((each) => optionsOf(this.config, each, this.context.shape));
    return JSON.stringify(before) !== JSON.stringify(now);
  }

  private beginGeneration(returns: Float64Array, gradients: Float64Array | undefined): void {
    const { config, population, perNetwork, generation } = this;
    requireReturns(returns, population.length * perNetwork);
    const weights = weightCount(config);
    const individuals = population.map((member, i): Individual => {
      const own = returns.subarray(i * perNetwork, (i + 1) * perNetwork);
      const sums = accumulate(own, weights, member.returns);
      const figures = objectives(sums);
      if (member.birth.generation === generation && member.birth.mean === null) member.birth.mean = figures.mean;
      return {
        member,
        own,
        returns: sums,
        ...figures,
        connections: enabledConnections(member.genome),
        final: false,
      };
    });
    const finalists =
      config.finalists === null
        ? []
        : this.islands(individuals).flatMap((members, island) =>
            this.rank(members, island).slice(0, config.finalists as number),
          );
    const candidates = gradients
      ? bestCandidates(individuals[0].member.genome, gradients, config.guidedAdditions as number)
      : [];
    this.current = { rounds: [returns], individuals, finalists, candidates };
  }

  private rankAndBreed({ individuals, finalists, rounds: [, ...finals], candidates }: Generation): Outcome {
    const { config, generation } = this;
    const proven = new Map(finalists.map((each, i) => [each, this.afterFinals(each, i, finals)]));
    const all = individuals.map((each) => proven.get(each) ?? each);
    const islands = this.islands(all);
    const bests = islands.map((members) => {
      const eligible = config.finalists === null ? members : members.filter(({ final }) => final);
      return eligible.reduce((best, each) => (each.mean > best.mean ? each : best));
    });
    const offspring = islands.map((members, island) => this.breed(this.rank(members, island), island, candidates));
    const next = survivingIslands(
      bests.map(({ mean }) => mean),
      generation,
      config.halveIslandsEvery,
    ).flatMap((island) => offspring[island]);
    const best = bests.reduce((top, each) => (each.mean > top.mean ? each : top));
    return {
      best,
      next,
      ranking: {
        generation,
        best: { genome: best.member.genome, mean: best.mean, bestWeight: best.best },
        medianMean: median(all.map((each) => each.mean)),
        medianConnections: median(all.map((each) => each.connections)),
        members: all.map(({ mean, connections }) => ({ mean, connections })),
      },
    };
  }

  /** @param confirming the returns of the best's confirming round, if it had one. */
  private endGeneration({ ranking, best, next }: Outcome, confirming?: Float64Array): Ranking {
    const challenger = confirming && this.confirmed(best, confirming);
    const newChampion = challenger !== undefined && challenger.mean > (this.best?.mean ?? Number.NEGATIVE_INFINITY);
    if (newChampion) this.best = challenger;
    this.population = next;
    this.generation++;
    this.outcome = undefined;
    return { ...ranking, champion: this.champion, newChampion };
  }

  private confirmed({ member: { genome, birth } }: Individual, returns: Float64Array): Champion {
    const weights = confirmWeights(this.config);
    const episodes = this.confirmEpisodes;
    requireReturns(returns, weights.length * episodes);
    const fingerprint = weights.map((weight, i) => {
      return { weight, ...meanAndSd(returns.subarray(i * episodes, (i + 1) * episodes)), episodes };
    });
    return { genome, birth, generation: this.generation, mean: meanAndSd(returns).mean, fingerprint };
  }

  private fits(genome: Genome): boolean {
    const { maxConnections } = this.config;
    return maxConnections === null || enabledConnections(genome) <= maxConnections;
  }

  private islands(individuals: readonly Individual[]): Individual[][] {
    const { population } = this.config;
    return Array.from({ length: individuals.length / population }, (_, island) =>
      individuals.slice(island * population, (island + 1) * population),
    );
  }

  /** Finalist `place` with what the final rounds gave it. */
  private afterFinals(each: Individual, place: number, finals: readonly Float64Array[]): Individual {
    const weights = each.returns.sums.length;
    const length = each.own.length;
    const returns = finals.reduce<ReturnSums>(
      (before, round) => accumulate(round.subarray(place * length, (place + 1) * length), weights, before),
      each.returns,
    );
    return { ...each, returns, ...objectives(returns), final: true };
  }

  /** An island's members from best to worst. */
  private rank(members: readonly Individual[], island: number): Individual[] {
    const { config, seed, generation } = this;
    const fewer = new Stream(seed, Purpose.objectives, generation, island).unit() < config.complexityProbability;
    const behaviours = members.map(({ own, connections }) => ({ returns: own, connections }));
    const duplicate = config.duplicatesLast ? duplicates(behaviours) : members.map(() => false);
    // Finalists first: the others' returns may be luck.
    const groupOf = (i: number) => (members[i].final ? 0 : duplicate[i] ? 2 : 1);
    return [0, 1, 2].flatMap((place) => {
      const group = members.filter((_, i) => groupOf(i) === place);
      const order = paretoOrder(
        group.map(({ mean }) => mean),
        group.map(({ connections, best }) => (fewer ? -connections : best)),
      );
      return order.map((i) => group[i]);
    });
  }

  /** An island's next generation. */
  private breed(ranked: readonly Individual[], island: number, candidates: readonly ConnectionCandidate[]): Member[] {
    const { config, seed, generation } = this;
    const kept = elites(config);
    const averaged = config.averageReturns && !this.optionsChangeAt(generation + 1);
    return ranked.map(({ member: { genome, birth }, returns }, i) => {
      if (i < kept) return { genome, birth, returns: averaged ? returns : null };
      const random = new Stream(seed, Purpose.vary, generation, island * config.population + i);
      return this.childOf(ranked[parent(config, random)].member, random, candidates);
    });
  }

  private childOf({ genome, birth }: Member, random: Stream, candidates: readonly ConnectionCandidate[]): Member {
    const { hiddenActivations } = this.config;
    const context = { hiddenActivations, random, candidates };
    const odds = this.config as unknown as Odds;
    const { genome: child, mutation } = mutate(genome, this.mutations, odds, context, (made) => this.fits(made));
    // Where nothing could be changed it is its parent once more.
    if (mutation === null) return { genome, birth, returns: null };
    const change = changeOf(genome, child);
    return {
      genome: child,
      birth: { parent: birth, generation: this.generation + 1, mutation, change, mean: null },
      returns: null,
    };
  }

  private initialPopulation(): Member[] {
    const { population, islands, initialConnectionProbability } = this.config;
    return Array.from({ length: (islands ?? 1) * population }, (_, i) => {
      const random = new Stream(this.seed, Purpose.initialize, 0, i);
      const minimal = minimalGenome(this.context.shape, initialConnectionProbability, random);
      const genome = cutToFit(minimal, (each) => this.fits(each), random);
      return { genome, birth: founder(0), returns: null };
    });
  }

  private restore(state: WannState): Member[] {
    const { shape } = this.context;
    const { config } = this;
    const { inputs, outputs, population, returns, lines, champion } = state;
    if (inputs !== shape.inputs || outputs !== shape.outputs) {
      throw new RangeError(
        `${inputs} inputs and ${outputs} outputs: expected ${shape.inputs} inputs and ${shape.outputs} outputs`,
      );
    }
    const size = population.length;
    if (size % config.population !== 0 || size > (config.islands ?? 1) * config.population) {
      throw new RangeError(`population: ${size} networks: expected ${config.population} an island`);
    }
    for (const [key, list] of Object.entries({ returns, lines })) {
      if (list.length !== size) throw new RangeError(`${key}: ${list.length}: expected ${size}, one a network`);
    }
    const weights = weightCount(config);
    const births = birthsOf(state.births);
    const birthAt = (place: number): Birth => {
      if (place < births.length) return births[place];
      throw new RangeError(`lines: ${place}: expected a place among ${births.length} births`);
    };
    if (champion) {
      const { generation, mean, fingerprint, line } = champion;
      const genome = unflatten(champion.genome, inputs, outputs);
      this.best = { genome, birth: birthAt(line), generation, mean, fingerprint };
    }
    return population.map((flat, i) => {
      const sums = returns[i];
      if (sums && sums.sums.length !== weights) {
        throw new RangeError(`returns.${i}.sums: ${sums.sums.length}: expected ${weights}, one a shared weight`);
      }
      return { genome: unflatten(flat, inputs, outputs), birth: birthAt(lines[i]), returns: sums };
    });
  }
}

/** How a generation's episodes are run. */
export function optionsOf(config: WannConfig, generation: number, { options = {} }: Shape): EpisodeOptions {
  const { patience, forecast } = config;
  return { patience, forecast: forecast === true, taskOptions: optionsAt(options, config, generation) };
}
