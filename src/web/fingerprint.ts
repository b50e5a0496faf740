/** The curve of a network's returns over shared weights, measured a round at a time. */
import type { Kernel } from "../evaluate/kernel.js";
import { localEvaluator } from "../evaluate/local.js";
import { weightGrid } from "../optimize/weight-grid.js";
import { sweep } from "../score/sweep.js";
import { idleNetwork, profileOf } from "../score/weight-profile.js";
import type { Order, Report } from "./orders.js";

/** Measures one episode a weight at a time, and reports the means so far after each round. */
export async function measureFingerprint(
  kernel: Kernel,
  { genome, weights, episodes }: Extract<Order, { kind: "sweep" }>,
  report: (message: Report) => void,
): Promise<void> {
  const evaluator = localEvaluator(kernel);
  const grid = weightGrid(weights);
  const sums = new Float64Array(weights);
  const nothing = idleNetwork(genome);
  let idle = 0;
  for (let seed = 0; seed < episodes; seed++) {
    idle += (await sweep(evaluator, nothing, [0], [seed]))[0].mean;
    const measured = await sweep(evaluator, genome, grid, [seed]);
    const points = measured.map((point, i) => {
      sums[i] += point.mean;
      return { ...point, mean: sums[i] / (seed + 1), episodes: seed + 1 };
    });
    const means = points.map(({ mean }) => mean);
    report({ kind: "fingerprint", points, share: profileOf(means, idle / (seed + 1)).share });
  }
}
