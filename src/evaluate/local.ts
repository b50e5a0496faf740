/** The evaluator on the calling thread: for pages and tests. */

import { evaluateChunk } from "./chunk.js";
import type { Evaluator } from "./evaluator.js";
import type { Kernel } from "./module.js";

/** An evaluator that runs every network on `kernel`, one after another. */
export function localEvaluator(kernel: Kernel): Evaluator {
  return {
    evaluate: async (networks, plan) => evaluateChunk(kernel, networks, plan),
    close: async () => {},
  };
}
