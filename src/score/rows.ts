/** The rows of the paper's tables: how a network does with weights of different kinds, over fresh episodes. */
import type { Evaluator, Plan } from "../evaluate/evaluator.js";
import type { Genome } from "../genome/genome.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { Purpose, Stream } from "../random/stream.js";
import { meanAndSd } from "../statistics.js";

/** Weights of one call. */
const MOST_WEIGHTS = 10_000_000;

/** Random weights are drawn from U(−RANGE, RANGE). */
const RANGE = 2;

/** The episodes that a run's closing figures are over. */
export const REPORT_EPISODES = 100;

export type RowName =
  | "own-weights"
  | "shared-weight"
  | "random-weights"
  | "random-shared-weight"
  | "tuned-shared-weight";

export interface Row {
  readonly row: RowName;
  /** The shared weight, where it is one for all episodes. */
  readonly weight?: number;
  readonly mean: number;
  /** Population standard deviation over episodes. */
  readonly sd: number;
  /** One for each episode; episode i has seed `seed + i`. */
  readonly returns: readonly number[];
}

export interface RowPlan {
  readonly genome: Genome;
  readonly episodes: number;
  /** Seed of the first episode, and of the draws of random weights. */
  readonly seed: number;
}

/** The network's individual weights. Throws a RangeError where it has none. */
export async function ownWeightsRow(evaluator: Evaluator, plan: RowPlan): Promise<Row> {
  const { order } = pack(plan.genome);
  const own = packedWeights(plan.genome, order);
  if (!own) throw new RangeError("the network has no weights of its own");
  return { row: "own-weights", ...(await runEach(evaluator, plan, own.length, (weights) => weights.set(own))) };
}

/** One shared weight for all episodes; `row` says how it was come by. */
export async function sharedWeightRow(
  evaluator: Evaluator,
  plan: RowPlan,
  weight: number,
  row: "shared-weight" | "tuned-shared-weight" = "shared-weight",
): Promise<Row> {
  const weights = new Float64Array(plan.episodes).fill(weight);
  return { row, weight, ...(await runShared(evaluator, plan, weights)) };
}

/** Every connection's weight from U(−2, 2), a fresh set for each episode. */
export async function randomWeightsRow(evaluator: Evaluator, plan: RowPlan): Promise<Row> {
  const connections = pack(plan.genome).order.length;
  const draw = (weights: Float64Array, episode: number) => {
    const random = new Stream(plan.seed, Purpose.randomWeights, 0, episode);
    for (let k = 0; k < connections; k++) weights[k] = random.uniform(-RANGE, RANGE);
  };
  return { row: "random-weights", ...(await runEach(evaluator, plan, connections, draw)) };
}

/** One shared weight from U(−2, 2), fresh for each episode. */
export async function randomSharedWeightRow(evaluator: Evaluator, plan: RowPlan): Promise<Row> {
  const weights = Float64Array.from({ length: plan.episodes }, (_, i) =>
    new Stream(plan.seed, Purpose.randomSharedWeight, 0, i).uniform(-RANGE, RANGE),
  );
  return { row: "random-shared-weight", ...(await runShared(evaluator, plan, weights)) };
}

/** Each episode with one weight for all connections. */
async function runShared(evaluator: Evaluator, { genome, episodes, seed }: RowPlan, weights: Float64Array) {
  const plan: Plan = { weights, individual: false, seeds: seedsOf(seed, episodes) };
  const { returns } = await evaluator.evaluate([pack(genome).words], plan);
  return { ...meanAndSd(returns), returns: [...returns] };
}

/** Each episode with weights of its own, which `fill` gives: as many episodes a call as fit in memory. */
async function runEach(
  evaluator: Evaluator,
  { genome, episodes, seed }: RowPlan,
  connections: number,
  fill: (weights: Float64Array, episode: number) => void,
) {
  const { words } = pack(genome);
  const most = Math.max(1, Math.floor(MOST_WEIGHTS / Math.max(connections, 1)));
  const all = new Float64Array(episodes);
  for (let from = 0; from < episodes; from += most) {
    const count = Math.min(most, episodes - from);
    const weights = new Float64Array(count * connections);
    for (let i = 0; i < count; i++) fill(weights.subarray(i * connections, (i + 1) * connections), from + i);
    const plan: Plan = { weights, individual: true, seeds: seedsOf(seed + from, count) };
    all.set((await evaluator.evaluate([words], plan)).returns, from);
  }
  return { ...meanAndSd(all), returns: [...all] };
}

function seedsOf(first: number, episodes: number): Uint32Array {
  return Uint32Array.from({ length: episodes }, (_, i) => first + i);
}
