/** How long a search will take, from timing its smallest and its largest networks. */
import type { Config } from "../config/config.js";
import { presetNamed } from "../config/presets.js";
import type { Task } from "../config/tasks.js";
import { sharedWeightEffort } from "../config/tuning.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { Purpose, Stream } from "../random/stream.js";
import { writeCheckpoint } from "../record/checkpoint.js";
import { CHECKPOINT_SHARE } from "../record/folder.js";
import { confirmWeights, type SearchState, WannSearch } from "../search/wann.js";
import { median } from "../statistics.js";
import { additionsTo, searchPlan } from "../train.js";
import { childrenOf, grow } from "./subjects.js";

/** Networks a worker that a timing warms up with, and the milliseconds after which no more is asked of them. */
const WARM_UP = 2;
const DEAR = 300;
/** Rollouts to go on with, and the milliseconds of a timing that is long enough. */
const FIRST_ROLLOUTS = 300;
const LONG_ENOUGH = 400;
/** Where no champion is at hand, networks are grown to so many connections. */
const GROWN_CONNECTIONS = 100;
/** Rollouts of the closing report beside those that tune the shared weight. */
const REPORT_ROLLOUTS = 3 * 100;
const LOG_LINE_BYTES = 350;

/** What networks of a kind cost. */
export interface Timing {
  /** The median network's. */
  readonly connections: number;
  readonly rollouts: number;
  readonly stepsPerRollout: number;
  /** Of the best of them, a share as large as the finalists'; the final rounds and the confirmations are theirs. */
  readonly bestStepsPerRollout: number;
  /** Microseconds of all workers together. */
  readonly usPerRollout: number;
  /** Milliseconds that the host takes for each of a generation's networks: packing, ranking, breeding. */
  readonly hostMsPerNetwork: number;
}

export interface Estimate {
  readonly generations: number;
  readonly rollouts: number;
  readonly workers: number;
  readonly cores: number;
  /** All told, then of rollouts, and of what the host does alone. */
  readonly seconds: number;
  readonly rolloutSeconds: number;
  readonly hostSeconds: number;
  /** Of the run's folder when it ends, and of this process with its workers. */
  readonly diskBytes: number;
  readonly memoryBytes: number;
  readonly small: Timing;
  readonly grown: Timing;
  /** What it would take with other numbers of workers, up to one a core, and with a second machine like this one. */
  readonly byWorkers: readonly { readonly workers: number; readonly seconds: number }[];
  readonly secondMachineSeconds: number;
}

/** What an estimate is of: a search from where it stands. */
export interface Outlook {
  readonly task: Task;
  readonly config: Config;
  readonly seed: number;
  readonly search?: SearchState;
  readonly champion?: Genome;
}

/** Times both kinds of networks, some seconds. The evaluator is left open. */
export async function estimate(
  outlook: Outlook,
  evaluator: Evaluator,
  { workers, cores }: { readonly workers: number; readonly cores: number },
): Promise<Estimate> {
  const { task, config, seed } = outlook;
  const start = outlook.search ?? new WannSearch(config, task, seed).state;
  const champion = outlook.champion ?? grow(start.population[0], GROWN_CONNECTIONS, config, seed);
  const children = childrenOf(champion, config, seed);
  const small = await time(outlook, evaluator, start, workers);
  // A champion is a network as it is run, squared already.
  const grown = await time({ ...outlook, config: { ...config, squared: null } }, evaluator, children, workers);
  const generations = workLeft(config, start);
  const growth = growthFrom(start.generation, presetNamed(task.name).generations);
  const at = (index: number) => costs(small, grown, growth(index));
  const hostSeconds = sum(generations, ({ index, networks }) => networks * at(index).hostSeconds);
  const closing = closingRollouts(task) * at(config.generations).bestRolloutSeconds;
  const rolloutSeconds =
    closing +
    sum(generations, ({ index, rollouts, ofBest }) => {
      const cost = at(index);
      return (rollouts - ofBest) * cost.rolloutSeconds + ofBest * cost.bestRolloutSeconds;
    });
  const checkpoints = 1 + 1 / CHECKPOINT_SHARE;
  const withWorkers = (count: number) => checkpoints * (hostSeconds + (rolloutSeconds * workers) / count);
  const counts = [...new Set([1, 2, 4, 8, 16, 32, 64, cores].filter((count) => count <= cores))].sort((a, b) => a - b);
  const state = { search: children, digest: "", rollouts: 0, steps: 0 };
  return {
    generations: generations.length,
    rollouts: sum(generations, ({ rollouts }) => rollouts),
    workers,
    cores,
    seconds: withWorkers(workers),
    rolloutSeconds,
    hostSeconds,
    diskBytes: writeCheckpoint(state, config, seed).length + config.generations * LOG_LINE_BYTES,
    memoryBytes: process.memoryUsage.rss(),
    small,
    grown,
    byWorkers: counts.map((count) => ({ workers: count, seconds: withWorkers(count) })),
    secondMachineSeconds: withWorkers(2 * workers),
  };
}

