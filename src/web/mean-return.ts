/** A network's mean return over all shared weights, roughly and soon: for what an edit is worth. */
import type { TaskFiles } from "../evaluate/fetched-files.js";
import type { Genome } from "../genome/genome.js";
import type { TaskFacts } from "../tasks/task.js";
import { factsOfTask } from "./orders.js";
import { startWorker } from "./start-worker.js";

const WEIGHTS = 16;
const EPISODES = 2;

/** Rejects with what goes wrong, or once `signal` says so. @param genome without weights of its own. */
export function meanReturn(task: TaskFacts, files: TaskFiles, genome: Genome, signal: AbortSignal): Promise<number> {
  return new Promise((found, failed) => {
    const worker = startWorker((report) => {
      if (report.kind === "failed") failed(new Error(report.message));
      else if (report.kind === "fingerprint" && report.points[0].episodes === EPISODES) {
        worker.terminate();
        found(report.points.reduce((sum, { mean }) => sum + mean, 0) / WEIGHTS);
      }
    });
    signal.addEventListener("abort", () => {
      worker.terminate();
      failed(new Error("it is no longer on show"));
    });
    const size = { weights: WEIGHTS, episodes: EPISODES };
    worker.postMessage({ kind: "sweep", task: factsOfTask(task), files, genome, ...size });
  });
}
