/** What may befall a run over a queue. Each ends with the digest of an undisturbed one on one thread. */

import type { Queue } from "bullmq";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { presetNamed } from "../../src/config/presets.js";
import { taskNamed } from "../../src/config/tasks.js";
import type { Evaluator } from "../../src/evaluate/evaluator.js";
import { localEvaluator } from "../../src/evaluate/local.js";
import { Kernel } from "../../src/evaluate/module.js";
import { type Coordinator, coordinate, type QueueOptions } from "../../src/evaluate/queue.js";
import { readWasm } from "../../src/evaluate/wasm-file.js";
import { finalDigest, train } from "../../src/train.js";
import { describeWithRedis } from "./redis.js";
import { freeze, startWorker, ticketsOf, until, type WorkerProcess } from "./workers.js";

const TASK = taskNamed("swingup");
const SMALL = { population: 32, episodesPerWeight: 16, confirmEpisodes: 1, generations: 4 };
const CONFIG = { ...presetNamed("swingup-paper"), ...SMALL };
/** The generation in which it happens. */
const FAULTY = 2;
const NEVER_MS = 1e9;
/** So that a generation is some ten jobs, and what is lost is soon missed. */
const BRISK: Omit<QueueOptions, "notice"> = { jobMs: 10, tickMs: 50, checkMs: 300, lateMs: NEVER_MS };
const LOCK_MS = 500;

/** @param fault happens while the jobs of a generation are out. */
async function digest(evaluator: Evaluator, fault: () => Promise<void> = async () => {}): Promise<string> {
  let faulty = Promise.resolve();
  const observe = ({ ranking }: { ranking: { generation: number } }) => {
    if (ranking.generation === FAULTY - 1) faulty = fault();
  };
  const state = await train({ config: CONFIG, shape: TASK, seed: 3, evaluator, observe });
  await faulty;
  return finalDigest(state);
}

describeWithRedis("a run over a queue", (server) => {
  let undisturbed: string;
  let tickets: Queue;
  let open: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    undisturbed = await digest(localEvaluator(await Kernel.load(await readWasm(), TASK)));
  });

  beforeEach(async () => {
    await server().redis.flushall();
    tickets = await ticketsOf(server());
  });

  afterEach(async () => {
    await Promise.all(open.map((close) => close()));
    open = [];
  });

  async function worker(lockMs = LOCK_MS): Promise<WorkerProcess> {
    const started = await startWorker(server().url, { lockMs });
    open.push(started.kill);
    return started;
  }

  async function coordinator(options: Partial<QueueOptions> = {}): Promise<Coordinator> {
    const opened = await coordinate(server().url, TASK, { ...BRISK, notice: () => {}, ...options });
    open.push(opened.close);
    return opened;
  }

  it("has the digest of one on one thread, with one worker and with two", async () => {
    const queue = await coordinator();
    await worker();
    expect(await digest(queue)).toBe(undisturbed);
    await worker();
    expect(await digest(queue)).toBe(undisturbed);
    expect(queue.line).toMatchObject({ out: 0, lost: 0, late: 0 });
    expect(queue.line.jobs).toBeGreaterThan(6 * CONFIG.generations);
  });

  it("has again what a worker had in hand that was killed", async () => {
    const queue = await coordinator({ checkMs: NEVER_MS });
    const victim = await worker();
    const ended = await digest(queue, async () => {
      await freeze(victim.child, tickets);
      await worker();
      await victim.kill();
    });
    expect(ended).toBe(undisturbed);
    expect(queue.line.lost).toBeGreaterThan(0);
  });

  it("waits while no worker is left, and goes on when one comes", async () => {
    const queue = await coordinator();
    const first = await worker();
    const ended = await digest(queue, async () => {
      await freeze(first.child, tickets);
      await first.kill();
      expect(queue.line.out).toBeGreaterThan(1);
      await worker();
    });
    expect(ended).toBe(undisturbed);
  });

  it("gives a straggler's job again, and the first answer counts", async () => {
    const queue = await coordinator({ checkMs: NEVER_MS, lateMs: 200 });
    const straggler = await worker(NEVER_MS);
    let other: WorkerProcess | undefined;
    const ended = await digest(queue, async () => {
      await freeze(straggler.child, tickets);
      other = await worker(NEVER_MS);
    });
    expect(ended).toBe(undisturbed);
    expect(queue.line.late).toBeGreaterThan(0);

    straggler.child.kill("SIGCONT");
    await other?.kill();
    expect(await digest(queue)).toBe(undisturbed);
  });

  it.each(["with its data", "without its data"] as const)("goes on where Redis is started again %s", async (data) => {
    const notices: string[] = [];
    const queue = await coordinator({ notice: (line) => notices.push(line) });
    await worker();
    const ended = await digest(queue, async () => {
      await until(async () => (await tickets.getActiveCount()) > 0);
      await server().restart(data);
    });
    expect(ended).toBe(undisturbed);
    const { url } = server();
    expect(notices.slice(0, 2)).toEqual([`${url} has gone: waiting for it`, `${url} is back`]);
  });
});
