/** What a queue waits for or is refused is told of in a line, and does not end a run. */
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { localEvaluator } from "../../src/evaluate/local.js";
import { type Coordinator, coordinate, type QueueOptions } from "../../src/evaluate/queue.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { runHere } from "../cli/run-cli.js";
import { describeWith } from "../describe-with.js";
import { REDIS } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { told } from "./notices.js";
import { startProxy } from "./proxy.js";
import { describeWithRedis, startRedis } from "./redis.js";
import { BRISK, digest, LOCK_MS, TASK } from "./small-run.js";
import { freeze, startWorker, ticketsOf, until } from "./workers.js";

const HEARTBEAT_MS = 400;

describeWithRedis("a run over a queue", (server) => {
  let undisturbed: string;
  let open: (() => unknown)[] = [];
  let notices: string[] = [];

  beforeAll(async () => {
    undisturbed = await digest(localEvaluator(await loadKernel(TASK)));
  });

  beforeEach(async () => {
    await server().redis.flushall();
    notices = [];
  });

  afterEach(async () => {
    await Promise.all(open.map((close) => close()));
    open = [];
  });

  async function coordinator(url: string, options: Partial<QueueOptions> = {}): Promise<Coordinator> {
    const notice = (line: string) => notices.push(line);
    const opened = await coordinate(url, TASK, { ...BRISK, notice, ...options });
    open.push(opened.close);
    return opened;
  }

  it("finds a connection that is dead without a word, and opens it again", async () => {
    const proxy = await startProxy(server().port);
    const url = `redis://127.0.0.1:${proxy.port}`;
    const queue = await coordinator(url, { heartbeatMs: HEARTBEAT_MS });
    const worker = await startWorker(server().url, { lockMs: LOCK_MS });
    open.push(worker.kill, proxy.close);
    let frozen = 0;
    const ended = await digest(queue, async () => {
      frozen = proxy.freeze();
    });
    expect(ended).toBe(undisturbed);
    expect(frozen).toBeGreaterThan(1);
    expect(told(notices).slice(0, 2)).toEqual([`${url} has gone: waiting for it`, `${url} is back`]);
  });

  it("tells of a lost event stream, does without, and hears again when it can", async () => {
    const { redis, url } = server();
    await redis.acl("SETUSER", "deaf", "on", "nopass", "~wann:*", "+@all", "-@dangerous", "+info");
    const deaf = url.replace("//", "//deaf:x@");
    const queue = await coordinator(deaf);
    const worker = await startWorker(url, { lockMs: LOCK_MS });
    open.push(worker.kill);
    const ended = await digest(queue, async () => {
      await redis.acl("SETUSER", "deaf", "-xread");
      // A slow worker's answers may be waited for, and that told, too.
      const deafness =
        /^redis:\/\/\S+: what happens to jobs is not heard \(refused \(NOPERM\): .*\): looking for them instead$/;
      await until(() => notices.some((each) => deafness.test(each)));
    });
    expect(ended).toBe(undisturbed);
    const before = queue.line.lost;
    await redis.acl("SETUSER", "deaf", "+xread");
    expect(await digest(queue)).toBe(undisturbed);
    expect(queue.line.lost).toBe(before);
  });

  it("tells what to set where Redis' memory is full in the midst of it, and goes on when there is room", async () => {
    const { redis, url } = server();
    const queue = await coordinator(url);
    const worker = await startWorker(url, { lockMs: LOCK_MS });
    open.push(worker.kill);
    const ended = await digest(queue, async () => {
      await redis.config("SET", "maxmemory", "1");
      await until(() =>
        notices.includes(`${url}: refused (OOM): its memory is full: expected a higher maxmemory, or 0; trying again`),
      );
      await redis.config("SET", "maxmemory", "0");
    });
    expect(ended).toBe(undisturbed);
  });

  it("has again what Redis has thrown away: jobs, their tickets, and answers", async () => {
    const { redis, url } = server();
    const tickets = await ticketsOf(server());
    const queue = await coordinator(url);
    const worker = await startWorker(url, { lockMs: LOCK_MS });
    open.push(worker.kill);
    const ended = await digest(queue, async () => {
      await freeze(worker.child, tickets);
      const keys = await redis.keys("wann:*");
      const lost = keys.filter((key) => /:(jobs|answers):|queue-[0-9a-f]+:[0-9a-f]{8}-\d+-\d+$/.test(key));
      expect(lost.length).toBeGreaterThan(1);
      await redis.del(lost);
      worker.child.kill("SIGCONT");
    });
    expect(ended).toBe(undisturbed);
    expect(worker.lines.filter((line) => line.includes("rejected"))).toEqual([]);
  });

  it("says after a second that no worker is there, and which worker is waited for", async () => {
    const queue = await coordinator(server().url);
    const call = digest(queue);
    await until(() => notices.length > 0);
    expect(notices).toEqual(["no worker has joined: waiting for one"]);
    const worker = await startWorker(server().url, { lockMs: 60_000 });
    open.push(worker.kill);
    const tickets = await ticketsOf(server());
    await until(async () => (await tickets.getActiveCount()) > 0);
    worker.child.kill("SIGSTOP");
    await until(() => notices.length > 1);
    expect(notices[1]).toMatch(/^waiting for the answers to \d+ jobs(, one of them for worker \S+ \([0-9a-f]{8}\))?$/);
    worker.child.kill("SIGCONT");
    expect(await call).toBe(undisturbed);
  });
});

describeWith(REDIS, "a Redis that cannot be used", () => {
  const folder = temporaryFolder();

  it.each<[string, string[], string]>([
    [
      "has no memory left",
      ["--maxmemory", "1"],
      "refused (OOM): its memory is full: expected a higher maxmemory, or 0",
    ],
    [
      "runs no scripts",
      ["--rename-command", "EVAL", ""],
      "refused (ERR unknown command 'eval'): a command that a queue needs is switched off: expected no rename-command in redis.conf",
    ],
    [
      "is a replica",
      ["--replicaof", "127.0.0.1", "1"],
      "refused (READONLY): it is a replica: expected the URL of the server that it follows",
    ],
  ])("as it %s is told of in one line that says what to set", async (_, settings, says) => {
    const server = await startRedis(...settings);
    const { code, stderr } = await runHere(["worker", "--queue", server.url], folder);
    await server.stop();
    expect([code, stderr]).toEqual([2, `error: the queue ${server.url}: ${says}\n`]);
  });

  it("as it may throw jobs away is told of, and used", async () => {
    const server = await startRedis("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
    const notices: string[] = [];
    const queue = await coordinate(server.url, TASK, { notice: (line) => notices.push(line) });
    await queue.close();
    await server.stop();
    expect(notices).toEqual([
      `${server.url} may throw jobs away, which are given again: expected maxmemory-policy noeviction, not allkeys-lru`,
    ]);
  });
});
