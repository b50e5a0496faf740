/** A generation's way through host, pool and disk: where its time goes around the rollouts. */
import { digestReturns, EMPTY_DIGEST } from "../digest.js";
import type { Evaluator } from "../evaluate/evaluator.js";
import type { JobTimes } from "../evaluate/pool.js";
import { pack } from "../network/pack.js";
import { CHECKPOINT_SHARE } from "../record/folder.js";
import { WannSearch } from "../search/wann.js";
import { spread } from "../statistics.js";
import { searchPlan } from "../train.js";
import type { Row } from "./steps.js";
import type { Subject } from "./subjects.js";

/** Something that the host did or a thread worked on, in milliseconds since the epoch. */
export interface Span {
  readonly name: string;
  /** The worker, from 1; 0 is the host. */
  readonly worker: number;
  readonly began: number;
  readonly ended: number;
}

export interface GenerationCosts {
  /** Of a generation, on average. */
  readonly laneSteps: number;
  readonly rollouts: number;
  /** Their sum is what generations take; a checkpoint is written as rarely as a run writes it. */
  readonly rows: readonly Row[];
  readonly spans: readonly Span[];
}

/** A pool, and what it has told of its chunks: emptied by who reads them. */
export interface WatchedPool {
  readonly evaluator: Evaluator;
  readonly workers: number;
  readonly chunks: JobTimes[];
}

const HOST_STEPS = ["asking", "packing", "digest", "ranking and breeding", "checkpoint"] as const;
const POOL_PARTS = ["rollouts in workers", "message transfer", "waiting for a worker"] as const;

/** @param checkpoint writes a state as a run would. */
export async function measureGenerations(
  { task, config, seed, search: start }: Subject,
  { evaluator, workers, chunks }: WatchedPool,
  rounds: number,
  checkpoint: (search: WannSearch) => void,
): Promise<GenerationCosts> {
  const spans: Span[] = [];
  const nsPerStep: Record<string, number[]> = {};
  let [laneSteps, rollouts, calls] = [0, 0, 0];
  for (let round = -1; round < rounds; round++) {
    const search = new WannSearch(config, task, seed, start);
    chunks.length = 0;
    const host: Span[] = [];
    const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
      const began = now();
      const value = await work();
      host.push({ name, worker: 0, began, ended: now() });
      return value;
    };
    const { genomes, weights, episodeSeeds } = await step("asking", () => search.ask());
    const networks = await step("packing", () => genomes.map((genome) => pack(genome).words));
    const plan = searchPlan(config, 0, weights, episodeSeeds);
    const { returns, steps } = await step("rollouts", () => evaluator.evaluate(networks, plan));
    await step("digest", () => digestReturns(EMPTY_DIGEST, returns));
    await step("ranking and breeding", () => search.tell(returns));
    await step("checkpoint", () => checkpoint(search));
    if (round < 0) continue;

    const lived = steps.reduce((sum, each) => sum + each, 0);
    const pool = poolParts(chunks, workers, spanOf(host, "rollouts"));
    const taken = { ...pool, ...Object.fromEntries(HOST_STEPS.map((name) => [name, lasted(spanOf(host, name))])) };
    const others = Object.values(taken).reduce((sum, ms) => sum + ms, -taken.checkpoint);
    taken.checkpoint = Math.min(taken.checkpoint, others / CHECKPOINT_SHARE);
    for (const [name, ms] of Object.entries(taken)) {
      nsPerStep[name] = [...(nsPerStep[name] ?? []), (ms * 1e6) / lived];
    }
    laneSteps += lived / rounds;
    rollouts += returns.length / rounds;
    calls += chunks.length / rounds;
    spans.push(...host, ...workerSpans(chunks));
  }
  const lines = [...POOL_PARTS, ...HOST_STEPS].map((row) => ({ row, ns: spread(nsPerStep[row]) }));
  const sum = lines.reduce((total, { ns }) => total + ns.median, 0);
  const callsOf = (row: string) => (POOL_PARTS.some((part) => part === row) ? calls : 1);
  return {
    laneSteps,
    rollouts,
    rows: lines.map(({ row, ns }) => ({ row, ns, share: ns.median / sum, calls: callsOf(row) })),
    spans,
  };
}

/** Milliseconds of the wait for the pool, by what its threads did meanwhile, on average over threads. */
function poolParts(chunks: readonly JobTimes[], workers: number, wait: Span): Record<string, number> {
  let [working, transfer] = [0, 0];
  for (const own of byThread(chunks).values()) {
    let free = wait.began;
    for (const { posted, began, ended } of own) {
      working += ended - began;
      transfer += Math.max(began - Math.max(posted, free), 0);
      free = ended;
    }
  }
  const all = lasted(wait);
  return {
    "rollouts in workers": working / workers,
    "message transfer": transfer / workers,
    "waiting for a worker": all - (working + transfer) / workers,
  };
}

function byThread(chunks: readonly JobTimes[]): Map<number, JobTimes[]> {
  const threads = new Map<number, JobTimes[]>();
  for (const chunk of [...chunks].sort((a, b) => a.began - b.began)) {
    threads.set(chunk.thread, [...(threads.get(chunk.thread) ?? []), chunk]);
  }
  return threads;
}

/** Workers are numbered by their threads' ids. */
function workerSpans(chunks: readonly JobTimes[]): Span[] {
  const threads = [...byThread(chunks)].sort(([a], [b]) => a - b);
  return threads.flatMap(([, own], i) =>
    own.map(({ began, ended }) => ({ name: "rollouts", worker: i + 1, began, ended })),
  );
}

function spanOf(spans: readonly Span[], name: string): Span {
  const span = spans.find((each) => each.name === name);
  if (!span) throw new Error(`${name} was not timed`);
  return span;
}

function lasted({ began, ended }: Span): number {
  return ended - began;
}

/** Milliseconds since the epoch. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
