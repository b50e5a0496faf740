/** What befalls a queue, and how long a call then takes beyond its undisturbed time; with the program's own settings. */
import { setTimeout as sleep } from "node:timers/promises";
import { coordinate } from "../src/evaluate/queue.js";
import { pack } from "../src/network/pack.js";
import { presetNamed } from "../src/search/configuration.js";
import { crossPlan } from "../src/search/episodes.js";
import { SEARCHES } from "../src/search/registry.js";
import { taskNamed } from "../src/tasks/registry.js";
import { type RedisServer, startRedis } from "../test/queue/redis.js";
import { freeze, startWorker, ticketsOf, type WorkerProcess } from "../test/queue/workers.js";
import { spread } from "./context.js";

const ROUNDS = 3;
/** Episodes of each network: some ten seconds for two threads. */
const EPISODES = 30_000;
/** When it happens. */
const FAULT_MS = 1500;

interface Scene {
  readonly server: RedisServer;
  /** The worker that has work. */
  readonly worker: WorkerProcess;
  /** Another takes its place. */
  replace(): Promise<void>;
}

const FAULTS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  none: async () => {},
  "a worker killed in mid-job": async ({ server, worker, replace }) => {
    await freeze(worker.child, await ticketsOf(server));
    await replace();
    await worker.kill();
  },
  "all workers gone, one back after 3 s": async ({ worker, replace }) => {
    await worker.kill();
    await sleep(3000);
    await replace();
  },
  "a worker that stands still": async ({ server, worker, replace }) => {
    await freeze(worker.child, await ticketsOf(server));
    await replace();
  },
  "Redis started again with its data": ({ server }) => server.restart("with its data"),
  "Redis started again without its data": ({ server }) => server.restart("without its data"),
};

/** Seconds lost to each fault. */
export async function recovery(): Promise<object> {
  const undisturbed: number[] = [];
  const lost = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    let expected = 0;
    for (const [name, fault] of Object.entries(FAULTS)) {
      const seconds = await faultyCall(fault);
      if (name === "none") {
        expected = seconds;
        undisturbed.push(seconds);
      } else lost.set(name, [...(lost.get(name) ?? []), seconds - expected]);
    }
  }
  const secondsLost = Object.fromEntries([...lost].map(([name, seconds]) => [name, spread(seconds)]));
  return { undisturbed: spread(undisturbed), secondsLost };
}

/** Seconds of a call during which `fault` happens. */
async function faultyCall(fault: (scene: Scene) => Promise<void>): Promise<number> {
  const task = taskNamed("swingup");
  const config = presetNamed("swingup-laptop");
  const { genomes } = SEARCHES.named(config.search).open({ config, shape: task, seed: 1 }).ask();
  const networks = genomes.map((genome) => pack(genome).words);
  const plan = crossPlan(
    [1],
    Array.from({ length: EPISODES }, (_, seed) => seed),
  );
  const server = await startRedis();
  const workers = [await startWorker(server.url, { threads: 2 })];
  const evaluator = await coordinate(server.url, task, { notice: () => {} });
  try {
    // The first call finds out what a job is to hold.
    await evaluator.evaluate(networks, crossPlan([1], [0, 1, 2, 3]));
    const began = performance.now();
    const call = evaluator.evaluate(networks, plan).then(() => (performance.now() - began) / 1000);
    await sleep(FAULT_MS);
    await fault({
      server,
      worker: workers[0],
      async replace() {
        workers.push(await startWorker(server.url, { threads: 2 }));
      },
    });
    return await call;
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
    await evaluator.close();
    await server.stop();
  }
}
