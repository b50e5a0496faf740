/**
 * The jobs that a coordinator has out. BullMQ hands their tickets to workers, jobs and answers lie beside them. What is lost or
 * late is given again, and the first answer counts.
 */
import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { UserError } from "../../user-error.js";
import type { Outcome, Share } from "../evaluator.js";
import { Refused } from "../refused.js";
import type { Conduct } from "./conduct.js";
import type { Happening } from "./event-stream.js";
import { areAlike, errorOf, type Failure, failureOf, isFinal, readFailure } from "./failures.js";
import {
  type Answer,
  answerBytes,
  MalformedAnswer,
  type OwnTicket,
  printable,
  readAnswer,
  writeJob,
} from "./messages.js";
import { difference, type Recheck } from "./recheck.js";
import { isRedisTrouble } from "./redis-errors.js";
import { answersKey, jobsKey } from "./roster.js";

/** Jobs of a coordinator that has gone for so long are gone, too. */
const JOBS_KEPT_MS = 60_000;
/** How often one worker may fail at a job before this machine tries it itself. */
const ATTEMPTS = 4;
/** And how often it may fail in all. */
const ALL_ATTEMPTS = 8;
/** A job that this machine cannot do either is given again after so many milliseconds. */
const GIVE_AGAIN_MS = 1000;
/** An answer that has not come after a second more than so many times what the longest job takes is waited for. */
const WAITED_TIMES = 2;
/** Taken for a rollout's cost until one is known, in milliseconds. */
const FIRST_GUESS_MS = 1;
/** What an answer leaves of the weight of those before it in a rollout's cost. */
const COST_MEMORY = 0.95;
/** A job is late after so many times the time it should take. */
const LATE_TIMES = 5;

/** A share of a call that is out. */
interface Handout {
  readonly share: Share;
  readonly rollouts: number;
  readonly resolve: (taken: Taken) => void;
  readonly reject: (error: Error) => void;
  /** Tickets given for it; what becomes of the latest is followed. */
  tickets: number;
  /** When it was last heard of, and when a worker took the latest ticket. */
  heard: number;
  taken?: number | undefined;
  /** How often each worker has failed at it, and the last time why. */
  readonly failures: Map<string, { count: number; failure: Failure }>;
  /** Whether this machine is trying it itself. */
  judged: boolean;
}

/** What a job came to, and by which worker, or here. */
type Taken = Pick<Answer, "outcome"> & Partial<Answer>;

/** What an event of the queue is followed by. */
type Act = (handout: Handout, name: string, happening: Happening) => void | Promise<void>;

export interface HandoutOptions {
  /** The run's name in Redis. */
  readonly run: string;
  /** Tells this process's jobs from those of others with the same run: 8 hexadecimal digits. */
  readonly attempt: string;
  /** A task's name, or what tickets say of a user's. */
  readonly task: string | OwnTicket;
  readonly images?: string | undefined;
  /** A job that has not been heard of for so many milliseconds is looked for. */
  readonly checkMs: number;
  /** None is late before so many. */
  readonly lateMs: number;
  readonly conduct: Conduct;
  readonly recheck: Recheck;
  readonly notice: (line: string) => void;
  /** Puts right what lies in Redis beside the jobs. */
  readonly mend: () => Promise<void>;
  /** Is told of what Redis refuses; it is tried again. */
  readonly trouble: (error: Error) => void;
}

export class Handouts {
  /** Jobs answered, and those given again because they or their workers were lost, or late. */
  readonly counts = { jobs: 0, lost: 0, late: 0 };
  private readonly out = new Map<string, Handout>();
  private sent = 0;
  private spent = { ms: FIRST_GUESS_MS, rollouts: 1 };
  /** When a job was last given or answered. */
  private moved = 0;

  private readonly acts: Readonly<Record<string, Act>> = {
    active: (handout) => {
      handout.heard = handout.taken = performance.now();
    },
    completed: async (handout, name) => {
      if (!(await this.take(name, handout))) await this.check(name, handout);
    },
    failed: (handout, name, { failedReason = "" }) => this.fail(name, handout, readFailure(failedReason)),
    stalled: (handout) => {
      this.counts.lost++;
      handout.taken = undefined;
    },
  };

