/** The connection to Redis: where to, and what is said where there is none. No message holds a user or a password. */
import { Redis } from "ioredis";
import { UserError } from "../../user-error.js";
import { printable } from "./messages.js";
import { redisLine } from "./redis-errors.js";
import { Waiting } from "./waiting.js";

const SCHEMES = ["redis:", "rediss:"];
const EXPECTED = "expected redis://HOST:PORT, or rediss:// for TLS";

/** A server that has not answered by then is taken to be away, in milliseconds. */
const CONNECT_MS = 10_000;

/**
 * A connection on which an answer is due for so long is taken to be dead, and opened again, in milliseconds: longer than anything that
 * waits for something to happen, and half of what a dead one may go unnoticed.
 */
const HEARTBEAT_MS = 15_000;

/** Longest wait between two attempts to come back to a server that has gone, in milliseconds. */
const LONGEST_RETRY_MS = 1000;

/** How often it is looked whether something is waited for, in milliseconds. */
const LOOK_MS = 1000;

/** Writes as jobs and their tickets are written: what the server would refuse, it refuses here. */
const PROBE = 'return redis.call("set", KEYS[1], ARGV[1], "PX", 1000)';

/** The URL without user and password. Throws a UserError that does not repeat it where it is none of Redis. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) throw new UserError(`the queue: not a URL: ${EXPECTED}`);
  const { protocol, host, pathname } = new URL(url);
  if (!SCHEMES.includes(protocol) || host === "") throw new UserError(`the queue: not a URL of Redis: ${EXPECTED}`);
  return `${protocol}//${host}${pathname}`;
}

/**
 * Connects, and from then on comes back by itself whenever the server has gone: commands wait meanwhile. Throws a UserError
 * where the server cannot be reached at first, or refuses what a queue needs of it.
 * @param notice is told, in a line, when the server goes and when it is back, and meanwhile that it is waited for.
 * @param heartbeatMs for tests: when a connection without an answer is dead.
 */
export async function connect(url: string, notice: (line: string) => void, heartbeatMs = HEARTBEAT_MS): Promise<Redis> {
  const shown = shownUrl(url);
  let connected = false;
  let failure: Error | undefined;
  const redis = releasing(
    new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      socketTimeout: heartbeatMs,
      maxRetriesPerRequest: null,
      retryStrategy: (attempt) => (connected ? Math.min(attempt * 100, LONGEST_RETRY_MS) : null),
    }),
  );
  redis.on("error", (error: Error) => {
    failure = error;
  });
  let away: string | undefined = `connecting to ${shown}`;
  const waiting = new Waiting(notice);
  const looks = setInterval(() => waiting.look(away), LOOK_MS);
  redis.on("end", () => clearInterval(looks));
  try {
    await redis.connect();
    await redis.ping();
    if (failure) throw failure;
    await redis.eval(PROBE, 1, "wann:probe", "1");
    await noticeEviction(redis, shown, notice);
  } catch (error) {
    clearInterval(looks);
    // A connection that has gone by itself would hold the process for the time it is given to end.
    if (redis.status === "ready") redis.disconnect();
    throw new UserError(`the queue ${shown}: ${reason(failure ?? (error as Error))}`);
  }
  connected = true;
  away = undefined;
  redis.on("close", () => {
    if (away !== undefined || redis.status === "end") return;
    away = `${shown} has gone: waiting for it`;
    waiting.say(away);
  });
  redis.on("ready", () => {
    if (away !== undefined) notice(`${shown} is back`);
    away = undefined;
  });
  return redis;
}

/**
 * The connection, and all that are made like it, without the timer of an answer that was still due when it closed: ioredis 5.11 leaves it,
 * where it would hold the process for a heartbeat, and then end the connection after.
 */
function releasing(redis: Redis): Redis {
  redis.on("close", () => {
    const { socketTimeoutTimer } = redis as unknown as { socketTimeoutTimer: NodeJS.Timeout | undefined };
    clearTimeout(socketTimeoutTimer);
    Object.assign(redis, { socketTimeoutTimer: undefined });
  });
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => releasing(duplicate(override));
  return redis;
}

/** Says where the server throws away what it likes once its memory is full. Jobs that go in that way are given again. */
async function noticeEviction(redis: Redis, shown: string, notice: (line: string) => void): Promise<void> {
  const memory = await redis.info("memory").catch(() => "");
  const [, bound = "0"] = /^maxmemory:(\d+)/m.exec(memory) ?? [];
  const [, policy = "noeviction"] = /^maxmemory_policy:(\S+)/m.exec(memory) ?? [];
  if (bound === "0" || policy === "noeviction") return;
  notice(
    `${shown} may throw jobs away, which are given again: expected maxmemory-policy noeviction, not ${printable(policy)}`,
  );
}

/**
 * Does the last things on the connection, side by side, and closes it. Where the server has gone, or goes meanwhile, they are not waited
 * for: they would not end before it is back.
 */
export async function closeAll(redis: Redis, ...last: readonly (() => Promise<unknown>)[]): Promise<void> {
  const gone = new Promise((resolve) => redis.once("close", resolve));
  const closing = Promise.allSettled(last.map((close) => close()));
  if (redis.status === "ready") await Promise.race([closing, gone]);
  redis.disconnect();
}

/** In a line why there is no connection. */
function reason(error: Error & { code?: string }): string {
  if (/^(WRONGPASS|NOAUTH|ERR.*AUTH)/i.test(error.message)) {
    return `refused (${error.message.split(" ")[0]}): expected a user and a password that it knows, as in redis://USER:PASSWORD@HOST`;
  }
  const refused = redisLine(error);
  if (refused !== undefined) return refused;
  return `cannot be reached (${error.code ?? error.message.split(/[,.]/)[0]}): expected a Redis server there`;
}
