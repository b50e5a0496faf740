/** The evaluator on the calling thread: for pages and tests. */
import type { Evaluator } from "./evaluator.js";
import { gradientsInParts } from "./gradients.js";
import type { Kernel } from "./kernel.js";

/** An evaluator that runs every network on `kernel`. */
export function localEvaluator(kernel: Kernel): Evaluator {
  const { images } = kernel;
  return {
    async evaluate(networks, plan, observe) {
      const outcome = kernel.evaluateAll(networks, plan);
      observe?.(outcome.returns.length);
      return outcome;
    },
    ...(images && { gradients: gradientsInParts(1, kernel, images) }),
    close: async () => {},
  };
}
