/**
 * A call in memory that threads share, cut into chunks: a thread takes the next that is free, and writes what comes of it to its
 * place. So a call costs a message a thread, and none a chunk.
 */

import { cutPlaces, type Outcome, type Plan } from "./evaluator.js";
import type { Kernel } from "./kernel.js";

/** Places of `counters`. */
const STOPPED = 0;
const EPISODES = 1;

/** States of a chunk; others say which job it is taken by. */
const FREE = 0;
const DONE = 1;
const TAKEN = 2;

/** What threads are sent of a call: views of one shared memory, and what of the plan is no array. */
export interface SharedCall {
  /** i32: whether an error has ended the call, and how many episodes have been run. */
  readonly counters: Int32Array;
  /** i32, one a chunk: free, done, or taken by a job of the call. */
  readonly states: Int32Array;
  /** u32, one a chunk: its episodes that were no finite number. */
  readonly nonFinite: Uint32Array;
  /** u32, four a chunk: first network, networks, first episode of each, episodes. */
  readonly chunks: Uint32Array;
  /** u32: where each network's words end. */
  readonly ends: Uint32Array;
  readonly words: Uint32Array;
  readonly weights: Float64Array;
  readonly seeds: Uint32Array;
  readonly returns: Float64Array;
  readonly steps: Uint32Array;
  readonly rest: Omit<Plan, "weights" | "seeds">;
}

/**
 * Lays a call out.
 * @param size networks a chunk.
 * @param slice where `size` is 1, episodes a chunk.
 */
export function shareCall(networks: readonly Uint32Array[], plan: Plan, size: number, slice: number): SharedCall {
  const { weights, seeds, ...rest } = plan;
  const places = cutPlaces(networks.length, seeds.length, size, slice);
  const episodes = networks.length * seeds.length;
  const words = networks.reduce((sum, { length }) => sum + length, 0);
  const doubles = weights.length + episodes;
  const others = 2 + 6 * places.length + networks.length + words + seeds.length + episodes;
  const memory = new SharedArrayBuffer(doubles * 8 + others * 4);
  let at = 0;
  const take = <A>(
    Kind: new (memory: SharedArrayBuffer, at: number, count: number) => A,
    bytes: number,
    count: number,
  ) => {
    const view = new Kind(memory, at, count);
    at += bytes * count;
    return view;
  };
  const u32 = (count: number) => take(Uint32Array<SharedArrayBuffer>, 4, count);
  const i32 = (count: number) => take(Int32Array<SharedArrayBuffer>, 4, count);
  const call: SharedCall = {
    weights: take(Float64Array<SharedArrayBuffer>, 8, weights.length),
    returns: take(Float64Array<SharedArrayBuffer>, 8, episodes),
    counters: i32(2),
    states: i32(places.length),
    nonFinite: u32(places.length),
    chunks: u32(4 * places.length),
    ends: u32(networks.length),
    words: u32(words),
    seeds: u32(seeds.length),
    steps: u32(episodes),
    rest,
  };
  call.weights.set(weights);
  call.seeds.set(seeds);
  for (const [i, place] of places.entries()) call.chunks.set(place, 4 * i);
  let end = 0;
  for (const [i, network] of networks.entries()) {
    call.words.set(network, end);
    end += network.length;
    call.ends[i] = end;
  }
  return call;
}

/** Who looks after a thread. */
export interface Watch {
  /** A chunk begins, with so many episodes a network. */
  begin(chunk: number, episodes: number): void;
  end(): void;
}

/**
 * Runs chunks of a call until none is left. What one throws ends the call for all threads.
 * @param job which of the call's jobs it is for, from 0 on.
 */
export function workOn(call: SharedCall, job: number, kernel: Kernel, watch?: Watch): void {
  const { counters, states, nonFinite, seeds, weights, rest, returns, steps } = call;
  const perEpisode = weights.length / seeds.length;
  for (let i = 0; i < states.length && Atomics.load(counters, STOPPED) === 0; i++) {
    if (Atomics.compareExchange(states, i, FREE, TAKEN + job) !== FREE) continue;
    const [first, count, from, episodes] = call.chunks.subarray(4 * i);
    const plan = {
      ...rest,
      weights: weights.subarray(from * perEpisode, (from + episodes) * perEpisode),
      seeds: seeds.subarray(from, from + episodes),
    };
    watch?.begin(i, episodes);
    try {
      const outcome = kernel.evaluateAll(networksOf(call, first, count), plan);
      const start = first * seeds.length + from;
      returns.set(outcome.returns, start);
      steps.set(outcome.steps, start);
      nonFinite[i] = outcome.nonFinite;
    } catch (error) {
      Atomics.store(counters, STOPPED, 1);
      throw error;
    } finally {
      watch?.end();
    }
    Atomics.store(states, i, DONE);
    Atomics.add(counters, EPISODES, count * episodes);
  }
}

/** Frees the chunk that a job's thread has died or failed with, and lets the call go on. */
export function freeChunk({ counters, states }: SharedCall, job: number): void {
  Atomics.store(counters, STOPPED, 0);
  for (let i = 0; i < states.length; i++) Atomics.compareExchange(states, i, TAKEN + job, FREE);
}

function networksOf({ ends, words }: SharedCall, first: number, count: number): Uint32Array[] {
  return Array.from({ length: count }, (_, k) => {
    const i = first + k;
    return words.subarray(i === 0 ? 0 : ends[i - 1], ends[i]);
  });
}

/** How many episodes of a call have been run. */
export function episodesOf({ counters }: SharedCall): number {
  return Atomics.load(counters, EPISODES);
}

/** What has come of a whole call, in memory of its own. */
export function outcomeOf({ returns, steps, nonFinite }: SharedCall): Outcome {
  return {
    returns: new Float64Array(returns),
    steps: new Uint32Array(steps),
    nonFinite: nonFinite.reduce((sum, count) => sum + count, 0),
  };
}
