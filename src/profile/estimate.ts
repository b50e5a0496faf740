/** How long a search will take, from timing its smallest and its largest networks. */

import { type Evaluator, slicePlan } from "../evaluate/evaluator.js";
import { enabledConnections, type Genome } from "../genome/genome.js";
import { answer } from "../journey.js";
import { pack } from "../network/pack.js";
import { resolveTuning } from "../optimize/configuration.js";
import { OPTIMIZERS } from "../optimize/registry.js";
import { Purpose, Stream } from "../random/stream.js";
import { sampleCheckpoint } from "../record/checkpoint.js";
import { COST_SHARE } from "../record/seldom.js";
import { REPORT_EPISODES } from "../score/rows.js";
import { reportProfile } from "../score/weight-profile.js";
import { SEARCHES } from "../search/registry.js";
import type { Grown, Round, Search, SearchConfig, Workload } from "../search/search.js";
import { median } from "../statistics.js";
import { usualPreset } from "../tasks/presets.js";
import type { Task } from "../tasks/registry.js";

/** A timing grows until it has taken so many milliseconds; where all is warm, in the midst of a run that waits for it, it ends sooner. */
const LONG_ENOUGH = 400;
const LONG_ENOUGH_WARM = 50;
/** It is not to take so much longer. */
const TOO_LONG = 1.75;
/** A call of fewer rollouts leaves lanes of a worker empty, and each of them seems dearer. */
const LANES = 32;
/** How much larger than the last one a call may be. */
const GROWTH = 4;
/**
 * How far a whole run's networks grow on average, where 1 is the largest committed champion. Ten swing-ups by construction ended with
 * 404 to 788 connections; the largest committed one has 622.
 */
const MOST_GROWN = 0.75;
const LOG_LINE_BYTES = 350;
/** As many as a run can have. */
const MOST_GENERATIONS = 1_000_000;

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
export interface EstimateInput {
  readonly task: Task;
  readonly config: SearchConfig;
  readonly seed: number;
  /** Where it stands; at its start, unless given. */
  readonly state?: unknown;
  /** Rollouts it has run so far; none, unless given. */
  readonly rollouts?: number;
  /** The measure of large networks. */
  readonly champion?: Grown;
  /** What the networks cost where it stands, if that is known. */
  readonly small?: Timing;
}

/** Where an estimate is made. */
interface Machine {
  readonly workers: number;
  readonly cores: number;
}

/** Times both kinds of networks, about a second each. The evaluator is left open. */
export async function estimate(input: EstimateInput, evaluator: Evaluator, machine: Machine): Promise<Estimate> {
  return estimated(input, input.config, await timings(input, evaluator, machine), machine);
}

/**
 * How many generations a search may have to be done in so many seconds, one at least, and what it takes then. Times both kinds of
 * networks, as `estimate` does. The evaluator is left open.
 */
export async function generationsWithin(
  seconds: number,
  input: EstimateInput,
  evaluator: Evaluator,
  machine: Machine,
): Promise<{ readonly generations: number; readonly seconds: number }> {
  const timed = await timings(input, evaluator, machine);
  const takes = (generations: number) => estimated(input, { ...input.config, generations }, timed, machine).seconds;
  let [enough, tooMany] = [1, 2];
  while (tooMany < MOST_GENERATIONS && takes(tooMany) <= seconds) [enough, tooMany] = [tooMany, 2 * tooMany];
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (takes(middle) <= seconds) enough = middle;
    else tooMany = middle;
  }
  return { generations: enough, seconds: takes(enough) };
}

/** What networks cost where a search stands and late in a run, and that search late in a run. */
interface Timings {
  readonly small: Timing;
  readonly grown: Timing;
  readonly late: Search;
}

async function timings(
  { task, config, seed, state, champion, small: measured }: EstimateInput,
  evaluator: Evaluator,
  { workers }: Machine,
): Promise<Timings> {
  const kind = SEARCHES.named(config.search);
  const context = { config, shape: task, seed };
  const start = kind.open(context, state);
  const late = kind.grown(context, champion);
  const { networks: all = 1, bestNetworks = 1 } = kind.workload(config, state)[0] ?? {};
  const share = bestNetworks / all;
  const small = measured ?? (await time(start, evaluator, { seed, share, workers }));
  // A search that follows a gradient has the same network from its beginning to its end.
  const grows = late.ask().gradientsOf !== "weights";
  const grown = grows ? await time(late, evaluator, { seed, share, workers, measured }) : small;
  return { small, grown, late };
}

