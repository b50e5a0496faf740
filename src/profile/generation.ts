/** A generation's way through host, pool and disk: where its time goes around the rollouts. */
import { digestReturns, EMPTY_DIGEST } from "../digest.js";
import type { Counter, Evaluator } from "../evaluate/evaluator.js";
import type { JobTimes } from "../evaluate/pool.js";
import { answer } from "../journey.js";
import { COST_SHARE } from "../record/seldom.js";
import type { Search } from "../search/search.js";
import { spread } from "../statistics.js";
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

const HOST_STEPS = ["asking", "digest", "ranking and breeding", "checkpoint"] as const;
const POOL_PARTS = ["rollouts in workers", "message transfer", "waiting for a worker"] as const;

/**
 * Times generations, each with all of its rounds: the final ones and the champion's confirmation, too.
 * @param checkpoint writes a state as a run would.
 * @param counter counts the rounds.
 */
export async function measureGenerations(
  { open }: Subject,
  { evaluator, workers, chunks }: WatchedPool,
  rounds: number,
  checkpoint: (search: Search) => void,
  counter?: Counter,
): Promise<GenerationCosts> {
  const spans: Span[] = [];
  const nsPerStep: Record<string, number[]> = {};
  let [laneSteps, rollouts, calls] = [0, 0, 0];
  counter?.expect(rounds + 1);
  for (let round = -1; round < rounds; round++) {
    const search = open();
    const own: Span[] = [];
    const taken: Record<string, number> = {};
    const take = (name: string, ms: number) => {
      taken[name] = (taken[name] ?? 0) + ms;
    };
    const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
      const began = now();
      const value = await work();
      const span = { name, worker: 0, began, ended: now() };
      own.push(span);
      if (name !== WAIT) take(name, lasted(span));
      return value;
    };
    let [lived, count, parts] = [0, 0, 0];
    for (let ended = false; !ended; ) {
      chunks.length = 0;
      const asked = await step("asking", () => search.ask());
      const answers = await step(WAIT, () => answer(asked, evaluator));
      for (const [name, ms] of Object.entries(poolParts(chunks, workers, own[own.length - 1]))) take(name, ms);
      own.push(...workerSpans(chunks));
      parts += chunks.length;
      await step("digest", () => digestReturns(EMPTY_DIGEST, answers.returns));
      ended = (await step("ranking and breeding", () => search.tell(answers))) !== undefined;
      for (const each of answers.steps) lived += each;
      count += answers.returns.length;
    }
    await step("checkpoint", () => checkpoint(search));
    counter?.done(1);
    if (round < 0) continue;

    const others = Object.values(taken).reduce((sum, ms) => sum + ms, -taken.checkpoint);
    taken.checkpoint = Math.min(taken.checkpoint, others / COST_SHARE);
    for (const [name, ms] of Object.entries(taken)) {
      nsPerStep[name] = [...(nsPerStep[name] ?? []), (ms * 1e6) / lived];
    }
    laneSteps += lived / rounds;
    rollouts += count / rounds;
    calls += parts / rounds;
    spans.push(...own);
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

/** What the host does while workers do a round: it packs networks, cuts them into chunks, and waits. */
const WAIT = "rollouts";

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

function lasted({ began, ended }: Span): number {
  return ended - began;
}

/** Milliseconds since the epoch. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
