/**
 * The worker pool on swing-up: microseconds of a call that asks for next to nothing, and rollouts a second of a generation's
 * worth of networks, by the number of workers. Beside it the calling thread's kernel. Then milliseconds of evaluation in the
 * first generations of `quick`, by the number of workers in turn.
 */
import { availableParallelism } from "node:os";
import type { Evaluator } from "../src/evaluate/evaluator.js";
import { localEvaluator } from "../src/evaluate/local.js";
import { createPool } from "../src/evaluate/pool.js";
import { loadKernel } from "../src/evaluate/task-files.js";
import { pack } from "../src/network/pack.js";
import { evolveWith } from "../src/runs.js";
import { presetNamed, resolveConfig } from "../src/search/configuration.js";
import { crossPlan } from "../src/search/episodes.js";
import { taskNamed } from "../src/tasks/registry.js";
import { referenceNetwork } from "../test/golden/networks.js";
import { spread } from "./context.js";

const ROUNDS = 9;
const SMALL_CALLS = 100;
const QUICK_ROUNDS = 3;
const QUICK_GENERATIONS = 100;
/** As many as the paper's swing-up search has. */
const NETWORKS = 192;

export async function pool(): Promise<object> {
  const task = taskNamed("swingup");
  const { words } = pack(referenceNetwork(0).genome);
  const networks = Array.from({ length: NETWORKS }, () => words);
  const plan = crossPlan([-2, -1, -0.5, 0.5, 1, 2], [0, 1, 2]);
  const local = localEvaluator(await loadKernel(task));
  const expected = await local.evaluate(networks, plan);

  async function measure(evaluator: Evaluator): Promise<object> {
    const { returns } = await evaluator.evaluate(networks, plan);
    if (returns.some((value, i) => value !== expected.returns[i])) throw new Error("not the local kernel's returns");
    const figures: { call: number[]; rate: number[] } = { call: [], rate: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      for (let i = 0; i < SMALL_CALLS; i++) await evaluator.evaluate([words], crossPlan([1], [i]));
      const called = performance.now();
      await evaluator.evaluate(networks, plan);
      figures.call.push(((called - began) * 1000) / SMALL_CALLS);
      figures.rate.push((returns.length / (performance.now() - called)) * 1000);
    }
    return { usPerCall: spread(figures.call), rolloutsPerSecond: spread(figures.rate) };
  }

  const rows: object[] = [{ workers: 0, ...(await measure(local)) }];
  for (let workers = 1; workers <= availableParallelism(); workers++) {
    const evaluator = await createPool(task, workers);
    rows.push({ workers, ...(await measure(evaluator)) });
    await evaluator.close();
  }
  return { rows, quick: await quickGenerations() };
}

/** Least of the rounds, by the number of workers, and how many times the first is the last. */
async function quickGenerations(): Promise<object> {
  const least: number[] = Array(availableParallelism()).fill(Number.POSITIVE_INFINITY);
  for (let round = 0; round < QUICK_ROUNDS; round++) {
    for (const [i] of least.entries()) least[i] = Math.min(least[i], await evaluationOfQuick(i + 1));
  }
  return { generations: QUICK_GENERATIONS, evaluateMs: least, speedup: least[0] / least[least.length - 1] };
}

async function evaluationOfQuick(workers: number): Promise<number> {
  const config = resolveConfig(presetNamed("quick"), [
    { origin: "the bench", values: { generations: QUICK_GENERATIONS } },
  ]);
  const evaluator = await createPool(taskNamed(config.task), workers);
  let ms = 0;
  const observe = ({ evaluateMs }: { readonly evaluateMs: number }) => {
    ms += evaluateMs;
  };
  // Its threads have loaded by the time they answer.
  await evaluator.evaluate([pack(referenceNetwork(0).genome).words], crossPlan([1], [0]));
  await evolveWith(evaluator, { config, seed: 1, observe });
  await evaluator.close();
  return ms;
}
