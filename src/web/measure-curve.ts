/** A champion's curve, measured by a worker where its own is of fewer weights or episodes. */
import type { TaskFiles } from "../evaluate/fetched-files.js";
import type { Genome } from "../genome/genome.js";
import type { LoadedChampion } from "../record/champion-text.js";
import { factsOfTask, type Order } from "./orders.js";
import { startWorker } from "./start-worker.js";
import type { TaskPage } from "./task-pages.js";
import type { WeightSlider } from "./weight-slider.js";

export interface CurveOptions {
  readonly champion: LoadedChampion;
  readonly page: TaskPage;
  readonly files: TaskFiles;
  /** Without weights of its own. */
  readonly genome: Genome;
  readonly slider: WeightSlider;
  readonly signal: AbortSignal;
}

export function measureCurve({ champion, page, files, genome, slider, signal }: CurveOptions): void {
  const { fingerprint } = champion.champion;
  const known = Math.min(Number.POSITIVE_INFINITY, ...fingerprint.map(({ episodes }) => episodes));
  const enough = fingerprint.length > 0 ? known : 0;
  const { sweep } = page;
  if (!sweep || (fingerprint.length >= sweep.weights && enough >= sweep.episodes)) return;
  const worker = startWorker((report) => {
    if (report.kind === "failed") slider.complain(`The curve cannot be measured: ${report.message}`);
    else if (report.kind === "fingerprint") {
      // A rough curve does not take a better one's place.
      const { episodes } = report.points[0];
      if (episodes >= Math.min(enough, sweep.episodes)) slider.showCurve(report.points, report.share);
      if (episodes === sweep.episodes) worker.terminate();
    }
  });
  signal.addEventListener("abort", () => worker.terminate());
  const order: Order = { kind: "sweep", task: factsOfTask(champion.task), files, genome, ...sweep };
  worker.postMessage(order);
}
