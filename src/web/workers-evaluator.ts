/** The evaluator of a page: workers that are handed the compiled wasm, and parts of each call as they get free. */
import { copyInto, cut, type Evaluator, emptyOutcome, partSizes } from "../evaluate/evaluator.js";
import type { TaskFiles } from "../evaluate/fetched-files.js";
import { gradientsInParts, type PartialGradients } from "../evaluate/gradients.js";
import type { BatchSource } from "../images/image-set.js";
import type { TaskFacts } from "../tasks/task.js";
import type { Order, Report, WorkOrder } from "./orders.js";
import { startWorker } from "./start-worker.js";

/**
 * Starts `count` workers for a task.
 * @param images of a task of images: each worker is sent all that batches are drawn from.
 */
export function workersEvaluator(task: TaskFacts, files: TaskFiles, count: number, images?: BatchSource): Evaluator {
  const workers = Array.from({ length: count }, () => new EvaluatingWorker(task, files, images));
  // Parts of one gradient are as many as workers, or fewer, and the next gradient waits for all of them.
  const partial: PartialGradients = {
    blockGradients: (network, weights, seed, part) =>
      workers[part.index].rows({ kind: "gradient", network, weights, seed, part }),
    additionGainRows: (network, sharedWeights, seed, part) =>
      workers[part.index].rows({ kind: "additionGains", network, sharedWeights, seed, part }),
  };
  return {
    async evaluate(networks, plan, observe) {
      const whole = emptyOutcome(networks.length * plan.seeds.length);
      const { size, slice } = partSizes(task.kind, networks.length, plan.seeds.length, count);
      const shares = cut(networks, plan, size, slice);
      // Each outcome goes to its place: it does not matter which worker takes which part.
      const work = async (worker: EvaluatingWorker) => {
        for (let share = shares.shift(); share; share = shares.shift()) {
          const { networks, plan } = share;
          const { outcome } = await worker.ask({ kind: "evaluate", networks, plan }, "evaluated");
          copyInto(whole, share.start, outcome);
          observe?.(outcome.returns.length);
        }
      };
      await Promise.all(workers.map(work));
      return whole;
    },
    ...(images && { gradients: gradientsInParts(count, partial, images) }),
    async close() {
      for (const worker of workers) worker.end();
    },
  };
}

class EvaluatingWorker {
  private readonly worker: Worker;
  private answer: (report: Report) => void = () => {};

  constructor(task: TaskFacts, files: TaskFiles, images?: BatchSource) {
    this.worker = startWorker((report) => this.answer(report));
    this.order({ kind: "open", task, files, ...(images && { images }) });
  }

  /** What it reports of an order: rejects where that is that it has failed. */
  ask<K extends Report["kind"]>(order: WorkOrder, kind: K): Promise<Extract<Report, { kind: K }>> {
    return new Promise((done, fail) => {
      this.answer = (report) => {
        if (report.kind === kind) done(report as Extract<Report, { kind: K }>);
        else if (report.kind === "failed") fail(new Error(report.message));
      };
      this.order(order);
    });
  }

  async rows(order: WorkOrder): Promise<Float64Array> {
    return (await this.ask(order, "rows")).rows;
  }

  end(): void {
    this.worker.terminate();
  }

  private order(order: Order): void {
    this.worker.postMessage(order);
  }
}