  constructor(
    private readonly redis: Redis,
    private readonly queue: Queue,
    private readonly options: HandoutOptions,
  ) {}

  /** Does what something that has happened asks for, where it is to the latest ticket of a job that is out. */
  heed(happening: Happening): void {
    const { event, jobId: ticket = "" } = happening;
    const act = Object.hasOwn(this.acts, event) ? this.acts[event] : undefined;
    const name = ticket.slice(0, ticket.lastIndexOf("-"));
    const handout = this.out.get(name);
    if (!act || !handout || ticketOf(name, handout) !== ticket) return;
    (async () => act(handout, name, happening))().catch((error) => {
      // The job is looked for later.
      if (isRedisTrouble(error)) this.options.trouble(error);
      else handout.reject(error);
    });
  }

  get size(): number {
    return this.out.size;
  }

  /** What a rollout takes of a core, in milliseconds, as far as it is known. */
  get rolloutMs(): number {
    return this.spent.ms / this.spent.rollouts;
  }

  /** What an answer is waited for from, in words; undefined while answers come. */
  async waitsFor(): Promise<string | undefined> {
    const { due } = this.options.recheck.counts;
    const handouts = [...this.out];
    const longest = Math.max(0, ...handouts.map(([, { rollouts }]) => rollouts)) * this.rolloutMs;
    if (performance.now() - this.moved < WAITED_TIMES * longest) return undefined;
    if (handouts.length === 0) return due === 0 ? undefined : `waiting for this machine to check ${due} answers`;
    const taken = handouts.find(([, { taken }]) => taken !== undefined);
    const job = taken && (await this.queue.getJob(ticketOf(...taken)));
    const by = job?.processedBy === undefined ? "" : `, one of them for worker ${printable(job.processedBy)}`;
    return `waiting for the answers to ${handouts.length} jobs${by}`;
  }

  /**
   * Has shares run. Rejects with a Refused where the kernel refuses a network, a UserError where a user's task is at fault or an answer is
   * false, another Error where a job cannot be done on this machine either.
   */
  async run(shares: readonly Share[], done: (share: Share, outcome: Outcome) => void): Promise<void> {
    const names: string[] = [];
    let over = false;
    const answers = shares.map(async (share) => {
      const name = `${this.options.attempt}-${this.sent++}`;
      names.push(name);
      const rollouts = share.networks.length * share.plan.seeds.length;
      const expected = this.options.recheck.begin(share, () => over);
      // It is waited for below, where there is an answer to compare.
      expected?.catch(() => {});
      const taken = await new Promise<Taken>((resolve, reject) => {
        const failures: Handout["failures"] = new Map();
        this.out.set(name, { share, rollouts, resolve, reject, tickets: 0, heard: 0, failures, judged: false });
      });
      done(share, taken.outcome);
      if (taken.worker !== undefined && expected) await this.compare(name, taken.outcome, taken.worker, expected);
    });
    try {
      await Promise.all([this.give(names), ...answers]);
    } finally {
      over = true;
      const left = names.filter((name) => this.out.delete(name));
      if (left.length > 0) this.redis.hdel(jobsKey(this.options.run), ...left).catch(() => {});
    }
  }

  /**
   * Looks after jobs that have not been heard of and, once all are on a core, after those that are late.
   * @param deaf whether nothing is heard of any.
   */
  async look(deaf: boolean): Promise<void> {
    const { checkMs, lateMs } = this.options;
    await this.redis.pexpire(jobsKey(this.options.run), JOBS_KEPT_MS);
    const now = performance.now();
    const out = [...this.out].filter(([, { judged }]) => !judged);
    const silent = out.filter(([, { heard }]) => deaf || now - heard > checkMs);
    await Promise.all(silent.map(([name, handout]) => this.check(name, handout)));
    if (out.some(([, { taken }]) => taken === undefined)) return;
    const late = out.filter(([, { taken = now, rollouts, tickets }]) => {
      return now - taken > Math.max(lateMs, LATE_TIMES * rollouts * this.rolloutMs) * 2 ** (tickets - 1);
    });
    this.counts.late += late.length;
    this.giveAgain(late.map(([name]) => name));
  }

