/**
 * Milliseconds a generation of the walker's search, split into evaluation and search, and lane-steps a second, against the
 * population's size and the number of workers. Median over the last generations of a short run.
 */
import { availableParallelism } from "node:os";
import { createPool } from "../src/evaluate/pool.js";
import { evolveWith } from "../src/runs.js";
import { presetNamed, resolveConfig } from "../src/search/configuration.js";
import { median } from "../src/statistics.js";
import { taskNamed } from "../src/tasks/registry.js";

const POPULATIONS = [48, 96, 192];
const GENERATIONS = 12;
const TIMED = 6;
const SEED = 1;

export async function bipedGeneration(): Promise<object> {
  const workers = Array.from({ length: availableParallelism() }, (_, i) => i + 1);
  const rows: object[] = [];
  for (const population of POPULATIONS) for (const count of workers) rows.push(await measure(population, count));
  return { rows };
}

async function measure(population: number, workers: number): Promise<object> {
  const task = taskNamed("biped");
  const evaluator = await createPool(task, workers);
  const evaluate: number[] = [];
  const search: number[] = [];
  const steps: number[] = [0];
  const values = { population, generations: GENERATIONS };
  await evolveWith(evaluator, {
    config: resolveConfig(presetNamed("biped"), [{ origin: "the bench", values }]),
    seed: SEED,
    observe: ({ evaluateMs, learnMs, tally }) => {
      evaluate.push(evaluateMs);
      search.push(learnMs);
      steps.push(tally.steps);
    },
  });
  await evaluator.close();
  const evaluateMs = median(evaluate.slice(-TIMED));
  const searchMs = median(search.slice(-TIMED));
  const timed = evaluate.slice(-TIMED).reduce((sum, ms) => sum + ms, 0);
  const laneSteps = steps[GENERATIONS] - steps[GENERATIONS - TIMED];
  return {
    population,
    workers,
    evaluateMs,
    searchMs,
    searchShare: searchMs / (evaluateMs + searchMs),
    laneStepsPerSecond: (laneSteps / timed) * 1000,
  };
}
