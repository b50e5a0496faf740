/** The evaluator of a page: workers that are handed the compiled wasm, and parts of each call as they get free. */
import { copyInto, cut, type Evaluator, emptyOutcome, type Outcome, type Share } from "../evaluate/evaluator.js";
import type { TaskFiles } from "../evaluate/fetched-files.js";
import type { TaskFacts } from "../tasks/task.js";
import type { Order } from "./orders.js";
import { startWorker } from "./start-worker.js";

/** Parts a call is cut into for each worker: enough that none waits long for the last. */
const PARTS_A_WORKER = 6;
/** Fewer episodes of a network are not worth a part of their own. */
const LEAST_EPISODES = 32;

/** Starts `count` workers for a task. */
export function workersEvaluator(task: TaskFacts, files: TaskFiles, count: number): Evaluator {
  const workers = Array.from({ length: count }, () => new EvaluatingWorker(task, files));
  return {
    async evaluate(networks, plan, observe) {
      const whole = emptyOutcome(networks.length * plan.seeds.length);
      const parts = count * PARTS_A_WORKER;
      const size = Math.ceil(networks.length / parts);
      const slice = Math.max(LEAST_EPISODES, Math.ceil(whole.returns.length / parts));
      const shares = cut(networks, plan, size, slice);
      // Each outcome goes to its place: it does not matter which worker takes which part.
      const work = async (worker: EvaluatingWorker) => {
        for (let share = shares.shift(); share; share = shares.shift()) {
          const outcome = await worker.evaluate(share);
          copyInto(whole, share.start, outcome);
          observe?.(outcome.returns.length);
        }
      };
      await Promise.all(workers.map(work));
      return whole;
    },
    async close() {
      for (const worker of workers) worker.end();
    },
  };
}

class EvaluatingWorker {
  private readonly worker: Worker;
  private done: (outcome: Outcome) => void = () => {};
  private fail: (error: Error) => void = () => {};

  constructor(task: TaskFacts, files: TaskFiles) {
    this.worker = startWorker((report) => {
      if (report.kind === "evaluated") this.done(report.outcome);
      else if (report.kind === "failed") this.fail(new Error(report.message));
    });
    this.order({ kind: "open", task, files });
  }

  evaluate({ networks, plan }: Share): Promise<Outcome> {
    return new Promise((done, fail) => {
      this.done = done;
      this.fail = fail;
      this.order({ kind: "evaluate", networks, plan });
    });
  }

  end(): void {
    this.worker.terminate();
  }

  private order(order: Order): void {
    this.worker.postMessage(order);
  }
}
