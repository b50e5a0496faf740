/** The rows of the paper's tables: how a network does with weights of different kinds, over fresh episodes. */
import type { Evaluator, Plan } from "../evaluate/evaluator.js";
import type { Genome } from "../genome/genome.js";
import { packedWeights } from "../network/individual-weights.js";
import { pack } from "../network/pack.js";
import { Purpose, Stream } from "../random/stream.js";
import { meanAndSd } from "../statistics.js";

/** Random weights are drawn from U(−RANGE, RANGE). */
const RANGE = 2;

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
  const weights = new Float64Array(plan.episodes * own.length);
  for (let i = 0; i < plan.episodes; i++) weights.set(own, i * own.length);
  return { row: "own-weights", ...(await run(evaluator, plan, weights, true)) };
}

/** One shared weight for all episodes; `row` says how it was come by. */
export async function sharedWeightRow(
  evaluator: Evaluator,
  plan: RowPlan,
  weight: number,
  row: "shared-weight" | "tuned-shared-weight" = "shared-weight",
): Promise<Row> {
  const weights = new Float64Array(plan.episodes).fill(weight);
  return { row, weight, ...(await run(evaluator, plan, weights, false)) };
}

/** Every connection's weight from U(−2, 2), a fresh set for each episode. */
export async function randomWeightsRow(evaluator: Evaluator, plan: RowPlan): Promise<Row> {
  const connections = pack(plan.genome).order.length;
  const weights = new Float64Array(plan.episodes * connections);
  for (let i = 0; i < plan.episodes; i++) {
    const random = new Stream(plan.seed, Purpose.randomWeights, 0, i);
    for (let k = 0; k < connections; k++) weights[i * connections + k] = random.uniform(-RANGE, RANGE);
  }
  return { row: "random-weights", ...(await run(evaluator, plan, weights, true)) };
}

/** One shared weight from U(−2, 2), fresh for each episode. */
export async function randomSharedWeightRow(evaluator: Evaluator, plan: RowPlan): Promise<Row> {
  const weights = Float64Array.from({ length: plan.episodes }, (_, i) =>
    new Stream(plan.seed, Purpose.randomSharedWeight, 0, i).uniform(-RANGE, RANGE),
  );
  return { row: "random-shared-weight", ...(await run(evaluator, plan, weights, false)) };
}

async function run(evaluator: Evaluator, plan: RowPlan, weights: Float64Array, individual: boolean) {
  const seeds = Uint32Array.from({ length: plan.episodes }, (_, i) => plan.seed + i);
  const episodes: Plan = { weights, individual, seeds };
  const { returns } = await evaluator.evaluate([pack(plan.genome).words], episodes);
  return { ...meanAndSd(returns), returns: [...returns] };
}
