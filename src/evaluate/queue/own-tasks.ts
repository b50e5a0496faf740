/**
 * Users' tasks over a queue. Of one in AssemblyScript the coordinator keeps the wasm in Redis, where workers fetch it: it is accepted with the
 * imports of the contract alone, so that it can reach nothing. Of one in TypeScript or JavaScript the workers have the same file, of one of
 * Gymnasium's the same environment on the same versions: no code travels.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { compiledTask } from "../../own/open.js";
import { isOwnName } from "../../own/short-name.js";
import type { Task } from "../../tasks/task.js";
import { UserError } from "../../user-error.js";
import { readWasm } from "../task-files.js";
import { boundedMemory } from "./bounded-memory.js";
import { type OwnTicket, printable } from "./messages.js";
import { PREFIX } from "./roster.js";

/** The largest wasm that is sent, in bytes. */
const MAX_WASM_BYTES = 1 << 24;
/** The most memory that a wasm out of Redis may take for a thread, in pages of 64 KiB: half of it is for jobs. */
const MOST_PAGES = 8192;
/** The wasm of a coordinator that has gone for so long is gone, too. */
const WASM_KEPT_MS = 60_000;
/** Characters of a hash that lines show. */
const SHOWN = 16;

const wasmKey = (hash: string) => `${PREFIX}:wasm:${hash}`;

/** What tickets of a run say of a user's task, and the wasm that is to lie in Redis. */
export interface OwnRun {
  readonly ticket: OwnTicket;
  readonly wasm?: Buffer;
}

/** Undefined of a task that every build has. Throws a UserError where a wasm is too large. */
export async function ownRunOf(task: Task): Promise<OwnRun | undefined> {
  if (!isOwnName(task.name)) return undefined;
  const file = task.name;
  if (task.own) {
    const kind = "environment" in task.own ? "environment" : "module";
    return { ticket: { kind, file, hash: worldHash(task), versions: versionsOf(task) } };
  }
  const wasm = Buffer.from(await readWasm(task));
  if (wasm.length > MAX_WASM_BYTES) {
    throw new UserError(`${file}: ${wasm.length} bytes: expected at most ${MAX_WASM_BYTES} over a queue`);
  }
  return { ticket: { kind: "wasm", file, hash: hashOf(wasm), versions: "" }, wasm };
}

/** Keeps a run's wasm in Redis for a while longer; puts it there where it is missing. */
export async function keepWasm(redis: Redis, { ticket, wasm }: OwnRun): Promise<void> {
  if (!wasm || (await redis.pexpire(wasmKey(ticket.hash), WASM_KEPT_MS)) === 1) return;
  await putWasm(redis, { ticket, wasm });
}

/** Puts a run's wasm in Redis, whatever lies there. */
export async function putWasm(redis: Redis, { ticket, wasm }: OwnRun): Promise<void> {
  if (wasm) await redis.set(wasmKey(ticket.hash), wasm, "PX", WASM_KEPT_MS);
}

/** The users' tasks of a worker. */
export class OwnTasks {
  private folder: string | undefined;

  /** @param given those whose files the worker has. */
  constructor(
    private readonly redis: Redis,
    private readonly given: readonly Task[],
  ) {}

  /**
   * The task of a ticket. Throws a UserError where the worker has not its file, or has another; a RangeError where the wasm that
   * lies in Redis is not what the ticket says, or is no task's; an Error where there is none.
   */
  async taskOf(ticket: OwnTicket): Promise<Task> {
    const { kind, file, hash } = ticket;
    return kind === "wasm" ? this.wasmOf(file, hash) : this.givenOf(ticket);
  }

  /** Removes what has been written. */
  close(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private givenOf({ kind, file, hash, versions }: OwnTicket): Task {
    const found = this.given.find((task) => task.own && worldHash(task) === hash);
    if (found) return found;
    const said = (own: string, name: string, of: string) =>
      `${name} ${own ? `runs on ${own}` : `has hash ${of.slice(0, SHOWN)}`}`;
    const wanted = `the run's task ${said(printable(versions), printable(file), hash)}`;
    const own = this.given.map((task) =>
      task.own ? said(versionsOf(task), task.name, worldHash(task)) : `${task.name} is a wasm`,
    );
    const has = own.length === 0 ? "has no such task" : `has: ${own.join(", ")}`;
    const expected =
      kind === "module" ? "the same file, and what it imports" : "the same environment, and the same versions";
    throw new UserError(`${wanted}, this worker ${has}: expected ${expected}`);
  }

  private async wasmOf(file: string, hash: string): Promise<Task> {
    const size = await this.redis.strlen(wasmKey(hash));
    if (size > MAX_WASM_BYTES) throw new RangeError(`a wasm of ${size} bytes: expected at most ${MAX_WASM_BYTES}`);
    const wasm = await this.redis.getBuffer(wasmKey(hash));
    if (!wasm) throw new Error(`the wasm of ${file} has gone`);
    if (hashOf(wasm) !== hash) throw new RangeError(`the wasm of ${file} is not what its hash says`);
    this.folder ??= mkdtempSync(join(tmpdir(), "wann-worker-"));
    const path = join(this.folder, `${hash}.wasm`);
    try {
      writeFileSync(path, boundedMemory(wasm, MOST_PAGES));
      return await compiledTask(path, file);
    } catch (error) {
      throw new RangeError((error as Error).message);
    }
  }
}

/** Of all that a world does: a module's code, with what it imports, or what runs an environment; and what inputs are divided by. */
function worldHash({ own }: Task): string {
  const world = own && ("code" in own ? own.code : JSON.stringify(own.environment));
  return hashOf(`${world}\n${JSON.stringify(own?.facts.scales)}`);
}

/** The versions that an environment of Gymnasium's runs on; nothing of others. */
function versionsOf({ own }: Task): string {
  if (!own || !("environment" in own)) return "";
  const { python, numpy, gymnasium } = own.environment;
  return `Python ${python}, NumPy ${numpy}, Gymnasium ${gymnasium}`;
}

function hashOf(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
