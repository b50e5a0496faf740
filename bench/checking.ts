/** What it costs a search over a queue that the coordinator computes one answer in 200 itself: in turn with none, on this machine's cores. */
import { availableParallelism } from "node:os";
import { CHECKED_SHARE } from "../src/evaluate/queue/recheck.js";
import { coordinate } from "../src/evaluate/queue.js";
import { evolveWith } from "../src/runs.js";
import { presetNamed } from "../src/search/configuration.js";
import { taskNamed } from "../src/tasks/registry.js";
import { startRedis } from "../test/queue/redis.js";
import { startWorker } from "../test/queue/workers.js";
import { spread } from "./context.js";

const ROUNDS = 4;
const SEED = 1;
/** Some seconds of two cores. */
const CONFIG = { ...presetNamed("swingup"), generations: 4 };
/** Many jobs, so that each round has some that are checked. */
const JOB_MS = 50;

export async function checking(): Promise<object> {
  const server = await startRedis("--appendonly", "no");
  const worker = await startWorker(server.url, { threads: availableParallelism() });
  const times: Record<"off" | "on", number[]> = { off: [], on: [] };
  let [checked, jobs] = [0, 0];
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [key, checkedShare] of [
        ["off", 0],
        ["on", CHECKED_SHARE],
      ] as const) {
        const queue = await coordinate(server.url, taskNamed("swingup"), {
          jobMs: JOB_MS,
          checkedShare,
          notice: console.error,
        });
        const began = performance.now();
        await evolveWith(queue, { config: CONFIG, seed: SEED });
        // The first round warms up.
        if (round > 0) times[key].push(performance.now() - began);
        if (key === "on") [checked, jobs] = [checked + queue.checked, jobs + queue.line.jobs];
        await queue.close();
      }
    }
  } finally {
    await worker.kill();
    await server.stop();
  }
  const { off, on } = times;
  return { checked, jobs, offMs: spread(off), onMs: spread(on), overhead: spread(on.map((ms, i) => ms / off[i] - 1)) };
}
