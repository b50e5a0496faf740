import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { Evaluator, Plan } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { createPool, type Pool } from "../../src/evaluate/pool.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { pack } from "../../src/network/pack.js";
import { evolveWith } from "../../src/runs.js";
import { crossPlan } from "../../src/search/episodes.js";
import { SEARCHES } from "../../src/search/registry.js";
import { taskNamed } from "../../src/tasks/registry.js";
import { wannConfig } from "../search/wann/wann-config.js";

const TASK = taskNamed("swingup");
const CONFIG = wannConfig("swingup-paper", { population: 40, generations: 9 });
const PLAN = crossPlan([-2, -0.5, 1], [1, 2, 3, 4, 5]);

const local = localEvaluator(await loadKernel(TASK));

/** Networks of many sizes: a population that grew under a formula. */
function grown(): Uint32Array[] {
  const search = SEARCHES.named("wann").open({ config: CONFIG, shape: TASK, seed: 7 });
  while (search.generation < 40) {
    const { genomes, seeds } = search.ask();
    search.tell({ returns: Float64Array.from({ length: genomes.length * seeds.length }, (_, i) => Math.sin(i)) });
  }
  return search.ask().genomes.map((genome) => pack(genome).words);
}

async function withPool<T>(workers: number, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = await createPool(TASK, workers);
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}

/** Ends the pool's first thread and waits until the one that replaces it is ready. */
async function replaceThread(pool: Pool): Promise<void> {
  const before = pool.threads;
  await before[0].terminate();
  const added = pool.threads.filter((thread) => !before.includes(thread));
  expect(added).toHaveLength(1);
  await once(added[0] as Worker, "message");
}

describe("the pool", () => {
  const networks = grown();

  it("has networks of many sizes to be tested with", () => {
    expect(new Set(networks.map(({ length }) => length)).size).toBeGreaterThan(8);
  });

  it.each([1, 2, 3, 8])("has the local evaluator's outcome with %d workers", async (workers) => {
    const individual: Plan = {
      individual: true,
      weights: Float64Array.from({ length: 2 * networks[0][5] }, (_, i) => Math.sin(1 + i)),
      seeds: Uint32Array.of(8, 9),
    };
    await withPool(workers, async (pool) => {
      for (const count of [0, 1, 7, 40]) {
        const some = networks.slice(0, count);
        expect(await pool.evaluate(some, PLAN)).toEqual(await local.evaluate(some, PLAN));
      }
      const one = networks.slice(0, 1);
      expect(await pool.evaluate(one, individual)).toEqual(await local.evaluate(one, individual));
      expect(pool.threads).toHaveLength(workers);
    });
  });

  it("cuts the episodes of a few networks over the workers", async () => {
    const seeds = Array.from({ length: 211 }, (_, i) => i);
    const long = crossPlan([1.5], seeds);
    const individual: Plan = {
      individual: true,
      weights: Float64Array.from({ length: 211 * networks[0][5] }, (_, i) => Math.sin(1 + i)),
      seeds: Uint32Array.from(seeds),
    };
    await withPool(2, async (pool) => {
      const few = networks.slice(0, 3);
      expect(await pool.evaluate(few, long)).toEqual(await local.evaluate(few, long));
      const one = networks.slice(0, 1);
      expect(await pool.evaluate(one, individual)).toEqual(await local.evaluate(one, individual));
    });
  });

  it("keeps calls that run at once apart", async () => {
    const plans = [1, 2, 3].map((seed) => crossPlan([seed - 2.5], [seed, seed + 10]));
    const outcomes = await withPool(2, (pool) => Promise.all(plans.map((plan) => pool.evaluate(networks, plan))));
    expect(outcomes).toEqual(await Promise.all(plans.map((plan) => local.evaluate(networks, plan))));
  });

  it.each([1, 2])("replaces a thread that dies in the middle of a call, with %d workers", async (workers) => {
    await withPool(workers, async (pool) => {
      const [victim] = pool.threads;
      const [outcome] = await Promise.all([pool.evaluate(networks, PLAN), replaceThread(pool)]);
      expect(outcome).toEqual(await local.evaluate(networks, PLAN));
      expect(pool.threads).toHaveLength(workers);
      expect(pool.threads).not.toContain(victim);
    });
  });

  it("replaces all its threads where all of them die at once", async () => {
    await withPool(3, async (pool) => {
      const call = pool.evaluate(networks, PLAN);
      await Promise.all(pool.threads.map((thread) => thread.terminate()));
      expect(await call).toEqual(await local.evaluate(networks, PLAN));
    });
  });

  it("goes on where a thread's replacement dies before it is ready, and no thread is left", async () => {
    await withPool(1, async (pool) => {
      const call = pool.evaluate(networks, PLAN);
      await pool.threads[0].terminate();
      await pool.threads[0].terminate();
      expect(await call).toEqual(await local.evaluate(networks, PLAN));
    });
  });

  it("closes while some of its threads are ready and others still start", async () => {
    for (let round = 0; round < 3; round++) {
      const pool = await createPool(TASK, 4);
      const threads = [...pool.threads] as Worker[];
      await Promise.race(threads.map((thread) => once(thread, "message")));
      await pool.close();
      expect(pool.threads).toHaveLength(0);
    }
  });

  it("refuses a network of another size than the task's, and goes on to work", async () => {
    const genome = { inputs: 4, outputs: 2, activations: [1, 1, 1, 1, 1, 5, 5], connections: [] };
    const wrong = pack(genome).words;
    await withPool(2, async (pool) => {
      const call = pool.evaluate([...networks, wrong], PLAN);
      await expect(call).rejects.toThrow(RangeError);
      await expect(call).rejects.toThrow(/4 inputs and 2 outputs.*5 inputs and 1 outputs/);
      expect(await pool.evaluate(networks, PLAN)).toEqual(await local.evaluate(networks, PLAN));
    });
  });
});

describe("a search", () => {
  async function digest(evaluator: Evaluator): Promise<string> {
    return (await evolveWith(evaluator, { config: CONFIG, seed: 3 })).digest;
  }

  it("has the digest of an undisturbed one where threads die again and again", async () => {
    await withPool(2, async (pool) => {
      let calls = 0;
      let deaths = 0;
      const disturbed: Evaluator = {
        async evaluate(networks, plan) {
          const outcome = pool.evaluate(networks, plan);
          if (++calls % 4 === 0) {
            deaths++;
            await replaceThread(pool);
          }
          return outcome;
        },
        close: pool.close,
      };
      expect(await digest(disturbed)).toBe(await digest(local));
      expect(deaths).toBeGreaterThan(3);
    });
  });
});
