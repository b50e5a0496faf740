/**
 * The journey of one generation, whatever proposes: ask, pack, evaluate, tell, round after round until the generation has an
 * outcome. Recording is the observer's and never steers.
 */
import type { Budget } from "./config/run-settings.js";
import { digestJson, digestReturns, EMPTY_DIGEST } from "./digest.js";
import type { Evaluator, Gradients, Outcome } from "./evaluate/evaluator.js";
import { pack } from "./network/pack.js";
import type { Answers, Learner, Round } from "./search/search.js";
import { UserError } from "./user-error.js";

/** What a run has come to so far besides its learner's state: plain data. */
export interface Tally {
  /** Digest of every return so far. */
  readonly digest: string;
  /** Episodes run. */
  readonly rollouts: number;
  /** Simulated steps, summed over rollouts. */
  readonly steps: number;
}

export const EMPTY_TALLY: Tally = { digest: EMPTY_DIGEST, rollouts: 0, steps: 0 };

/** A generation as told to observers. Times are in milliseconds and play no part in the run. */
export interface Progress<R> {
  readonly outcome: R;
  readonly tally: Tally;
  /** Episodes of the generation that scored the worst return because something in them was no finite number. */
  readonly nonFinite: number;
  readonly evaluateMs: number;
  /** Of the learner's own work: asking, ranking, breeding. */
  readonly learnMs: number;
}

/** Is told of each generation; the next one waits for it. */
export type Observer<R> = (progress: Progress<R>) => void | Promise<void>;

/** What a journey takes. */
export interface Journey<R> {
  /** A search or an optimizer: what proposes, and learns from the answers. */
  readonly learner: Learner<R>;
  readonly budget: Budget;
  /** For the task in hand; it is left open. */
  readonly evaluator: Evaluator;
  readonly observe?: Observer<R>;
  /** Where the run stands; from the start, unless given. */
  readonly tally?: Tally;
  /** Ends the run after the generation in hand. */
  readonly signal?: AbortSignal;
}

/** Goes on to the end of the budget, or until `signal`. Returns what the run has come to; its state is the learner's. Throws a UserError where no
 * episode of a round gives finite numbers. */
export async function journey<R>(run: Journey<R>): Promise<Tally> {
  const { learner, budget, evaluator, observe, signal } = run;
  let { digest, rollouts, steps } = run.tally ?? EMPTY_TALLY;

  while (!isSpent(budget, learner, rollouts) && !signal?.aborted) {
    let [evaluateMs, learnMs, nonFinite] = [0, 0, 0];
    let unlinked: Float64Array[] = [];
    let outcome: R | undefined;
    while (outcome === undefined) {
      const began = performance.now();
      const round = learner.ask();
      const asked = performance.now();
      const answers = await answer(round, evaluator);
      const answered = performance.now();
      requireFinite(answers, learner.generation);
      unlinked.push(answers.returns);
      if (!round.joinsNext) {
        digest = digestReturns(digest, joined(unlinked));
        unlinked = [];
      }
      rollouts += answers.returns.length;
      for (const lived of answers.steps) steps += lived;
      nonFinite += answers.nonFinite;
      evaluateMs += performance.now() - answered + (answered - asked);
      const told = performance.now();
      outcome = learner.tell(answers);
      learnMs += performance.now() - told + (asked - began);
    }
    await observe?.({ outcome, tally: { digest, rollouts, steps }, nonFinite, evaluateMs, learnMs });
  }
  return { digest, rollouts, steps };
}

/** Throws a UserError where no episode of a round was without a number that is not finite: nothing can be learnt from that. */
function requireFinite({ returns, nonFinite }: FullAnswers, generation: number): void {
  if (returns.length === 0 || nonFinite < returns.length) return;
  throw new UserError(
    `generation ${generation}: in every episode of every network an output or a reward is no finite number: ` +
      "expected a task that gives finite ones",
  );
}

/** The part of its budget that a run has come to the end of; undefined while it goes on. */
export function spentPart(budget: Budget, learner: Learner<unknown>, rollouts: number): keyof Budget | undefined {
  const { generations, untilReturn, maxRollouts } = budget;
  if (learner.generation >= generations) return "generations";
  if (maxRollouts !== null && rollouts >= maxRollouts) return "maxRollouts";
  if (untilReturn === null) return undefined;
  return (learner.championMean ?? Number.NEGATIVE_INFINITY) >= untilReturn ? "untilReturn" : undefined;
}

/** Whether a run has come to the end of its budget. */
export function isSpent(budget: Budget, learner: Learner<unknown>, rollouts: number): boolean {
  return spentPart(budget, learner, rollouts) !== undefined;
}

/** The digest of a run that has ended: of all its returns and its champion. */
export function finalDigest({ digest }: Tally, { conclusion }: Learner<unknown>): string {
  return digestJson(digest, conclusion);
}

interface FullAnswers extends Answers {
  readonly steps: Uint32Array;
  readonly nonFinite: number;
}

/** Runs a round. Throws an Error where it wants gradients of an evaluator that has none. */
export async function answer(round: Round, evaluator: Evaluator): Promise<FullAnswers> {
  const { genomes, weights, individual, seeds, options, gradientsOf } = round;
  const networks = genomes.map((genome) => pack(genome).words);
  if (gradientsOf === "weights") {
    const { loss, gradient } = await gradientsFrom(evaluator).gradient(networks[0], weights, seeds[0]);
    return { returns: Float64Array.of(-loss), gradients: gradient, steps: Uint32Array.of(1), nonFinite: 0 };
  }
  const { returns, steps, nonFinite }: Outcome = await evaluator.evaluate(networks, {
    weights,
    individual,
    seeds,
    ...options,
  });
  if (gradientsOf === undefined) return { returns, steps, nonFinite };
  const shared = [...weights].filter((_, episode) => seeds[episode] === seeds[0]);
  const gradients = await gradientsFrom(evaluator).additionGains(networks[0], shared, seeds[0]);
  return { returns, steps, nonFinite, gradients };
}

function gradientsFrom({ gradients }: Evaluator): Gradients {
  if (!gradients) throw new Error("the task's loss has no gradients");
  return gradients;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0];
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
