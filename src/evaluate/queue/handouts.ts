/**
 * The jobs that a coordinator has out. BullMQ hands their tickets to workers, jobs and answers lie beside them. What is lost or
 * late is given again, and the first answer counts.
 */
import type { Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { UserError } from "../../user-error.js";
import type { Outcome, Share } from "../evaluator.js";
import { answerBytes, FAULT, type OwnTicket, printable, REJECTED, readAnswer, writeJob } from "./messages.js";
import { answersKey, jobsKey } from "./roster.js";

/** Jobs of a coordinator that has gone for so long are gone, too. */
const JOBS_KEPT_MS = 60_000;
/** How often a job is given that fails on its worker. */
const ATTEMPTS = 4;
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
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
  /** Tickets given for it; what becomes of the latest is followed. */
  tickets: number;
  /** When it was last heard of, and when a worker took the latest ticket. */
  heard: number;
  taken?: number | undefined;
  failures: number;
}

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
}

export class Handouts {
  /** Jobs answered, and those given again because they or their workers were lost, or late. */
  readonly counts = { jobs: 0, lost: 0, late: 0 };
  private readonly out = new Map<string, Handout>();
  private sent = 0;
  private spent = { ms: FIRST_GUESS_MS, rollouts: 1 };

  constructor(
    private readonly redis: Redis,
    private readonly queue: Queue,
    events: QueueEvents,
    private readonly options: HandoutOptions,
  ) {
    events.on("active", ({ jobId }) => {
      this.follow(jobId, (handout) => {
        handout.heard = handout.taken = performance.now();
      });
    });
    events.on("completed", ({ jobId }) => {
      this.follow(jobId, async (handout, name) => {
        if (!(await this.take(name, handout))) await this.check(name, handout);
      });
    });
    events.on("failed", ({ jobId, failedReason }) => {
      this.follow(jobId, (handout, name) => this.fail(name, handout, failedReason));
    });
    events.on("stalled", ({ jobId }) => {
      this.follow(jobId, (handout) => {
        this.counts.lost++;
        handout.taken = undefined;
      });
    });
  }

  get size(): number {
    return this.out.size;
  }

  /** What a rollout takes of a core, in milliseconds, as far as it is known. */
  get rolloutMs(): number {
    return this.spent.ms / this.spent.rollouts;
  }

  /**
   * Has shares run. Rejects with a RangeError where the kernel refuses a network, a UserError where a user's task is at fault, another Error where a job fails again and
   * again.
   */
  async run(shares: readonly Share[], done: (share: Share, outcome: Outcome) => void): Promise<void> {
    const names: string[] = [];
    const answers = shares.map(async (share) => {
      const name = `${this.options.attempt}-${this.sent++}`;
      names.push(name);
      const rollouts = share.networks.length * share.plan.seeds.length;
      const outcome = await new Promise<Outcome>((resolve, reject) => {
        this.out.set(name, { share, rollouts, resolve, reject, tickets: 0, heard: 0, failures: 0 });
      });
      done(share, outcome);
    });
    try {
      await Promise.all([this.give(names), ...answers]);
    } finally {
      const left = names.filter((name) => this.out.delete(name));
      if (left.length > 0) await this.redis.hdel(jobsKey(this.options.run), ...left);
    }
  }

  /** Looks after jobs that have not been heard of and, once all are on a core, after those that are late. */
  async look(): Promise<void> {
    const { checkMs, lateMs } = this.options;
    await this.redis.pexpire(jobsKey(this.options.run), JOBS_KEPT_MS);
    const now = performance.now();
    const silent = [...this.out].filter(([, { heard }]) => now - heard > checkMs);
    await Promise.all(silent.map(([name, handout]) => this.check(name, handout)));
    if (Array.from(this.out.values()).some(({ taken }) => taken === undefined)) return;
    const late = [...this.out].filter(([, { taken = now, rollouts, tickets }]) => {
      return now - taken > Math.max(lateMs, LATE_TIMES * rollouts * this.rolloutMs) * 2 ** (tickets - 1);
    });
    this.counts.late += late.length;
    this.giveAgain(late.map(([name]) => name));
  }

  /** Drops what is in Redis of the run: tickets of its jobs are worth nothing from then on. */
  async discard(): Promise<void> {
    await this.redis.del(jobsKey(this.options.run), answersKey(this.options.run));
  }

  /** Has jobs waiting for a worker. What does not arrive since Redis goes in the midst of it is looked for, and given again. */
  private give(names: readonly string[]): Promise<void> {
    return this.send(names).catch((error: Error) => {
      // ioredis sends single commands again, but no pipeline.
      if (error.name !== "AbortError") throw error;
    });
  }

  private async send(names: readonly string[]): Promise<void> {
    const { run, task, images } = this.options;
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
    if (this.out.get(name) !== handout || ticketOf(name, handout) !== ticket) return;
    handout.heard = performance.now();
    if (reason !== undefined) this.fail(name, handout, reason);
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
    const answer = bytes && readAnswer(bytes, handout.rollouts);
    if (!answer) {
      this.fail(name, handout, `an answer of ${size} bytes that is damaged or of another version`);
      return true;
    }
    this.out.delete(name);
    this.drop(jobsKey(this.options.run), name);
    this.counts.jobs++;
    this.spent.ms = this.spent.ms * COST_MEMORY + answer.ms;
    this.spent.rollouts = this.spent.rollouts * COST_MEMORY + handout.rollouts;
    handout.resolve(answer.outcome);
    return true;
  }

  /** Nothing waits for it: what is left behind where Redis goes does no harm, and goes with the run. */
  private drop(key: string, name: string): void {
    this.redis.hdel(key, name).catch(() => {});
  }

  private fail(name: string, handout: Handout, reason: string): void {
    if (reason.startsWith(REJECTED)) handout.reject(new RangeError(printable(reason.slice(REJECTED.length))));
    else if (reason.startsWith(FAULT)) handout.reject(new UserError(printable(reason.slice(FAULT.length))));
    else if (++handout.failures === ATTEMPTS) {
      handout.reject(new Error(`a job failed ${ATTEMPTS} times: ${printable(reason)}`));
    } else {
      this.counts.lost++;
      this.giveAgain([name]);
    }
  }

  /** Does what an event of `ticket` asks for, where it is the latest of a job that is out. */
  private follow(ticket: string, act: (handout: Handout, name: string) => void | Promise<void>): void {
    const name = ticket.slice(0, ticket.lastIndexOf("-"));
    const handout = this.out.get(name);
    if (!handout || ticketOf(name, handout) !== ticket) return;
    (async () => act(handout, name))().catch(handout.reject);
  }
}

function ticketOf(name: string, { tickets }: Handout): string {
  return `${name}-${tickets}`;
}