function estimated(
  { task, state, rollouts = 0 }: EstimateInput,
  config: SearchConfig,
  { small, grown, late }: Timings,
  { workers, cores }: Machine,
): Estimate {
  const kind = SEARCHES.named(config.search);
  const generations = within(kind.workload(config, state), config.maxRollouts, rollouts);
  const from = generations[0]?.generation ?? config.generations;
  const full = usualPreset(task.name, config.search).values.generations as number;
  const growth = growthFrom(from, full);
  const at = (index: number) => costs(small, grown, growth(index));
  const hostSeconds = sum(generations, ({ generation, networks }) => networks * at(generation).hostSeconds);
  const closing = closingRollouts(task) * at(config.generations).bestRolloutSeconds;
  const rolloutSeconds =
    closing +
    sum(generations, ({ generation, rollouts, ofBest }) => {
      const cost = at(generation);
      return (rollouts - ofBest) * cost.rolloutSeconds + ofBest * cost.bestRolloutSeconds;
    });
  const withFiles = 1 + 2 / COST_SHARE;
  const withWorkers = (count: number) => withFiles * (hostSeconds + (rolloutSeconds * workers) / count);
  const counts = [...new Set([1, 2, 4, 8, 16, 32, 64, cores].filter((count) => count <= cores))].sort((a, b) => a - b);
  return {
    generations: generations.length,
    rollouts: sum(generations, ({ rollouts }) => rollouts),
    workers,
    cores,
    seconds: withWorkers(workers),
    rolloutSeconds,
    hostSeconds,
    diskBytes: 2 * sampleCheckpoint(late).length + (from + generations.length) * LOG_LINE_BYTES,
    memoryBytes: process.memoryUsage.rss(),
    small,
    grown,
    byWorkers: counts.map((count) => ({ workers: count, seconds: withWorkers(count) })),
    secondMachineSeconds: withWorkers(2 * workers),
  };
}

/** The generations that begin before so many rollouts have been run. */
function within(generations: readonly Workload[], most: number | null, before: number): readonly Workload[] {
  if (most === null) return generations;
  let run = before;
  return generations.filter(({ rollouts }) => {
    const begins = run < most;
    run += rollouts;
    return begins;
  });
}

/**
 * How far networks have grown since generation `from` towards the largest committed champion: in the runs we have seen, as the
 * square root of generations, and a population's networks at `full` to MOST_GROWN.
 */
function growthFrom(from: number, full: number): (generation: number) => number {
  const root = (generation: number) => Math.min(Math.sqrt(generation / full), 1);
  return (generation) => (root(from) === 1 ? 0 : (MOST_GROWN * (root(generation) - root(from))) / (1 - root(from)));
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
  const config = resolveTuning(task, 1, [], OPTIMIZERS.named("shared-weight")) as unknown as Record<string, number>;
  const { grid, gridEpisodes, finalists, nearby, nearbyEpisodes, finalEpisodes } = config;
  const near = finalists * (2 * nearby + 1);
  const tuning = (grid - 2) * gridEpisodes + near * nearbyEpisodes + finalists * finalEpisodes;
  const { weights, episodes } = reportProfile(task);
  // Three rows, and a profile of these weights and of a network that does nothing.
  return tuning + 3 * REPORT_EPISODES + (weights + 1) * episodes;
}

interface TimingOptions {
  readonly seed: number;
  /** The share of a generation's networks that final rounds and confirmations are of. */
  readonly share: number;
  readonly workers: number;
  /** What smaller networks cost in the run so far: threads and host have done such work before. */
  readonly measured?: Timing | undefined;
}

