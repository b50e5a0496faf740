/**
 * How workers behave: one that fails where others succeed, or whose answers cannot be true, is set aside. What it says is no longer
 * heeded, and a word in Redis tells it to leave.
 */
import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { printable } from "./messages.js";
import { PREFIX, readLines } from "./roster.js";

/** Jobs that a worker may fail at and others succeed in. */
const STRIKES = 4;

/** How long a worker that was set aside is told so. */
const ASIDE_MS = 3_600_000;

/** Characters of an id that lines show. */
const SHOWN = 8;

const asideKey = (id: string) => `${PREFIX}:aside:${id}`;

export class Conduct {
  private readonly hosts = new Map<string, string>();
  private readonly taken = new Map<string, number>();
  private readonly strikes = new Map<string, number>();
  private readonly aside = new Set<string>();

  constructor(
    private readonly redis: Redis,
    private readonly notice: (line: string) => void,
  ) {}

  /** Takes note of a worker that is there. */
  meet(id: string, host: string): void {
    this.hosts.set(id, host);
  }

  /** A worker's host and the beginning of its id. */
  async nameOf(id: string): Promise<string> {
    // One that has just come may not have been met.
    const lines = this.hosts.has(id) ? [] : await readLines(this.redis, "worker").catch(() => []);
    for (const line of lines) this.meet(line.id, line.host);
    return workerName(this.hosts.get(id) ?? "of an unknown host", id);
  }

  /** Answers of a worker that have been taken. */
  answersOf(id: string): number {
    return this.taken.get(id) ?? 0;
  }

  isAside(id: string): boolean {
    return this.aside.has(id);
  }

  /** A worker's answer has been taken. */
  answered(id: string): void {
    this.taken.set(id, this.answersOf(id) + 1);
  }

  /** A worker has failed at a job that another has done. */
  strike(id: string, message: string): void {
    const strikes = (this.strikes.get(id) ?? 0) + 1;
    this.strikes.set(id, strikes);
    if (strikes >= STRIKES) this.setAside(id, `it fails where others succeed: ${message}`);
  }

  /** Sets a worker aside, in a line that says why. */
  setAside(id: string, why: string): void {
    if (this.aside.has(id)) return;
    this.aside.add(id);
    void this.nameOf(id).then((name) => this.notice(`worker ${name} is set aside: ${why}`));
    const word = printable(`set aside by the run on ${hostname()}: ${why}`);
    // Where Redis has gone, the worker is told by nobody, and not heeded all the same.
    this.redis.set(asideKey(id), word, "PX", ASIDE_MS).catch(() => {});
  }
}

/** What lines call a worker. */
export function workerName(host: string, id: string): string {
  return `${host} (${id.slice(0, SHOWN)})`;
}

/** Why a worker has been set aside, or undefined where it has not. */
export async function asideWord(redis: Redis, id: string): Promise<string | undefined> {
  const word = await redis.getrange(asideKey(id), 0, 199);
  return word === "" ? undefined : printable(word);
}