  /** Drops what is in Redis of the run: tickets of its jobs are worth nothing from then on. */
  async discard(): Promise<void> {
    await this.redis.del(jobsKey(this.options.run), answersKey(this.options.run));
  }

  /** Has jobs waiting for a worker. What does not arrive since Redis goes, or refuses, in the midst of it is looked for, and given again. */
  private give(names: readonly string[]): Promise<void> {
    return this.send(names).catch((error: Error) => {
      // ioredis sends single commands again, but no pipeline.
      if (!isRedisTrouble(error)) throw error;
      this.options.trouble(error);
    });
  }

  private async send(names: readonly string[]): Promise<void> {
    const { run, task, images } = this.options;
    this.moved = performance.now();
    const writing = this.redis.pipeline();
    const tickets = names.flatMap((name) => {
      const handout = this.out.get(name);
      if (!handout) return [];
      handout.heard = performance.now();
      handout.taken = undefined;
      handout.tickets++;
      writing.hset(jobsKey(run), name, writeJob(handout.share.networks, handout.share.plan));
      return [{ name: "job", data: { run, name, task, images }, opts: { jobId: ticketOf(name, handout) } }];
    });
    writing.pexpire(jobsKey(run), JOBS_KEPT_MS);
    for (const [error] of (await writing.exec()) ?? []) if (error) throw error;
    await this.queue.addBulk(tickets);
  }

  private giveAgain(names: readonly string[]): void {
    if (names.length === 0) return;
    this.give(names).catch((error) => {
      for (const name of names) this.out.get(name)?.reject(error);
    });
  }

  /** Takes a job's answer if there is one; else looks for the job, and gives it again where it is not there. */
  private async check(name: string, handout: Handout): Promise<void> {
    const ticket = ticketOf(name, handout);
    // In this order: an answer is there before its ticket is done.
    const state = await this.queue.getJobState(ticket);
    if (await this.take(name, handout)) return;
    const kept = await this.redis.hexists(jobsKey(this.options.run), name);
    const reason = state === "failed" ? (await this.queue.getJob(ticket))?.failedReason : undefined;
    if (this.out.get(name) !== handout || ticketOf(name, handout) !== ticket || handout.judged) return;
    handout.heard = performance.now();
    if (reason !== undefined) await this.fail(name, handout, readFailure(reason));
    else if (kept && state === "active") handout.taken ??= performance.now();
    else if (!kept || state !== "waiting") {
      this.counts.lost++;
      this.giveAgain([name]);
    }
  }

  /** Whether the job is done with. */
  private async take(name: string, handout: Handout): Promise<boolean> {
    const answers = answersKey(this.options.run);
    const size = await this.redis.hstrlen(answers, name);
    if (size === 0) return false;
    const fits = size === answerBytes(handout.rollouts);
    const bytes = fits ? await this.redis.hgetBuffer(answers, name) : null;
    if (this.out.get(name) !== handout) return true;
    this.drop(answers, name);
    try {
      if (!bytes) throw new MalformedAnswer(`${size} bytes`);
      this.accept(name, handout, readAnswer(bytes, handout.rollouts));
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      const { message, worker } = error;
      // Damage on the way breaks the seal: what is whole is what a worker says.
      if (worker !== undefined) this.options.conduct.setAside(worker, message);
      await this.fail(name, handout, { kind: "failed", worker, message });
    }
    return true;
  }

