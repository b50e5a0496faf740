/** What takes long, off the page's thread: fingerprints, and searches. One worker does one thing at a time. */
import { loadEvaluator } from "../browser.js";
import type { Config } from "../config/config.js";
import { taskNamed } from "../config/tasks.js";
import type { FingerprintPoint } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import type { RunSoFar } from "../record/run-champion.js";
import { finalDigest, type Progress, type RunState, train } from "../train.js";
import { sweep, weightGrid } from "../tune/sweep.js";

export type Order =
  | {
      readonly kind: "sweep";
      readonly task: string;
      readonly genome: Genome;
      readonly weights: number;
      readonly episodes: number;
    }
  | { readonly kind: "evolve"; readonly config: Config; readonly seed: number }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" };

export type Report =
  | { readonly kind: "fingerprint"; readonly points: readonly FingerprintPoint[] }
  | { readonly kind: "generation"; readonly ranking: Progress["ranking"]; readonly state: RunSummary }
  | { readonly kind: "stopped"; readonly state: RunState; readonly digest: string; readonly done: boolean }
  | { readonly kind: "failed"; readonly message: string };

/** What the page shows of a run in progress. */
export interface RunSummary extends RunSoFar {
  readonly newChampion: boolean;
  readonly evaluateMs: number;
}

const report = (message: Report): void => postMessage(message);

let run: { config: Config; seed: number; state?: RunState } | undefined;
let pausing = new AbortController();

addEventListener("message", ({ data: order }: MessageEvent<Order>) => {
  if (order.kind === "pause") return pausing.abort();
  if (order.kind === "evolve") run = order;
  const work = order.kind === "sweep" ? fingerprint(order) : evolve();
  work.catch((error: Error) => report({ kind: "failed", message: error.message }));
});

/** Measures one episode a weight at a time, and reports the means so far after each round. */
async function fingerprint({ task, genome, weights, episodes }: Extract<Order, { kind: "sweep" }>): Promise<void> {
  const evaluator = await loadEvaluator(taskNamed(task));
  const grid = weightGrid(weights);
  const sums = new Float64Array(weights);
  for (let seed = 0; seed < episodes; seed++) {
    const points = await sweep(evaluator, genome, grid, [seed]);
    const means = points.map((point, i) => {
      sums[i] += point.mean;
      return { ...point, mean: sums[i] / (seed + 1), episodes: seed + 1 };
    });
    report({ kind: "fingerprint", points: means });
  }
}

async function evolve(): Promise<void> {
  if (!run) throw new Error("there is no search to go on with");
  const { config, seed, state } = run;
  pausing = new AbortController();
  const { signal } = pausing;
  const shape = taskNamed(config.task);
  const evaluator = await loadEvaluator(shape);
  const ended = await train({
    config,
    shape,
    seed,
    evaluator,
    signal,
    ...(state && { state }),
    observe: async ({ ranking, newChampion, evaluateMs, state: { champion, rollouts, steps } }) => {
      const summary = { ...(champion && { champion }), rollouts, steps, newChampion, evaluateMs };
      report({ kind: "generation", ranking, state: summary });
      // Messages, a pause among them, come between two tasks of the worker's loop.
      await new Promise((resume) => setTimeout(resume));
    },
  });
  run = { config, seed, state: ended };
  const done = ended.search.generation >= config.generations;
  report({ kind: "stopped", state: ended, digest: finalDigest(ended), done });
}
