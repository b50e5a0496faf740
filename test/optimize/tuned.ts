/** Tunings that tests run and look into. */
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { EMPTY_TALLY, finalDigest, journey, type Progress, type Tally } from "../../src/journey.js";
import type { OptimizerContext, OptimizerKind, TuneOutcome } from "../../src/optimize/optimizer.js";

/** A generation, and the optimizer's state after it. */
export interface Recorded extends Omit<Progress<TuneOutcome>, "evaluateMs" | "learnMs"> {
  readonly state: unknown;
}

/** Where a tuning goes on from. */
export interface Standing {
  readonly state: unknown;
  readonly tally: Tally;
}

export interface Tuned extends Standing {
  readonly digest: string;
  readonly progress: readonly Recorded[];
}

/** Runs a tuning to its end, or until `signal`. */
export async function tuned(
  kind: OptimizerKind,
  context: OptimizerContext,
  evaluator: Evaluator,
  from?: Standing,
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<Tuned> {
  const optimizer = kind.open(context, from?.state);
  const progress: Recorded[] = [];
  const control = new AbortController();
  if (stopAfter < 0) control.abort();
  const tally = await journey({
    learner: optimizer,
    budget: context.config,
    evaluator,
    tally: from?.tally ?? EMPTY_TALLY,
    signal: control.signal,
    observe({ evaluateMs: _, learnMs: __, ...each }) {
      progress.push({ ...each, state: optimizer.state });
      if (each.outcome.generation === stopAfter) control.abort();
    },
  });
  return { state: optimizer.state, tally, digest: finalDigest(tally, optimizer), progress };
}
