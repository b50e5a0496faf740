/**
 * What happens to a queue's jobs, as BullMQ writes it into a stream of Redis. A stream that cannot be read is told of, and read from
 * where it was left as soon as it can be: until then, jobs are looked for instead.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";

/** How long a look at the stream waits for something to happen, in milliseconds; the connection's heartbeat allows for it. */
const BLOCK_MS = 5000;

/** A stream that cannot be read is tried again after so many milliseconds. */
const RETRY_MS = 1000;

const START = "0-0";

/** What happened: BullMQ's name for it, and the job's id and the like. */
export type Happening = Readonly<Record<string, string>>;

export class EventStream {
  /** Why nothing is heard at present; undefined while it is. */
  lost: string | undefined;
  private readonly connection: Redis;
  private closed = false;

  /**
   * @param redis a connection to the server; the stream has one of its own.
   * @param key the stream's.
   * @param last the id of the last thing that does not matter any more.
   * @param heed is told of all that happens.
   * @param reason says in a line what an error of Redis means.
   */
  constructor(
    redis: Redis,
    private readonly key: string,
    private last: string | undefined,
    private readonly heed: (happening: Happening) => void,
    private readonly reason: (error: Error) => string,
  ) {
    this.connection = redis.duplicate();
    this.connection.on("error", () => {});
    this.connection.on("close", () => {
      this.lost = "its connection has gone";
    });
    this.connection.on("ready", () => {
      this.lost = undefined;
    });
    void this.listen();
  }

  close(): void {
    this.closed = true;
    this.connection.disconnect();
  }

  private async listen(): Promise<void> {
    while (!this.closed) {
      try {
        await this.hear();
        this.lost = undefined;
      } catch (error) {
        if (this.closed) return;
        this.lost = this.reason(error as Error);
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  private async hear(): Promise<void> {
    const { connection, key } = this;
    // After an error it is soon to be known whether it can be read again.
    const block = this.lost === undefined ? BLOCK_MS : 1;
    const read = await connection.xread("BLOCK", block, "STREAMS", key, this.last ?? START);
    for (const [, happenings] of read ?? []) {
      for (const [id, fields] of happenings) {
        this.last = id;
        this.heed(Object.fromEntries(pairs(fields)));
      }
    }
    if (read) return;
    // A server that was started without its data may number anew.
    const [newest] = await connection.xrevrange(key, "+", "-", "COUNT", 1);
    if (newest && newest[0] !== this.last && isBefore(newest[0], this.last ?? START)) this.last = START;
  }
}

function pairs(fields: readonly string[]): [string, string][] {
  return fields.flatMap((field, i) => (i % 2 === 0 ? [[field, fields[i + 1]] as [string, string]] : []));
}

/** Whether a stream's id is smaller than another. */
function isBefore(a: string, b: string): boolean {
  const [[aMs, aCount], [bMs, bCount]] = [a, b].map((id) => id.split("-").map(Number));
  return aMs < bMs || (aMs === bMs && aCount < bCount);
}
