/** Weight profiles, with a bar for as long as they take. */
import type { Evaluator } from "../evaluate/evaluator.js";
import type { WeightProfile } from "../genome/champion.js";
import type { Genome } from "../genome/genome.js";
import type { ImageScorer } from "../score/accuracy.js";
import { accuracyProfile, type ProfilePlan, type WeightObserver, weightProfile } from "../score/weight-profile.js";
import { progressBar } from "./progress.js";

/** `weightProfile` with a bar. */
export function returnsProfile(evaluator: Evaluator, genome: Genome, plan: ProfilePlan): Promise<WeightProfile> {
  return withBar(plan.weights, (observe) => weightProfile(evaluator, genome, plan, observe));
}

/** `accuracyProfile` with a bar. */
export function imagesProfile(scorer: ImageScorer, genome: Genome, weights: number): Promise<WeightProfile> {
  return withBar(weights, (observe) => accuracyProfile(scorer, genome, weights, observe));
}

async function withBar(
  weights: number,
  measure: (observe: WeightObserver) => WeightProfile | Promise<WeightProfile>,
): Promise<WeightProfile> {
  const bar = progressBar("weight", 0, weights, { passing: true });
  try {
    return await measure((done) => bar.update(done, "weight profile"));
  } finally {
    bar.stop();
  }
}
