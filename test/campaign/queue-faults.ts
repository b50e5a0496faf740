/** What may happen to a queue while a small search runs over it: each is to change nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Queue } from "bullmq";
import { failureText } from "../../src/evaluate/queue/failures.js";
import type { Stream } from "../../src/random/stream.js";
import { joinForger } from "../queue/forger.js";
import type { TcpProxy } from "../queue/proxy.js";
import type { RedisServer } from "../queue/redis.js";
import { freeze, type WorkerProcess } from "../queue/workers.js";

/** KiB of addresses that are too few for a wasm. */
const POOR_KB = 10_000_000;
/** How long what passes by itself lasts, in milliseconds. */
const PASSING_MS = 1500;

export interface Scene {
  readonly server: RedisServer;
  /** The coordinator's way to it. */
  readonly proxy: TcpProxy;
  /** BullMQ's side. */
  readonly tickets: Queue;
  /** The one that has work. */
  readonly worker: WorkerProcess;
  /** Another joins; it is ended with the scene. */
  another(limitKb?: number): Promise<WorkerProcess>;
  /** Is called when the scene ends. */
  later(close: () => Promise<unknown>): void;
  readonly stream: Stream;
}

type Fault = (scene: Scene) => Promise<unknown>;

/** Deletes what keys match. */
const lose =
  (pattern: RegExp): Fault =>
  async ({ server: { redis } }) => {
    const keys = (await redis.keys("wann:*")).filter((key) => pattern.test(key));
    if (keys.length > 0) await redis.del(keys);
  };

/** Overwrites what lies in the hashes of that name with bytes of no meaning. */
const garble =
  (hash: "jobs" | "answers"): Fault =>
  async ({ server: { redis }, stream }) => {
    for (const jobs of await redis.keys("wann:jobs:*")) {
      for (const name of (await redis.hkeys(jobs)).slice(0, 3)) {
        const bytes = Buffer.from(Array.from({ length: 1 + stream.integer(400) }, () => stream.integer(256)));
        await redis.hset(jobs.replace(":jobs:", `:${hash}:`), name, bytes);
      }
    }
  };

/** Something about Redis is so for a while. */
const forAWhile =
  (begin: Fault, end: Fault): Fault =>
  async (scene) => {
    await begin(scene);
    await sleep(PASSING_MS);
    await end(scene);
  };

const configured =
  (key: string, value: string): Fault =>
  ({ server }) =>
    server.redis.config("SET", key, value);
const permitted =
  (...rules: string[]): Fault =>
  ({ server }) =>
    server.redis.acl("SETUSER", "default", ...rules);

export const QUEUE_FAULTS: Readonly<Record<string, Fault>> = {
  "a worker is killed": async ({ worker, tickets, another }) => {
    await freeze(worker.child, tickets);
    await another();
    await worker.kill();
  },
  "no worker is left for a while": async ({ worker, another }) => {
    await worker.kill();
    await sleep(PASSING_MS);
    await another();
  },
  "a worker stands still for a while": forAWhile(
    async ({ worker, tickets }) => freeze(worker.child, tickets),
    async ({ worker }) => worker.child.kill("SIGCONT"),
  ),
  "a worker has no memory": ({ another }) => another(POOR_KB),
  "a worker fails every job at once": async ({ server, later }) => {
    const forger = await joinForger(server.url, ({ worker }) => {
      throw new Error(failureText({ kind: "failed", worker, message: "out of order" }));
    });
    later(forger.close);
  },
  "a worker calls every network malformed": async ({ server, later }) => {
    const forger = await joinForger(server.url, ({ worker }) => {
      throw new Error(failureText({ kind: "refused", worker, message: "the wasm refuses the network: bad source" }));
    });
    later(forger.close);
  },
  "a worker answers with bytes of no meaning": async ({ server, later }) => {
    later((await joinForger(server.url, () => Buffer.from("?"))).close);
  },
  "Redis is started again with its data": ({ server }) => server.restart("with its data"),
  "Redis is started again without its data": ({ server }) => server.restart("without its data"),
  "Redis stands still for a while": ({ server }) => server.redis.client("PAUSE", PASSING_MS),
  "Redis is emptied": ({ server }) => server.redis.flushall(),
  "Redis' memory is full for a while": forAWhile(configured("maxmemory", "1"), configured("maxmemory", "0")),
  "Redis runs no scripts for a while": forAWhile(permitted("-eval", "-evalsha"), permitted("+@all")),
  "Redis lets nobody read events for a while": forAWhile(permitted("-xread"), permitted("+@all")),
  "Redis writes nothing for a while": forAWhile(permitted("-@write"), permitted("+@all")),
  "all connections are cut": ({ server }) => server.redis.client("KILL", "TYPE", "normal", "SKIPME", "yes"),
  "the coordinator's connections go dead": async ({ proxy }) => proxy.freeze(),
  "jobs are thrown away": lose(/^wann:jobs:/),
  "tickets are thrown away": lose(/:[0-9a-f]{8}-\d+-\d+$/),
  "answers are thrown away": lose(/^wann:answers:/),
  "the events are thrown away": lose(/:events$/),
  "the list of waiting jobs is thrown away": lose(/:wait$/),
  "jobs are overwritten": garble("jobs"),
  "answers are overwritten": garble("answers"),
  "tickets that are none are put in": ({ tickets }) =>
    tickets.addBulk([null, 1, "process.exit()", { run: "*" }, {}].map((data) => ({ name: "job", data }))),
};
