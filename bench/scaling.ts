/**
 * Milliseconds a generation, split into evaluation and search (ranking and breeding), against the population's size and
 * against the networks' size. Median over the last generations of a short run.
 */
import { availableParallelism } from "node:os";
import type { Config } from "../src/config/config.js";
import { taskNamed } from "../src/config/tasks.js";
import { createPool } from "../src/evaluate/pool.js";
import { enabledConnections, type Genome } from "../src/genome/genome.js";
import { Purpose, Stream } from "../src/random/stream.js";
import { presetNamed } from "../src/search/configuration.js";
import { mutate } from "../src/search/vary.js";
import { type SearchState, WannSearch } from "../src/search/wann.js";
import { median } from "../src/statistics.js";
import { type Progress, train } from "../src/train.js";

const POPULATIONS = [64, 128, 256, 512, 960, 1024];
const SIZES = [10, 20, 50, 100, 200, 500];
/** Generations before the timed ones: by then networks have their middling size. */
const WARM = 100;
const TIMED = 20;
const SEED = 1;

export async function scaling(): Promise<object> {
  const task = taskNamed("swingup");
  const workers = availableParallelism();
  const evaluator = await createPool(task, workers);

  async function measure(config: Config, timed: number, search?: SearchState): Promise<object> {
    const last: Progress[] = [];
    await train({
      config,
      shape: task,
      seed: SEED,
      evaluator,
      ...(search && { state: { search, digest: "00", rollouts: 0, steps: 0 } }),
      observe: (progress) => {
        last.push(progress);
        if (last.length > timed) last.shift();
      },
    });
    const evaluateMs = median(last.map((progress) => progress.evaluateMs));
    const searchMs = median(last.map((progress) => progress.searchMs));
    return {
      medianConnections: last[last.length - 1].ranking.medianConnections,
      evaluateMs,
      searchMs,
      searchShare: searchMs / (evaluateMs + searchMs),
    };
  }

  const paper = presetNamed("swingup-paper");
  const byPopulation: object[] = [];
  for (const population of POPULATIONS) {
    const config = { ...paper, population, generations: WARM + TIMED };
    byPopulation.push({ population, ...(await measure(config, TIMED)) });
  }
  const bySize: object[] = [];
  for (const size of SIZES) {
    const seeds = new WannSearch(paper, task, SEED).state.population;
    const population = seeds.map((genome, i) => grown(genome, size, paper, i));
    const config = { ...paper, generations: TIMED };
    bySize.push({
      size,
      ...(await measure(config, TIMED, { generation: 0, population, earnings: population.map(() => null) })),
    });
  }
  await evaluator.close();
  return { workers, byPopulation, bySize };
}

/** `genome` mutated until it has `size` enabled connections. */
function grown(genome: Genome, size: number, config: Config, index: number): Genome {
  const random = new Stream(SEED, Purpose.vary, 1 << 20, index);
  let grownGenome = genome;
  while (enabledConnections(grownGenome) < size) grownGenome = mutate(grownGenome, config, random);
  return grownGenome;
}
