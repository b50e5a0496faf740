/**
 * Milliseconds a generation of the walker's searches, split into evaluation and search, and lane-steps a second, against the
 * population's size and the number of workers. Median over the last generations of a short run.
 */
import { availableParallelism } from "node:os";
import type { Values } from "../src/config/settings.js";
import { createPool } from "../src/evaluate/pool.js";
import { evolveWith } from "../src/runs.js";
import { presetNamed, resolveConfig } from "../src/search/configuration.js";
import { median } from "../src/statistics.js";
import { taskNamed } from "../src/tasks/registry.js";

/** The presets, and what is changed of them: the second's own populations, of which one is left, take minutes a generation. */
const RUNS: readonly { readonly preset: string; readonly values: Values }[] = [
  ...[48, 96, 192].map((population) => ({ preset: "biped", values: { population } })),
  { preset: "biped-homogeneous", values: { islands: null, halveIslandsEvery: null } },
];
const GENERATIONS = 12;
const TIMED = 6;
const SEED = 1;

export async function bipedGeneration(): Promise<object> {
  const workers = Array.from({ length: availableParallelism() }, (_, i) => i + 1);
  const rows: object[] = [];
  for (const run of RUNS) for (const count of workers) rows.push(await measure(run, count));
  return { rows };
}

async function measure({ preset, values: changes }: (typeof RUNS)[number], workers: number): Promise<object> {
  const task = taskNamed("biped");
  const evaluator = await createPool(task, workers);
  const evaluate: number[] = [];
  const search: number[] = [];
  const steps: number[] = [0];
  const config = resolveConfig(presetNamed(preset), [
    { origin: "the bench", values: { ...changes, generations: GENERATIONS } },
  ]);
  await evolveWith(evaluator, {
    config,
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
    preset,
    ...changes,
    workers,
    evaluateMs,
    searchMs,
    searchShare: searchMs / (evaluateMs + searchMs),
    laneStepsPerSecond: (laneSteps / timed) * 1000,
  };
}