async function time(
  search: Search,
  evaluator: Evaluator,
  { seed, share, workers, measured }: TimingOptions,
): Promise<Timing> {
  const warm = measured !== undefined;
  const longEnough = warm ? LONG_ENOUGH_WARM : LONG_ENOUGH;
  const round = search.ask();
  const { genomes, weights, individual, seeds, options } = round;
  if (round.gradientsOf === "weights") return timeGradients(round, search, evaluator, seed);
  const plan = { weights, individual, seeds, ...options };
  const run = async (rollouts: number) => {
    // A network has all of its episodes, which share lanes as they do in a run; but no worker is to be without one.
    const episodes = Math.min(Math.max(Math.floor(rollouts / workers), 1), seeds.length);
    const count = Math.min(Math.ceil(rollouts / episodes), genomes.length);
    const networks = networksOf(genomes, count);
    const began = performance.now();
    const { returns, steps } = await evaluator.evaluate(networks, slicePlan(plan, 0, episodes));
    return { count, episodes, returns, steps, ms: performance.now() - began };
  };
  const least = 2 * workers;
  // What a thread does for the first time takes longer.
  if (!warm) await run(least);
  let timed = await run(least);
  const full = LANES * workers;
  for (let rollouts = timed.count * timed.episodes; rollouts < genomes.length * seeds.length; ) {
    const soon = timed.ms < longEnough;
    if (!soon && (rollouts >= full || timed.ms >= LONG_ENOUGH)) break;
    const growth = Math.min(GROWTH, (TOO_LONG * longEnough) / timed.ms);
    timed = await run(soon ? Math.ceil(rollouts * growth) : full);
    rollouts = timed.count * timed.episodes;
  }
  const { episodes } = timed;
  const rollouts = timed.count * episodes;
  const own = (values: ArrayLike<number>, network: number) => {
    let total = 0;
    for (let i = network * episodes; i < (network + 1) * episodes; i++) total += values[i];
    return total;
  };
  const places = Array.from({ length: timed.count }, (_, network) => network);
  const totals = places.map((network) => own(timed.returns, network));
  const best = places.sort((a, b) => totals[b] - totals[a]).slice(0, Math.ceil(timed.count * share));
  const connections = median(genomes.map(enabledConnections));
  return {
    connections,
    rollouts,
    stepsPerRollout: sum(places, (network) => own(timed.steps, network)) / rollouts,
    bestStepsPerRollout: sum(best, (network) => own(timed.steps, network)) / (best.length * episodes),
    usPerRollout: (timed.ms * 1000) / rollouts,
    // The host's work grows as the networks do.
    hostMsPerNetwork: measured
      ? (measured.hostMsPerNetwork * connections) / measured.connections
      : (await hostMs(search, evaluator, seed)) / genomes.length,
  };
}

/** Where a rollout is a batch whose loss is followed downhill. */
async function timeGradients(round: Round, search: Search, evaluator: Evaluator, seed: number): Promise<Timing> {
  await answer(round, evaluator);
  const began = performance.now();
  let batches = 0;
  do await answer(round, evaluator);
  while (++batches && performance.now() - began < LONG_ENOUGH);
  const usPerRollout = ((performance.now() - began) * 1000) / batches;
  return {
    connections: median(round.genomes.map(enabledConnections)),
    rollouts: batches,
    stepsPerRollout: 1,
    bestStepsPerRollout: 1,
    usPerRollout,
    hostMsPerNetwork: (await hostMs(search, evaluator, seed)) / round.genomes.length,
  };
}

/** Some of the genomes, packed, from all over the list. */
function networksOf(genomes: readonly Genome[], count: number): Uint32Array[] {
  return Array.from({ length: count }, (_, i) => pack(genomes[Math.floor((i * genomes.length) / count)]).words);
}

/**
 * Milliseconds of a generation's work on the host, with returns that are drawn; the generation before it warms the host up. What networks
 * gain by additions is computed beside their rollouts, and is taken for the host's.
 */
async function hostMs(search: Search, evaluator: Evaluator, seed: number): Promise<number> {
  const random = new Stream(seed, Purpose.vary);
  let ofWeights: Float64Array | undefined;
  let ms = 0;
  for (let generation = 0; generation < 2; generation++) {
    ms = 0;
    for (let ended = false; !ended; ) {
      const asking = performance.now();
      const round = search.ask();
      for (const genome of round.genomes) pack(genome);
      ms += performance.now() - asking;
      const { gradientsOf, genomes, seeds } = round;
      const returns = Float64Array.from({ length: genomes.length * seeds.length }, () => random.unit());
      if (gradientsOf === "weights") ofWeights ??= (await answer(round, evaluator)).gradients;
      const began = performance.now();
      const { gradients } =
        gradientsOf === "additions"
          ? await answer({ ...round, genomes: [genomes[0]] }, evaluator)
          : { gradients: gradientsOf && ofWeights };
      ended = search.tell({ returns, ...(gradients && { gradients }) }) !== undefined;
      ms += performance.now() - began;
    }
  }
  return ms;
}