/** The generations that are left, each with its networks, its rollouts, and those of them that are of the best networks. */
export function workLeft(config: Config, { generation, population }: SearchState) {
  const perNetwork = (config.sampledWeights || config.sharedWeights.length) * config.episodesPerWeight;
  const confirming = confirmWeights(config).length * config.confirmEpisodes * config.episodesPerWeight;
  const again = Math.min(config.finalists, config.population) * config.finalRounds;
  let islands = population.length / config.population;
  return Array.from({ length: Math.max(config.generations - generation, 0) }, (_, i) => {
    const index = generation + i;
    const networks = islands * config.population;
    const ofBest = islands * again * perNetwork + confirming;
    const rollouts = networks * perNetwork + ofBest;
    if ((index + 1) % config.halveIslandsEvery === 0) islands = Math.ceil(islands / 2);
    return { index, networks, rollouts, ofBest };
  });
}

/**
 * How far networks have grown, from 0 at generation `from` to 1 at `full`: in the runs we have seen, as the square root of
 * generations.
 */
function growthFrom(from: number, full: number): (generation: number) => number {
  const root = (generation: number) => Math.min(Math.sqrt(generation / full), 1);
  return (generation) => (root(from) === 1 ? 0 : (root(generation) - root(from)) / (1 - root(from)));
}

/** Seconds of a rollout and of the host's work on a network, between two kinds. Episodes lengthen before networks grow. */
function costs(small: Timing, grown: Timing, growth: number) {
  const between = (share: number, value: (timing: Timing) => number) =>
    (1 - share) * value(small) + share * value(grown);
  const steps = between(Math.sqrt(growth), ({ stepsPerRollout }) => stepsPerRollout);
  const bestSteps = between(Math.sqrt(growth), ({ bestStepsPerRollout }) => bestStepsPerRollout);
  const usPerStep = between(growth, ({ usPerRollout, stepsPerRollout }) => usPerRollout / stepsPerRollout);
  const hostMs = between(growth, ({ hostMsPerNetwork }) => hostMsPerNetwork);
  return {
    rolloutSeconds: (steps * usPerStep) / 1e6,
    bestRolloutSeconds: (bestSteps * usPerStep) / 1e6,
    hostSeconds: hostMs / 1e3,
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function closingRollouts(task: Task): number {
  const { grid, gridEpisodes, finalists, finalEpisodes } = sharedWeightEffort(task);
  return (grid - 2) * gridEpisodes + finalists * finalEpisodes + REPORT_ROLLOUTS;
}

async function time(outlook: Outlook, evaluator: Evaluator, state: SearchState, workers: number): Promise<Timing> {
  const { task, config, seed } = outlook;
  const search = new WannSearch(config, task, seed, state);
  const { index, genomes, weights, episodeSeeds } = search.ask();
  const plan = searchPlan(config, index, weights, episodeSeeds);
  const episodes = plan.seeds.length;
  const run = async (count: number) => {
    const networks = networksOf(genomes, count);
    const began = performance.now();
    const { returns, steps } = await evaluator.evaluate(networks, plan);
    return { count, returns, steps, ms: performance.now() - began };
  };
  let timed = await run(Math.min(WARM_UP * workers, genomes.length));
  if (timed.ms < DEAR) {
    timed = await run(Math.min(Math.ceil(FIRST_ROLLOUTS / episodes), genomes.length));
    while (timed.ms < LONG_ENOUGH && timed.count < genomes.length) {
      timed = await run(Math.min(4 * timed.count, genomes.length));
    }
  }
  const rollouts = timed.count * episodes;
  const own = (values: ArrayLike<number>, network: number) =>
    sum(Array.from(values).slice(network * episodes, (network + 1) * episodes), (value) => value);
  const best = Array.from({ length: timed.count }, (_, network) => network)
    .sort((a, b) => own(timed.returns, b) - own(timed.returns, a))
    .slice(0, Math.ceil((timed.count * Math.max(config.finalists, 1)) / config.population));
  return {
    connections: median(genomes.map(enabledConnections)),
    rollouts,
    stepsPerRollout: sum(Array.from(timed.steps), (lived) => lived) / rollouts,
    bestStepsPerRollout: sum(best, (network) => own(timed.steps, network)) / (best.length * episodes),
    usPerRollout: (timed.ms * 1000) / rollouts,
    hostMsPerNetwork: (await hostMs(outlook, evaluator, state)) / genomes.length,
  };
}

/** Some of the genomes, packed, from all over the list. */
function networksOf(genomes: readonly Genome[], count: number): Uint32Array[] {
  return Array.from({ length: count }, (_, i) => pack(genomes[Math.floor((i * genomes.length) / count)]).words);
}

/** Milliseconds of a generation's work beside its rollouts, with returns that are drawn; the first time warms up. */
async function hostMs({ task, config, seed }: Outlook, { gradients }: Evaluator, state: SearchState): Promise<number> {
  let ms = 0;
  for (let round = 0; round < 2; round++) {
    const search = new WannSearch(config, task, seed, state);
    const generation = search.ask();
    const { genomes, weights, episodeSeeds } = generation;
    const random = new Stream(seed, Purpose.vary);
    const draw = (count: number) =>
      Float64Array.from({ length: count * weights.length * episodeSeeds.length }, () => random.unit());
    const returns = draw(genomes.length);
    const began = performance.now();
    for (const genome of genomes) pack(genome);
    search.tell(
      returns,
      search.shortlist(returns).map((round) => draw(round.genomes.length)),
      await additionsTo(generation, config, gradients),
    );
    ms = performance.now() - began;
  }
  return ms;
}
