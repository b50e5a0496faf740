/**
 * Milliseconds a generation, split into evaluation and search (ranking and breeding), against the population's size and
 * against the networks' size. Median over the last generations of a short run.
 */
import { availableParallelism } from "node:os";
import { createPool } from "../src/evaluate/pool.js";
import { ACTIVATIONS } from "../src/genome/activation.js";
import { enabledConnections, type Genome } from "../src/genome/genome.js";
import { EMPTY_TALLY, type Progress } from "../src/journey.js";
import { Purpose, Stream } from "../src/random/stream.js";
import { evolveWith } from "../src/runs.js";
import { presetNamed, resolveConfig } from "../src/search/configuration.js";
import { mutate } from "../src/search/mutation.js";
import { SEARCHES } from "../src/search/registry.js";
import type { Ranking, SearchConfig } from "../src/search/search.js";
import { MUTATIONS } from "../src/search/wann/mutations/index.js";
import { median } from "../src/statistics.js";
import { taskNamed } from "../src/tasks/registry.js";

const POPULATIONS = [64, 128, 256, 512, 960, 1024];
const SIZES = [10, 20, 50, 100, 200, 500];
/** Generations before the timed ones: by then networks have their middling size. */
const WARM = 100;
const TIMED = 20;
const SEED = 1;
const ODDS = Object.fromEntries(MUTATIONS.map(({ name, odds }) => [name, odds]));

export async function scaling(): Promise<object> {
  const task = taskNamed("swingup");
  const workers = availableParallelism();
  const evaluator = await createPool(task, workers);

  async function measure(config: SearchConfig, timed: number, state?: unknown): Promise<object> {
    const last: Progress<Ranking>[] = [];
    await evolveWith(evaluator, {
      config,
      seed: SEED,
      ...(state !== undefined && { from: { state, tally: EMPTY_TALLY } }),
      observe: (progress) => {
        last.push(progress);
        if (last.length > timed) last.shift();
      },
    });
    const evaluateMs = median(last.map((progress) => progress.evaluateMs));
    const searchMs = median(last.map((progress) => progress.learnMs));
    return {
      medianConnections: last[last.length - 1].outcome.medianConnections,
      evaluateMs,
      searchMs,
      searchShare: searchMs / (evaluateMs + searchMs),
    };
  }

  const paper = presetNamed("swingup-paper");
  const byPopulation: object[] = [];
  for (const population of POPULATIONS) {
    const values = { population, generations: WARM + TIMED };
    const config = resolveConfig(paper, [{ origin: "the bench", values }]);
    byPopulation.push({ population, ...(await measure(config, TIMED)) });
  }
  const bySize: object[] = [];
  for (const size of SIZES) {
    const config = { ...paper, generations: TIMED };
    const context = { config, shape: task, seed: SEED };
    const kind = SEARCHES.named(paper.search);
    const networks = kind
      .open(context)
      .ask()
      .genomes.map((genome, i) => grown(genome, size, i));
    bySize.push({
      size,
      ...(await measure(config, TIMED, kind.adopt?.(context, networks))),
    });
  }
  await evaluator.close();
  return { workers, byPopulation, bySize };
}

/** `genome` mutated until it has `size` enabled connections. */
function grown(genome: Genome, size: number, index: number): Genome {
  const random = new Stream(SEED, Purpose.vary, 1 << 20, index);
  let grownGenome = genome;
  const context = { hiddenActivations: ACTIVATIONS, random, candidates: [] };
  while (enabledConnections(grownGenome) < size) grownGenome = mutate(grownGenome, MUTATIONS, ODDS, context).genome;
  return grownGenome;
}
