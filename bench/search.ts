/**
 * A whole search, start to end, by the number of workers: seconds and rollouts a second of the first generations of
 * `swingup-laptop`. The digest must be the same each time.
 */
import { availableParallelism } from "node:os";
import { createPool } from "../src/evaluate/pool.js";
import { evolveWith } from "../src/runs.js";
import { presetNamed } from "../src/search/configuration.js";
import { taskNamed } from "../src/tasks/registry.js";
import { spread } from "./context.js";

const CONFIG = { ...presetNamed("swingup-laptop"), generations: 60 };
const SEED = 1;
const ROUNDS = 5;

export async function search(): Promise<object> {
  const task = taskNamed("swingup");
  const digests = new Set<string>();
  const rows: object[] = [];
  for (let workers = 1; workers <= availableParallelism(); workers++) {
    const evaluator = await createPool(task, workers);
    const seconds: number[] = [];
    let rollouts = 0;
    for (let round = -1; round < ROUNDS; round++) {
      const began = performance.now();
      const { digest, tally } = await evolveWith(evaluator, { config: CONFIG, seed: SEED });
      if (round >= 0) seconds.push((performance.now() - began) / 1000);
      rollouts = tally.rollouts;
      digests.add(digest);
    }
    await evaluator.close();
    const taken = spread(seconds);
    rows.push({ workers, seconds: taken, rollouts, rolloutsPerSecond: rollouts / taken.median });
  }
  if (digests.size > 1) throw new Error(`${digests.size} digests of one search`);
  return { digest: [...digests][0], rows };
}
