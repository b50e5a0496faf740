/** What may befall a run over a queue. Each ends with the digest of an undisturbed one on one thread. */

import { type ExecFileException, execFile } from "node:child_process";
import { appendFileSync, cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Queue } from "bullmq";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { writeJob } from "../../src/evaluate/queue/messages.js";
import { jobsKey, wasmHash } from "../../src/evaluate/queue/roster.js";
import { type Coordinator, coordinate, type QueueOptions } from "../../src/evaluate/queue.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { told } from "./notices.js";
import { describeWithRedis } from "./redis.js";
import { BRISK, CONFIG, digest, LOCK_MS, NEVER_MS, TASK } from "./small-run.js";
import { freeze, startWorker, ticketsOf, until, type WorkerProcess } from "./workers.js";

const NETWORK = pack(fixedTopology(5, [5, 5], 1, "tanh")).words;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** No process goes on when its test has been given up. */
const LONGEST_MS = 50_000;

describeWithRedis("a run over a queue", (server) => {
  const elsewhere = temporaryFolder();
  let undisturbed: string;
  let tickets: Queue;
  let open: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    undisturbed = await digest(localEvaluator(await loadKernel(TASK)));
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
    await worker(NEVER_MS);
    expect(await digest(queue)).toBe(undisturbed);
    await worker(NEVER_MS);
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
    expect(told(notices).slice(0, 2)).toEqual([`${url} has gone: waiting for it`, `${url} is back`]);
  });

  it("has malformed jobs rejected and reported, and their worker lives", async () => {
    const queue = await coordinator();
    const steady = await worker();
    const run = "f".repeat(32);
    const good = writeJob([NETWORK], crossPlan([1], [1]));
    const wrongSource = writeJob([NETWORK.with(-1, 99)], crossPlan([1], [1]));
    const cut = good.subarray(0, -1);
    const jobs: Record<string, Buffer> = {
      "00000000-1": Buffer.from("?"),
      "00000000-2": wrongSource,
      "00000000-3": cut,
      "00000000-5": good,
    };
    const asked: [data: unknown, reason: string][] = [
      ["process.exit()", "ticket: Invalid input: expected object, received string"],
      [{ run, name: "00000000-1", task: "swingup", code: "1" }, 'ticket: Unrecognized key: "code"'],
      [{ run, name: "00000000-1", task: "swingup" }, "malformed job: 1 bytes"],
      [{ run, name: "00000000-2", task: "swingup" }, "the wasm refuses the network: bad source"],
      [{ run, name: "00000000-3", task: "swingup" }, "malformed job: damaged"],
      [{ run, name: "00000000-4", task: "swingup" }, "a job of 33554433 bytes: expected at most 33554432"],
      [{ run, name: "00000000-2", task: "mnist" }, "images: not what mnist needs"],
      [
        { run, name: "00000000-5", task: "biped" },
        "the network has 5 inputs and 1 outputs, the task has 24 inputs and 4 outputs",
      ],
    ];
    const ended = await digest(queue, async () => {
      const { redis } = server();
      for (const [name, job] of Object.entries(jobs)) await redis.hset(jobsKey(run), name, job);
      await redis.hset(jobsKey(run), "00000000-4", Buffer.alloc(33554433));
      await tickets.addBulk(asked.map(([data], i) => ({ name: "job", data, opts: { jobId: `bad ${i}` } })));
      // One that BullMQ itself cannot read, and one whose run has gone.
      await redis.hset(tickets.toKey((await tickets.add("job", {}, { delay: 50 })).id ?? ""), "data", "{");
      await tickets.add("job", { run: "e".repeat(32), name: "00000000-1", task: "swingup" });
      await until(async () => (await tickets.getFailedCount()) === asked.length);
      await until(() => steady.lines.includes("a job rejected: not JSON"));
    });
    expect(ended).toBe(undisturbed);
    const reports = steady.lines.filter((line) => line.startsWith("job "));
    expect(reports.sort()).toEqual(asked.map(([, reason], i) => `job bad ${i} rejected: ${reason}`));
    expect(steady.child.exitCode).toBeNull();
  });

  it("refuses a worker with another wasm, which says so, and goes on with its own", async () => {
    const queue = await coordinator();
    await worker();
    let stranger: Partial<ExecFileException> & { readonly stderr?: string } = {};
    const ended = await digest(queue, async () => {
      const program = otherBuild(elsewhere);
      const args = [program, "worker", "--queue", server().url];
      stranger = await promisify(execFile)(process.execPath, args, { timeout: LONGEST_MS }).catch((refused) => refused);
    });
    expect(ended).toBe(undisturbed);
    const { code, stderr } = stranger;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: this worker's wasm is [0-9a-f]{16}, that of the run on \S+ [0-9a-f]{16}: expected the same build of wann on both\n$/,
    );
    expect(stderr).toContain(`${(await wasmHash()).slice(0, 16)}: expected`);
  });
});

/** A copy of the built program whose wasm of a task does the same, with a section more that is called "a". */
function otherBuild(folder: string): string {
  const run = (path: string) => !/[\\/]dist[\\/](page|docs|screenshots|browser)$|\.(map|wat)$/.test(path);
  cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true, filter: run });
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  appendFileSync(join(folder, "dist/wasm/swingup.wasm"), Uint8Array.of(0, 2, 1, 0x61));
  return join(folder, "dist/cli/index.js");
}
