/** The evaluator on the calling thread: for pages and tests. */
import type { Evaluator } from "./evaluator.js";
import type { Kernel } from "./module.js";

/** An evaluator that runs every network on `kernel`. */
export function localEvaluator(kernel: Kernel): Evaluator {
  return {
    evaluate: async (networks, plan) => kernel.evaluateAll(networks, plan),
    close: async () => {},
  };
}
