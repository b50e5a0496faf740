/** How long a tuning takes. */
import type { Evaluator } from "../evaluate/evaluator.js";
import { answer } from "../journey.js";
import type { Optimizer } from "../optimize/optimizer.js";

/** Generations are timed for so many milliseconds, one at least. */
const TIMED_MS = 1000;

/** Seconds that one of its generations takes. The optimizer moves on; the evaluator is left open. */
export async function secondsPerGeneration(optimizer: Optimizer, evaluator: Evaluator): Promise<number> {
  const began = performance.now();
  const first = optimizer.generation;
  while (optimizer.generation === first || performance.now() - began < TIMED_MS) {
    optimizer.tell(await answer(optimizer.ask(), evaluator));
  }
  return (performance.now() - began) / 1000 / (optimizer.generation - first);
}
