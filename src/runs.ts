/** Whole runs for whoever has an evaluator: a search, or a tuning of weights. Both entries of the library are made of them. */

import type { Evaluator } from "./evaluate/evaluator.js";
import type { Genome } from "./genome/genome.js";
import { EMPTY_TALLY, finalDigest, journey, type Observer, type Tally } from "./journey.js";
import { packedWeights } from "./network/individual-weights.js";
import { pack } from "./network/pack.js";
import { resolveTuning } from "./optimize/configuration.js";
import { type OptimizerConfig, type TunedWeights, type TuneOutcome, tunedNetwork } from "./optimize/optimizer.js";
import { OPTIMIZERS } from "./optimize/registry.js";
import { SEARCHES } from "./search/registry.js";
import type { ConfirmedChampion, Ranking, SearchConfig } from "./search/search.js";
import { TASKS } from "./tasks/registry.js";
import type { Task } from "./tasks/task.js";

/** Where a run stands: plain data, all that is needed to go on with the same configuration and seed. */
export interface Standing {
  readonly state: unknown;
  readonly tally: Tally;
}

interface Options<R> {
  /** 0 … 2³² − 1; 1 unless given. */
  readonly seed?: number;
  /** Is told of each generation; the next one waits for it. */
  readonly observe?: Observer<R>;
  /** Where to go on from; without it, from the start. */
  readonly from?: Standing;
  /** Ends the run after the generation in hand. */
  readonly signal?: AbortSignal;
}

/** What a search takes. */
export interface Evolution extends Options<Ranking> {
  /** Complete, as `presetNamed` and `resolveConfig` give it. */
  readonly config: SearchConfig;
}

/** What a search has come to. */
export interface Evolved extends Standing {
  /** The confirmed champion; undefined before the first generation. */
  readonly champion: ConfirmedChampion | undefined;
  /** Of all returns and the champion: equal digests mean equal runs. */
  readonly digest: string;
}

/** What a tuning takes. */
export interface Tuning extends Options<TuneOutcome> {
  readonly task: Task;
  readonly genome: Genome;
  /** Where it starts: one shared weight, or one a connection in packed order; the genome's own weights unless given. */
  readonly start?: number | Float64Array;
  /** Complete; the task's usual optimizer with its usual values, unless given. */
  readonly config?: OptimizerConfig;
}

/** What a tuning has come to. */
export interface Tuned extends Standing {
  /** The network with the best weights that have been confirmed; with one shared weight it stays as it was. */
  readonly genome: Genome;
  readonly champion: TunedWeights | undefined;
  readonly digest: string;
}

/** Runs a search on `evaluator`, which is left open. */
export async function evolveWith(
  evaluator: Evaluator,
  { config, seed = 1, observe, from, signal }: Evolution,
  searches = SEARCHES,
  tasks = TASKS,
): Promise<Evolved> {
  const context = { config, shape: tasks.named(config.task), seed };
  const search = searches.named(config.search).open(context, from?.state);
  const tally = await journey({
    learner: search,
    budget: config,
    evaluator,
    tally: from?.tally ?? EMPTY_TALLY,
    ...(observe && { observe }),
    ...(signal && { signal }),
  });
  return { state: search.state, tally, champion: search.champion, digest: finalDigest(tally, search) };
}

/** Runs a tuning on `evaluator`, which is left open. Throws a RangeError where there are no weights to start from. */
export async function tuneWith(
  evaluator: Evaluator,
  { task, genome, start, seed = 1, observe, from, signal, config: given }: Tuning,
  optimizers = OPTIMIZERS,
): Promise<Tuned> {
  const { order } = pack(genome);
  const weights =
    typeof start === "number" ? new Float64Array(order.length).fill(start) : (start ?? packedWeights(genome, order));
  if (!weights) throw new RangeError("the network has no weights of its own: give weights to start from");
  const config = given ?? resolveTuning(task, order.length);
  const kind = optimizers.named(config.optimizer);
  const optimizer = kind.open({ config, genome, start: weights, options: task.options, seed }, from?.state);
  const tally = await journey({
    learner: optimizer,
    budget: config,
    evaluator,
    tally: from?.tally ?? EMPTY_TALLY,
    ...(observe && { observe }),
    ...(signal && { signal }),
  });
  const { champion } = optimizer;
  const tuned = champion ? tunedNetwork(kind, genome, champion.weights).genome : genome;
  return { state: optimizer.state, tally, champion, genome: tuned, digest: finalDigest(tally, optimizer) };
}
