/** Return against shared weight: a network's fingerprint. */
import { crossPlan, type Evaluator, type Plan } from "../evaluate/evaluator.js";
import type { FingerprintPoint } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import { pack } from "../network/pack.js";
import { meanAndSd } from "../statistics.js";

/** `count` weights, two or more, spread evenly over [−2, 2]. */
export function weightGrid(count: number): number[] {
  return Array.from({ length: count }, (_, i) => -2 + (4 * i) / (count - 1));
}

/**
 * Mean and sd of the return at each shared weight, every weight over the same episode seeds.
 * @param early how episodes end before their time: not at all, unless given.
 *
 * @example
 * import { bestPoint, loadChampion, loadEvaluator, sweep, weightGrid } from "wann";
 * const { task, champion } = loadChampion("runs/first");
 * const evaluator = await loadEvaluator(task, { workers: 2 });
 * const points = await sweep(evaluator, champion.genome, weightGrid(9), [0, 1, 2, 3]);
 * console.log(bestPoint(points).weight);
 * await evaluator.close();
 */
export async function sweep(
  evaluator: Evaluator,
  genome: Genome,
  weights: readonly number[],
  seeds: readonly number[],
  early: Pick<Plan, "patience" | "forecast"> = {},
): Promise<FingerprintPoint[]> {
  const plan = { ...crossPlan(weights, seeds), ...early };
  const { returns } = await evaluator.evaluate([pack(genome).words], plan);
  return weights.map((weight, i) => {
    const own = returns.subarray(i * seeds.length, (i + 1) * seeds.length);
    return { weight, ...meanAndSd(own), episodes: seeds.length };
  });
}

/** The point with the highest mean; the first among equals. Throws a TypeError where there is none. */
export function bestPoint(points: readonly FingerprintPoint[]): FingerprintPoint {
  return points.reduce((best, point) => (point.mean > best.mean ? point : best));
}
