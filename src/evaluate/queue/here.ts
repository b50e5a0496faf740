/** What the coordinator's own machine computes of a run over a queue: gradients, the answers that are checked, and the closing report. */
import type { Images } from "../../images/image-set.js";
import type { Task } from "../../tasks/registry.js";
import type { Evaluator, Gradients, Outcome, Plan } from "../evaluator.js";
import { createPool, type Pool } from "../pool.js";

export interface Here {
  /** On all threads, which are started when they are first needed. */
  readonly evaluator: Evaluator;
  /** On one thread, beside a queue's work. */
  alone(networks: readonly Uint32Array[], plan: Plan): Promise<Outcome>;
  close(): Promise<void>;
}

export function openHere(task: Task, threads: number, images?: Images, limitMs?: number): Here {
  const pools = new Map<number, Promise<Pool>>();
  const poolOf = (count: number): Promise<Pool> => {
    const pool = pools.get(count) ?? createPool(task, count, images, undefined, limitMs);
    pools.set(count, pool);
    return pool;
  };
  const all = () => poolOf(threads);
  /** Milliseconds of work for one caller who waits: over the queue they would take longer than here. */
  const gradients: Gradients = {
    gradient: async (...of) => ((await all()).gradients as Gradients).gradient(...of),
    additionGains: async (...of) => ((await all()).gradients as Gradients).additionGains(...of),
  };
  const close = async () => {
    await Promise.all(Array.from(pools.values(), async (pool) => (await pool).close()));
  };
  return {
    evaluator: {
      evaluate: async (...of) => (await all()).evaluate(...of),
      ...(images && { gradients }),
      close,
    },
    alone: async (networks, plan) => (await poolOf(1)).evaluateTogether(networks, plan),
    close,
  };
}
