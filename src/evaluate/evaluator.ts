/** What an evaluator is: networks in, returns out, whatever the task. */

import type { TaskFacts } from "../tasks/task.js";

/** The episodes that every network of a call runs. */
export interface Plan {
  /**
   * f64: one shared weight an episode, or `connections` individual weights an episode, laid out [episode][connection] in
   * packed order.
   */
  readonly weights: Float64Array;
  /** Whether each connection has a weight of its own. */
  readonly individual: boolean;
  /** u32: each episode's seed. */
  readonly seeds: Uint32Array;
  /** Steps without a new high of its return after which an episode is cut off; null, or missing: never. */
  readonly patience?: number | null;
  /** Whether such an episode earns what it would by going on to its full length as it went last. */
  readonly forecast?: boolean;
  /** The task's options, in its wasm's order; those of reported figures unless set. */
  readonly taskOptions?: readonly number[] | undefined;
}

/** What the episodes gave, [network × episode] in the order of the call. */
export interface Outcome {
  /** f64: summed rewards. */
  readonly returns: Float64Array;
  /** u32: steps lived. */
  readonly steps: Uint32Array;
  /** Episodes that scored the task's worst return because an output or a reward was no finite number. */
  nonFinite: number;
}

/** Is told of so many more episodes that have been run. */
export type EpisodesObserver = (episodes: number) => void;

/** Runs networks through episodes of one task. */
export interface Evaluator {
  /**
   * Runs every network through the plan. The outcome is placed by index and does not depend on workers or timing. Rejects with
   * a RangeError where a network does not fit the task, or the weights do not fit a network.
   * @param networks packed networks: the words that `pack` gives.
   * @param observe is told of each part as it comes back: how many episodes it was of.
   */
  evaluate(networks: readonly Uint32Array[], plan: Plan, observe?: EpisodesObserver): Promise<Outcome>;
  /** Of a task of images: gradients over them. */
  readonly gradients?: Gradients;
  /** Ends its threads, if it has any. */
  close(): Promise<void>;
}

/** What evaluators of a task of images give besides: gradients of a network's loss. The same bits for any of them. */
export interface Gradients {
  /**
   * Mean cross-entropy of the batch of `seed` at individual weights, and its gradient. Rejects with a RangeError where the network
   * does not fit the task, or the weights do not fit the network.
   * @param network packed, as `pack` gives it.
   */
  gradient(network: Uint32Array, weights: Float64Array, seed: number): Promise<LossGradient>;
  /**
   * By how much each connection that a network lacks would change its mean cross-entropy over the batch of `seed`, summed over
   * shared weights, to second order. Rejects with a RangeError where the network does not fit the task.
   * @returns [target][source], nodes in packed order: 0 where the source does not come before the target, or is an output.
   */
  additionGains(network: Uint32Array, sharedWeights: readonly number[], seed: number): Promise<Float64Array>;
}

/** A loss, in nats, and what it changes with each weight: one number a connection in packed order. */
export interface LossGradient {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** What counts work that is to be done, and that has been. */
export interface Counter {
  /** So much more work is known of. */
  expect(count: number): void;
  /** So much more of it is done. */
  done(count: number): void;
}

/** The same evaluator; `counter` counts the episodes of every call. */
export function counted(evaluator: Evaluator, counter: Counter): Evaluator {
  return {
    ...evaluator,
    evaluate(networks, plan) {
      counter.expect(networks.length * plan.seeds.length);
      return evaluator.evaluate(networks, plan, (episodes) => counter.done(episodes));
    },
  };
}

export function emptyOutcome(episodes: number): Outcome {
  return { returns: new Float64Array(episodes), steps: new Uint32Array(episodes), nonFinite: 0 };
}

/** Copies `part` into `whole` from episode `start` on. */
export function copyInto(whole: Outcome, start: number, part: Outcome): void {
  whole.returns.set(part.returns, start);
  whole.steps.set(part.steps, start);
  whole.nonFinite += part.nonFinite;
}

/** The plan's episodes from `from` up to `to`. */
export function slicePlan(plan: Plan, from: number, to: number): Plan {
  const perEpisode = plan.weights.length / plan.seeds.length;
  const weights = plan.weights.slice(from * perEpisode, to * perEpisode);
  return { ...plan, weights, seeds: plan.seeds.slice(from, to) };
}

/** A part of a call: some of its networks with all of its plan, or one with some of its episodes. */
export interface Share {
  readonly networks: readonly Uint32Array[];
  readonly plan: Plan;
  /** Where its outcome belongs in the call's. */
  readonly start: number;
}

/** What a part of a call is of: its first network and how many, the first episode of each and how many. */
export type Place = readonly [network: number, networks: number, episode: number, episodes: number];

/** Parts a call is cut into for each worker: enough that none waits long for the last. */
const PARTS_A_WORKER = 6;

/** Fewer episodes are not worth a part of their own; one of images is a batch of them. */
const LEAST_EPISODES: Record<TaskFacts["kind"], number> = { control: 32, images: 2 };

/** How many networks are in a part of a call, for workers that take parts as they get free; and where that is one, how many episodes. */
export function partSizes(kind: TaskFacts["kind"], networks: number, episodes: number, workers: number) {
  const parts = workers * PARTS_A_WORKER;
  const least = LEAST_EPISODES[kind];
  // Lanes without an episode cost as much as others: few networks are cut into few parts, though each worker has one.
  const fewest = Math.min(Math.ceil(least / episodes), Math.ceil(networks / workers));
  const size = Math.max(Math.ceil(networks / parts), fewest);
  // Networks that are too few to go round are cut into episodes.
  const slice = Math.max(Math.ceil((episodes * networks) / parts), least);
  return { size, slice };
}

/** Of a call's networks, those in parts half as large: whoever is done first waits for the last part. */
const LAST_SHARE = 1 / 3;

/**
 * The parts that a call is cut into, of `size` networks each, the last ones of half as many.
 * @param slice where `size` is 1, episodes a part.
 */
export function cutPlaces(networks: number, episodes: number, size: number, slice: number): Place[] {
  const places: Place[] = [];
  const step = size > 1 ? episodes : slice;
  const smallFrom = networks * (1 - LAST_SHARE);
  for (let first = 0; first < networks; ) {
    const count = Math.min(first < smallFrom ? size : Math.ceil(size / 2), networks - first);
    for (let from = 0; from < episodes; from += step)
      places.push([first, count, from, Math.min(step, episodes - from)]);
    first += count;
  }
  return places;
}

/** Cuts a call into shares, as `cutPlaces` does. */
export function cut(networks: readonly Uint32Array[], plan: Plan, size: number, slice: number): Share[] {
  const all = plan.seeds.length;
  return cutPlaces(networks.length, all, size, slice).map(([first, count, from, episodes]) => ({
    networks: networks.slice(first, first + count),
    plan: episodes === all ? plan : slicePlan(plan, from, from + episodes),
    start: first * all + from,
  }));
}
