/**
 * The queue on one machine against the worker threads alone, in turn; what the coordinator's side costs, in jobs that do next to
 * nothing and in jobs of a second; and, modelled from that, how well it feeds more cores than this machine has.
 */
import { availableParallelism } from "node:os";
import type { Evaluator, Plan } from "../src/evaluate/evaluator.js";
import { createPool } from "../src/evaluate/pool.js";
import { answerBytes, writeJob } from "../src/evaluate/queue/messages.js";
import { coordinate, jobsFor, type QueueOptions } from "../src/evaluate/queue.js";
import { pack } from "../src/network/pack.js";
import { Purpose } from "../src/random/stream.js";
import { type Evolved, evolveWith } from "../src/runs.js";
import { presetNamed } from "../src/search/configuration.js";
import { crossPlan, episodeSeeds } from "../src/search/episodes.js";
import { SEARCHES } from "../src/search/registry.js";
import { median } from "../src/statistics.js";
import { imagesOf } from "../src/tasks/images.js";
import { type Task, taskNamed } from "../src/tasks/registry.js";
import { type RedisServer, startRedis } from "../test/queue/redis.js";
import { startWorker } from "../test/queue/workers.js";
import { spread } from "./context.js";

const SEED = 1;
const ROUNDS = 3;
/** Generations of each task's search: ten or twenty seconds of two cores, and networks that have grown a little. */
const GENERATIONS = { swingup: 30, biped: 4, mnist: 8 };
const OVERHEAD = ["swingup", "biped"] as const;
/** Rollouts, each a job. */
const TRIVIAL_JOBS = 4000;
/** Jobs of a second that the coordinator's part in one is measured over. */
const FULL_JOBS = 16;
const MODELLED_CORES = [2, 8, 32, 128, 512];

type Name = keyof typeof GENERATIONS;

export async function queue(): Promise<object> {
  const workers = availableParallelism();
  const server = await startRedis("--appendonly", "no");
  const worker = await startWorker(server.url, { threads: workers });
  try {
    const overhead: object[] = [];
    for (const name of OVERHEAD) overhead.push(await compare(server, name, workers));
    const tasks: object[] = [];
    for (const name of Object.keys(GENERATIONS) as Name[]) tasks.push(await feed(server, name, workers));
    return { workers, overhead, trivial: await trivialJobs(server), tasks };
  } finally {
    await worker.kill();
    await server.stop();
  }
}

async function withQueue<T>(
  { url }: RedisServer,
  task: Task,
  options: Partial<QueueOptions>,
  use: (evaluator: Evaluator & { readonly line: { readonly jobs: number } }) => Promise<T>,
): Promise<T> {
  const evaluator = await coordinate(url, task, { notice: console.error, ...options });
  return use(evaluator).finally(() => evaluator.close());
}

/** Milliseconds of a short search, of its median generation's ranking and breeding, and what it comes to. */
async function search(name: Name, evaluator: Evaluator): Promise<{ ms: number; searchMs: number; run: Evolved }> {
  const config = { ...presetNamed(name), generations: GENERATIONS[name] };
  const searchMs: number[] = [];
  const began = performance.now();
  const observe = (progress: { readonly learnMs: number }) => void searchMs.push(progress.learnMs);
  const run = await evolveWith(evaluator, { config, seed: SEED, observe });
  return { ms: performance.now() - began, searchMs: median(searchMs), run };
}

/** The same search over threads and over the queue. */
async function compare(server: RedisServer, name: (typeof OVERHEAD)[number], workers: number): Promise<object> {
  const task = taskNamed(name);
  const pool = await createPool(task, workers);
  const threads: number[] = [];
  const queued: number[] = [];
  await withQueue(server, task, {}, async (evaluator) => {
    const { run } = await search(name, pool);
    for (let round = 0; round < ROUNDS; round++) {
      threads.push((await search(name, pool)).ms);
      const over = await search(name, evaluator);
      if (over.run.digest !== run.digest) throw new Error(`${name}: the queue has another digest`);
      queued.push(over.ms);
    }
  });
  await pool.close();
  const overheads = queued.map((ms, i) => ms / threads[i] - 1);
  return { task: name, threadsMs: spread(threads), queueMs: spread(queued), overhead: spread(overheads) };
}

/** How many jobs a second go through where they do next to nothing. */
async function trivialJobs(server: RedisServer): Promise<object> {
  const task = taskNamed("swingup");
  const config = presetNamed("swingup");
  const [genome] = SEARCHES.named(config.search).open({ config, shape: task, seed: SEED }).ask().genomes;
  const plan = crossPlan(
    [1],
    Array.from({ length: TRIVIAL_JOBS }, (_, seed) => seed),
  );
  return withQueue(server, task, { jobMs: 1e-6 }, async (evaluator) => {
    const perSecond: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      await evaluator.evaluate([pack(genome).words], plan);
      perSecond.push(TRIVIAL_JOBS / ((performance.now() - began) / 1000));
    }
    return { jobs: evaluator.line.jobs, perSecond: spread(perSecond) };
  });
}

/** What jobs of a second cost the coordinator, and what follows for more cores. */
async function feed(server: RedisServer, name: Name, workers: number): Promise<object> {
  const task = taskNamed(name);
  const images = imagesOf(task);
  const pool = await createPool(task, workers, images);
  const { run, searchMs } = await search(name, pool);
  const config = presetNamed(name);
  const { genomes, options, weights, individual, seeds } = SEARCHES.named(config.search)
    .open({ config, shape: task, seed: SEED }, run.state)
    .ask();
  const networks = genomes.map((genome) => pack(genome).words);
  const generation: Plan = { weights, individual, seeds, ...options };
  const rollouts = networks.length * generation.seeds.length;

  await pool.evaluate(networks, generation);
  const began = performance.now();
  await pool.evaluate(networks, generation);
  const workMs = (performance.now() - began) * workers;
  await pool.close();
  const rolloutMs = workMs / rollouts;

  const shared = [...new Set(weights)];
  const episodes = Math.max(1, Math.round((FULL_JOBS * 1000) / workMs)) * (seeds.length / shared.length);
  const fresh = episodeSeeds(SEED, Purpose.episodes, GENERATIONS[name] + 1, episodes);
  const longer: Plan = { ...crossPlan(shared, fresh), ...options };
  const coordinatorMs = await withQueue(server, task, { images }, async (evaluator) => {
    await evaluator.evaluate(networks, generation);
    const [before, cpu] = [evaluator.line.jobs, process.cpuUsage()];
    await evaluator.evaluate(networks, longer);
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000 / (evaluator.line.jobs - before);
  });

  const perJob = Math.round(1000 / rolloutMs);
  const inJob = networks.slice(0, Math.max(1, Math.round(perJob / generation.seeds.length)));
  const efficiency = MODELLED_CORES.map((cores) => {
    const ms = searchMs + jobsFor(workMs, cores) * coordinatorMs + workMs / cores;
    return { cores, efficiency: workMs / cores / ms };
  });
  return {
    task: name,
    rolloutMs,
    jobRollouts: perJob,
    jobBytes: writeJob(inJob, generation).length,
    answerBytes: answerBytes(perJob),
    coordinatorMsPerJob: coordinatorMs,
    coresFed: Math.floor(1000 / coordinatorMs),
    generation: { rollouts, coreSeconds: workMs / 1000, searchMs },
    efficiency,
  };
}
