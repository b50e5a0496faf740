/** A real Redis for tests: this machine's redis-server, on a free loopback port. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll } from "vitest";
import { describeWith } from "../describe-with.js";
import { findProgram, REDIS } from "../programs.js";

/** A server that does not answer yet is asked again after so many milliseconds. */
const ASK_AGAIN_MS = 20;

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** For tests to look into it. */
  readonly redis: Redis;
  /** Ends it without a chance to tidy up, and starts it again. */
  restart(data: "with its data" | "without its data"): Promise<void>;
  stop(): Promise<void>;
}

/** @param settings more of redis-server's options. */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const program = findProgram(REDIS);
  if (!program) throw new Error(REDIS.missing);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "wann-redis-"));
  // Every write is in the file before it is answered.
  const durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "no"];
  const listening = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
  const start = () => spawn(program, [...listening, ...durable, ...settings], { stdio: "ignore" });
  let server: ChildProcess = start();
  const kill = async () => {
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  const password = settings[settings.indexOf("--requirepass") + 1];
  const redis = new Redis({
    port,
    host: "127.0.0.1",
    ...(settings.includes("--requirepass") && { password }),
    maxRetriesPerRequest: null,
    retryStrategy: () => ASK_AGAIN_MS,
  });
  redis.on("error", () => {});
  await redis.ping();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    redis,
    async restart(data) {
      await kill();
      if (data === "without its data") {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      }
      server = start();
      await redis.ping();
    },
    async stop() {
      redis.disconnect();
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

/**
 * A describe whose tests share a Redis.
 * @param tests are given the server as a function, for use in hooks and tests.
 */
export function describeWithRedis(title: string, tests: (server: () => RedisServer) => void): void {
  describeWith(REDIS, title, () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server.stop());
    tests(() => server);
  });
}
