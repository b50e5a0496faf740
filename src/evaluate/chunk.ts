/** Several networks through one plan on one kernel. */
import type { Outcome, Plan } from "./evaluator.js";
import type { Kernel } from "./module.js";

/** Runs `networks` one after another; the outcome is [network × episode]. */
export function evaluateChunk(kernel: Kernel, networks: readonly Uint32Array[], plan: Plan): Outcome {
  const episodes = plan.seeds.length;
  const outcome = emptyOutcome(networks.length * episodes);
  kernel.setPlan(plan);
  networks.forEach((network, i) => {
    place(outcome, i * episodes, kernel.evaluate(network));
  });
  return outcome;
}

export function emptyOutcome(episodes: number): Outcome {
  return { returns: new Float64Array(episodes), steps: new Uint32Array(episodes) };
}

/** Copies `part` into `whole` from episode `start` on. */
export function place(whole: Outcome, start: number, part: Outcome): void {
  whole.returns.set(part.returns, start);
  whole.steps.set(part.steps, start);
}
