/** The tuned shared weight of a network: a journey of one generation of the optimizer that looks for it. */

import type { Evaluator } from "../evaluate/evaluator.js";
import type { Genome } from "../genome/genome.js";
import { journey } from "../journey.js";
import { resolveTuning } from "../optimize/configuration.js";
import { OPTIMIZERS } from "../optimize/registry.js";
import type { Task } from "../tasks/registry.js";

/** A function of the genome, the task and `seed`. */
export async function tuneSharedWeight(
  evaluator: Evaluator,
  task: Task,
  genome: Genome,
  seed: number,
): Promise<number> {
  const kind = OPTIMIZERS.named("shared-weight");
  const config = resolveTuning(task, 1, [], kind);
  const optimizer = kind.open({ config, genome, start: new Float64Array(), seed });
  await journey({ learner: optimizer, budget: config, evaluator });
  const [weight] = optimizer.champion?.weights ?? [];
  if (weight === undefined) throw new Error("no shared weight was found");
  return weight;
}