  private accept(name: string, handout: Handout, answer: Answer): void {
    const { conduct } = this.options;
    if (conduct.isAside(answer.worker)) {
      this.counts.lost++;
      this.giveAgain([name]);
      return;
    }
    conduct.answered(answer.worker);
    this.spent.ms = this.spent.ms * COST_MEMORY + answer.ms;
    this.spent.rollouts = this.spent.rollouts * COST_MEMORY + handout.rollouts;
    for (const [worker, { failure }] of handout.failures) {
      if (worker !== "" && worker !== answer.worker) conduct.strike(worker, failure.message);
    }
    this.settle(name, handout, answer);
  }

  private settle(name: string, handout: Handout, taken: Taken): void {
    this.out.delete(name);
    this.drop(jobsKey(this.options.run), name);
    this.counts.jobs++;
    this.moved = performance.now();
    handout.resolve(taken);
  }

  /** Throws a UserError that names the worker where its answer is not what this machine has. */
  private async compare(
    name: string,
    answer: Outcome,
    worker: string,
    expected: Promise<Outcome | undefined>,
  ): Promise<void> {
    const { conduct, recheck, notice } = this.options;
    let wrong: string | undefined;
    try {
      const here = await expected;
      if (!here) return;
      recheck.counts.checked++;
      wrong = difference(answer, here);
    } catch (error) {
      if (error instanceof Refused) wrong = `the kernel here refuses the job: ${error.message}`;
      else notice(`an answer cannot be checked here: ${printable((error as Error).message)}`);
    }
    if (wrong === undefined) return;
    const says = `its answer to job ${name} is false: ${wrong}`;
    conduct.setAside(worker, says);
    throw new UserError(
      `worker ${await conduct.nameOf(worker)}: ${says}; ${conduct.answersOf(worker)} answers of it have been taken, ` +
        `of ${this.counts.jobs} in all, and ${recheck.counts.checked} of all were checked: expected a run without that worker, from its start or ` +
        "from a checkpoint before it joined",
    );
  }

  /** Nothing waits for it: what is left behind where Redis goes does no harm, and goes with the run. */
  private drop(key: string, name: string): void {
    this.redis.hdel(key, name).catch(() => {});
  }

  private async fail(name: string, handout: Handout, failure: Failure): Promise<void> {
    const { worker = "", kind } = failure;
    const count = (handout.failures.get(worker)?.count ?? 0) + 1;
    handout.failures.set(worker, { count, failure });
    if (handout.judged) return;
    const all = Array.from(handout.failures.values()).reduce((sum, { count }) => sum + count, 0);
    const enough = isFinal(kind) || count >= ATTEMPTS || all >= ALL_ATTEMPTS;
    if (enough) return void this.judge(name, handout);
    // Somebody else has been at it: the job is written anew with its ticket.
    if (kind === "malformed") await this.options.mend();
    this.counts.lost++;
    this.giveAgain([name]);
  }

  /**
   * Tries a job here that workers fail at. Where it can be done, they are set aside; where it fails here as it did with one of them, or as
   * with two of them, the call does; else it is given again.
   */
  private async judge(name: string, handout: Handout): Promise<void> {
    const { conduct, recheck } = this.options;
    handout.judged = true;
    const here = await recheck.computeNow(handout.share).catch(failureOf);
    handout.judged = false;
    if (this.out.get(name) !== handout) return;
    if ("returns" in here) {
      for (const [worker, { count, failure }] of handout.failures) {
        const message = `it fails at what can be done here: ${failure.message}`;
        if (worker !== "" && failure.kind !== "malformed" && (count >= ATTEMPTS || isFinal(failure.kind)))
          conduct.setAside(worker, message);
      }
      this.settle(name, handout, { outcome: here });
      return;
    }
    const failures = [here, ...Array.from(handout.failures.values(), ({ failure }) => failure)];
    const alike = failures.find((one, i) => failures.slice(i + 1).some((other) => areAlike(one, other)));
    if (alike) handout.reject(errorOf(alike));
    else setTimeout(() => this.giveAgain([name]), GIVE_AGAIN_MS).unref();
  }
}

function ticketOf(name: string, { tickets }: Handout): string {
  return `${name}-${tickets}`;
}
