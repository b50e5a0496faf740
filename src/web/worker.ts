/** What takes long, off the page's thread: fingerprints, and searches. One worker does one thing at a time. */
import type { Evaluator } from "../evaluate/evaluator.js";
import type { TaskFiles } from "../evaluate/fetched-files.js";
import { Kernel } from "../evaluate/kernel.js";
import { localEvaluator } from "../evaluate/local.js";
import type { FingerprintPoint } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import { weightGrid } from "../optimize/weight-grid.js";
import { evolveWith, type Standing } from "../runs.js";
import { sweep } from "../score/sweep.js";
import { idleNetwork, profileOf } from "../score/weight-profile.js";
import type { ConfirmedChampion, Ranking, SearchConfig } from "../search/search.js";
import { taskNamed } from "../tasks/registry.js";

export type Order =
  | {
      readonly kind: "sweep";
      readonly task: string;
      readonly files: TaskFiles;
      readonly genome: Genome;
      readonly weights: number;
      readonly episodes: number;
    }
  | { readonly kind: "evolve"; readonly config: SearchConfig; readonly seed: number; readonly files: TaskFiles }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" };

export type Report =
  | {
      readonly kind: "fingerprint";
      readonly points: readonly FingerprintPoint[];
      /** Of the weights, at which the network works. */
      readonly share: number;
    }
  | { readonly kind: "generation"; readonly ranking: Ranking; readonly run: RunSummary }
  | { readonly kind: "stopped"; readonly run: RunSummary; readonly digest: string; readonly done: boolean }
  | { readonly kind: "failed"; readonly message: string };

/** What the page shows of a run. */
export interface RunSummary {
  readonly generation: number;
  readonly champion: ConfirmedChampion | undefined;
  readonly rollouts: number;
  readonly steps: number;
  /** Of the last generation. */
  readonly evaluateMs: number;
}

const report = (message: Report): void => postMessage(message);

let run: { config: SearchConfig; seed: number; files: TaskFiles; from?: Standing } | undefined;
let pausing = new AbortController();

addEventListener("message", ({ data: order }: MessageEvent<Order>) => {
  if (order.kind === "pause") return pausing.abort();
  if (order.kind === "evolve") run = order;
  const work = order.kind === "sweep" ? fingerprint(order) : evolve();
  work.catch((error: Error) => report({ kind: "failed", message: error.message }));
});

async function evaluatorOf(task: string, { wasm, assets }: TaskFiles): Promise<Evaluator> {
  return localEvaluator(await Kernel.load(wasm, taskNamed(task), undefined, assets));
}

/** Measures one episode a weight at a time, and reports the means so far after each round. */
async function fingerprint({
  task,
  files,
  genome,
  weights,
  episodes,
}: Extract<Order, { kind: "sweep" }>): Promise<void> {
  const evaluator = await evaluatorOf(task, files);
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

async function evolve(): Promise<void> {
  if (!run) throw new Error("there is no search to go on with");
  const { config, seed, files, from } = run;
  pausing = new AbortController();
  const { signal } = pausing;
  const evaluator = await evaluatorOf(config.task, files);
  let generation = 0;
  const ended = await evolveWith(evaluator, {
    config,
    seed,
    signal,
    ...(from && { from }),
    observe: async ({ outcome: ranking, tally: { rollouts, steps }, evaluateMs }) => {
      generation = ranking.generation + 1;
      const { champion } = ranking;
      report({ kind: "generation", ranking, run: { generation, champion, rollouts, steps, evaluateMs } });
      // Messages, a pause among them, come between two tasks of the worker's loop.
      await new Promise((resume) => setTimeout(resume));
    },
  });
  const { state, tally, champion, digest } = ended;
  run = { config, seed, files, from: { state, tally } };
  const { rollouts, steps } = tally;
  const done = generation >= config.generations;
  report({ kind: "stopped", run: { generation, champion, rollouts, steps, evaluateMs: 0 }, digest, done });
}
