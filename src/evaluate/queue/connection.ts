/** The connection to Redis: where to, and what is said where there is none. No message holds a user or a password. */
import { Redis } from "ioredis";
import { UserError } from "../../user-error.js";

const SCHEMES = ["redis:", "rediss:"];
const EXPECTED = "expected redis://HOST:PORT, or rediss:// for TLS";

/** A server that has not answered by then is taken to be away, in milliseconds. */
const CONNECT_MS = 10_000;

/** Longest wait between two attempts to come back to a server that has gone, in milliseconds. */
const LONGEST_RETRY_MS = 1000;

/** The URL without user and password. Throws a UserError that does not repeat it where it is none of Redis. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) throw new UserError(`the queue: not a URL: ${EXPECTED}`);
  const { protocol, host, pathname } = new URL(url);
  if (!SCHEMES.includes(protocol) || host === "") throw new UserError(`the queue: not a URL of Redis: ${EXPECTED}`);
  return `${protocol}//${host}${pathname}`;
}

/**
 * Connects, and from then on comes back by itself whenever the server has gone: commands wait meanwhile. Throws a UserError
 * where the server cannot be reached at first, or refuses.
 * @param notice is told, in a line, when the server goes and when it is back.
 */
export async function connect(url: string, notice: (line: string) => void): Promise<Redis> {
  const shown = shownUrl(url);
  let connected = false;
  let failure: Error | undefined;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => (connected ? Math.min(attempt * 100, LONGEST_RETRY_MS) : null),
  });
  redis.on("error", (error: Error) => {
    failure = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    if (failure) throw failure;
  } catch (error) {
    // A connection that has gone by itself would hold the process for the time it is given to end.
    if (redis.status === "ready") redis.disconnect();
    throw new UserError(`the queue ${shown}: ${reason(failure ?? (error as Error))}`);
  }
  connected = true;
  let away = false;
  redis.on("close", () => {
    if (away || redis.status === "end") return;
    away = true;
    notice(`${shown} has gone: waiting for it`);
  });
  redis.on("ready", () => {
    if (away) notice(`${shown} is back`);
    away = false;
  });
  return redis;
}

/**
 * Closes what BullMQ has open on the connection, and then the connection. Where the server has gone, what is open is not waited
 * for: it would not end before the server is back.
 */
export async function closeAll(redis: Redis, ...open: readonly { close(): Promise<void> }[]): Promise<void> {
  const closing = Promise.allSettled(open.map((part) => part.close()));
  if (redis.status === "ready") await closing;
  redis.disconnect();
}

/** In a line why there is no connection. */
function reason(error: Error & { code?: string }): string {
  if (/^(WRONGPASS|NOAUTH|NOPERM|ERR.*AUTH)/i.test(error.message)) {
    return `refused (${error.message.split(" ")[0]}): expected a user and a password that it knows, as in redis://USER:PASSWORD@HOST`;
  }
  return `cannot be reached (${error.code ?? error.message.split(/[,.]/)[0]}): expected a Redis server there`;
}
