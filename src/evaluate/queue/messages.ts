/**
 * What coordinator and workers send each other, little-endian. A job, checked in every field before it is run:
 *
 *     | "WJOB" | version | networks | episodes | weights | flags | patience | options |  u32 each
 *     | the task's options, f64 | weights, f64 [episode][weight] | seeds, u32 [episode] | each network's words, u32 | the networks, u32 words | seal |
 *
 * and its answer:
 *
 *     | "WANS" | version | rollouts | nonFinite |  u32 each
 *     | the worker's id, 16 bytes | milliseconds it took, f64 | returns, f64 [rollout] | steps, u32 [rollout] | seal |
 *
 * A rollout is an episode of a network. The seal is the first 16 bytes of the SHA-256 of all before it.  */
import { createHash } from "node:crypto";
import * as z from "zod";
import { MOST_NODES } from "../../genome/problem.js";
import { TASKS, type Task, taskNamed } from "../../tasks/registry.js";
import type { Outcome, Plan } from "../evaluator.js";

const JOB_MAGIC = 0x424f4a57;
const ANSWER_MAGIC = 0x534e4157;
const VERSION = 4;
const SEAL_BYTES = 16;
const JOB_HEADER_BYTES = 32;
const ID_AT = 16;
const ID_BYTES = 16;
const ANSWER_HEADER_BYTES = ID_AT + ID_BYTES + 8;
const ROLLOUT_BYTES = 12;

/** The largest job that is looked at, in bytes. */
export const MAX_JOB_BYTES = 1 << 25;
/** The most rollouts of a job. */
export const MAX_JOB_ROLLOUTS = 1 << 20;
/** A packed network's own header, in words; the number of its nodes is word 4. */
const NETWORK_HEADER_WORDS = 6;

/** Bits of a job's flags: individual, forecast, whether it has options. */
const FLAGS = 3;
/** Characters of a file's name. */
const MAX_FILE_NAME = 1000;
/** Characters of the versions that an environment runs on. */
const MAX_VERSIONS = 200;
/** Options of a task. */
const MAX_OPTIONS = 64;

/** What a job's ticket says: BullMQ carries it, and the job lies beside it. */
export interface Ticket {
  /** The run's name in Redis. */
  readonly run: string;
  /** The job's name in the run. */
  readonly name: string;
  /** A task that every build has, or a user's. */
  readonly task: Task | OwnTicket;
  /** Of a task of images, the hash of them. */
  readonly images?: string | undefined;
}

/** A user's task. */
export interface OwnTicket {
  /** Whether its wasm lies in Redis, or the workers have its file, or the environment. */
  readonly kind: "wasm" | "module" | "environment";
  /** What it is called where the run is. */
  readonly file: string;
  /** SHA-256, in hex. */
  readonly hash: string;
  /** What an environment runs on, for error lines. */
  readonly versions: string;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const place = {
  run: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string().regex(/^[0-9a-f]{8}-\d{1,15}$/),
};
const ticket = z.strictObject({ ...place, task: z.enum(TASKS.all.map(({ name }) => name)), images: hash.optional() });
const ownTicket = z.strictObject({
  ...place,
  task: z.strictObject({
    kind: z.enum(["wasm", "module", "environment"]),
    file: z.string().max(MAX_FILE_NAME),
    hash,
    versions: z.string().max(MAX_VERSIONS),
  }),
});

/** Throws a RangeError that says what is wrong where `data`, which may be anything, is no ticket. */
export function readTicket(data: unknown): Ticket {
  const own = typeof (data as { task?: unknown } | null)?.task === "object";
  const { data: read, error } = (own ? ownTicket : ticket).safeParse(data);
  if (error) throw new RangeError(`${error.issues[0].path.join(".") || "ticket"}: ${error.issues[0].message}`);
  const { task } = read;
  return { ...read, task: typeof task === "string" ? taskNamed(task) : task };
}

/** Throws a RangeError where the job is larger than workers take. */
export function writeJob(networks: readonly Uint32Array[], plan: Plan): Buffer {
  const { weights, seeds, individual, patience, forecast = false, taskOptions } = plan;
  const episodes = seeds.length;
  const lengths = Uint32Array.from(networks, ({ length }) => length);
  const flags = [individual, forecast, taskOptions !== undefined].reduce(
    (bits, flag, i) => bits | (flag ? 1 << i : 0),
    0,
  );
  const perEpisode = weights.length / episodes;
  const header = [
    JOB_MAGIC,
    VERSION,
    networks.length,
    episodes,
    perEpisode,
    flags,
    patience ?? 0,
    taskOptions?.length ?? 0,
  ];
  const parts = [Uint32Array.from(header), Float64Array.from(taskOptions ?? []), weights, seeds, lengths, ...networks];
  const bytes = parts.reduce((sum, { byteLength }) => sum + byteLength, SEAL_BYTES);
  if (bytes > MAX_JOB_BYTES) throw new RangeError(`a job of ${bytes} bytes: expected at most ${MAX_JOB_BYTES}`);
  return sealed(parts);
}

/** Throws a RangeError that says what is wrong where `bytes`, which may be anything, are no job. */
export function readJob(bytes: Buffer): { readonly networks: readonly Uint32Array[]; readonly plan: Plan } {
  const problem = (what: string) => new RangeError(`malformed job: ${what}`);
  if (bytes.length < JOB_HEADER_BYTES + SEAL_BYTES || bytes.length > MAX_JOB_BYTES) {
    throw problem(`${bytes.length} bytes`);
  }
  // Copied, since views of words have to begin at a multiple of their size.
  const { buffer } = Uint8Array.from(bytes);
  const [magic, version, count, episodes, perEpisode, flags, patience, options] = new Uint32Array(buffer, 0, 8);
  if (magic !== JOB_MAGIC || version !== VERSION) throw problem("not one of this version");
  if (!sealHolds(bytes)) throw problem("damaged");
  const end = bytes.length - SEAL_BYTES;
  if (count * episodes === 0 || count * episodes > MAX_JOB_ROLLOUTS) {
    throw problem(`${count} networks of ${episodes} episodes`);
  }
  if (flags >= 1 << FLAGS) throw problem(`flags ${flags}`);
  const [individual, forecast, hasOptions] = Array.from({ length: FLAGS }, (_, i) => (flags & (1 << i)) !== 0);
  if (!individual && perEpisode !== 1) throw problem(`${perEpisode} shared weights an episode`);
  if (options > MAX_OPTIONS || (options > 0 && !hasOptions)) throw problem(`${options} options`);
  const weightsAt = JOB_HEADER_BYTES + options * 8;
  const seedsAt = weightsAt + episodes * perEpisode * 8;
  const lengthsAt = seedsAt + episodes * 4;
  let at = lengthsAt + count * 4;
  if (at > end) throw problem("cut short");
  const weights = new Float64Array(buffer, weightsAt, episodes * perEpisode);
  const taskOptions = [...new Float64Array(buffer, JOB_HEADER_BYTES, options)];
  if (!taskOptions.every(Number.isFinite)) throw problem("an option is no finite number");
  if (!weights.every(Number.isFinite)) throw problem("a weight is no finite number");
  const networks = Array.from(new Uint32Array(buffer, lengthsAt, count), (length) => {
    if (length < NETWORK_HEADER_WORDS || at + length * 4 > end) throw problem(`a network of ${length} words`);
    const network = new Uint32Array(buffer, at, length);
    if (network[4] > MOST_NODES) throw problem(`a network of ${network[4]} nodes`);
    at += length * 4;
    return network;
  });
  if (at !== end) throw problem("bytes left over");
  const seeds = new Uint32Array(buffer, seedsAt, episodes);
  return { networks, plan: { individual, weights, seeds, patience, forecast, ...(hasOptions && { taskOptions }) } };
}

/** What was received, for a line on a terminal: short, and nothing in it but printable ASCII. */
export function printable(text: string, longest = 200): string {
  return text.slice(0, longest).replace(/[^\x20-\x7e]/g, "?");
}

export function answerBytes(rollouts: number): number {
  return ANSWER_HEADER_BYTES + rollouts * ROLLOUT_BYTES + SEAL_BYTES;
}

export interface Answer {
  readonly outcome: Outcome;
  /** Milliseconds it took. */
  readonly ms: number;
  /** Who says so: 32 hexadecimal digits. */
  readonly worker: string;
}

export function writeAnswer({ outcome: { returns, steps, nonFinite }, ms, worker }: Answer): Buffer {
  const header = Uint32Array.of(ANSWER_MAGIC, VERSION, returns.length, nonFinite);
  return sealed([header, Buffer.from(worker, "hex"), Float64Array.of(ms), returns, steps]);
}

/** What is no answer. */
export class MalformedAnswer extends RangeError {
  /** @param worker who says so, where the message is whole. */
  constructor(
    message: string,
    readonly worker?: string,
  ) {
    super(`malformed answer: ${message}`);
  }
}

/**
 * The answer to a job of `rollouts`. Throws a MalformedAnswer that says what is wrong where `bytes`, which may be anything, are none of
 * this version, or a return is no finite number, as no kernel gives.
 */
export function readAnswer(bytes: Buffer, rollouts: number): Answer {
  if (bytes.length !== answerBytes(rollouts)) throw new MalformedAnswer(`${bytes.length} bytes`);
  const { buffer } = Uint8Array.from(bytes);
  const [magic, version, count, nonFinite] = new Uint32Array(buffer, 0, 4);
  if (magic !== ANSWER_MAGIC || version !== VERSION) throw new MalformedAnswer("not one of this version");
  if (!sealHolds(bytes)) throw new MalformedAnswer("damaged");
  const worker = bytes.toString("hex", ID_AT, ID_AT + ID_BYTES);
  const problem = (what: string) => new MalformedAnswer(what, worker);
  if (count !== rollouts || nonFinite > rollouts) throw problem(`${nonFinite} of ${count} rollouts not finite`);
  const [ms] = new Float64Array(buffer, ID_AT + ID_BYTES, 1);
  if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) throw problem(`${ms} ms`);
  const returns = new Float64Array(buffer, ANSWER_HEADER_BYTES, rollouts);
  const steps = new Uint32Array(buffer, ANSWER_HEADER_BYTES + rollouts * 8, rollouts);
  const wrong = returns.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw problem(`return ${wrong} is ${returns[wrong]}`);
  return { outcome: { returns, steps, nonFinite }, ms, worker };
}

function sealed(parts: readonly ArrayBufferView[]): Buffer {
  const bytes = parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return Buffer.concat([...bytes, sealOf(bytes)]);
}

function sealHolds(bytes: Buffer): boolean {
  const end = bytes.length - SEAL_BYTES;
  return sealOf([bytes.subarray(0, end)]).equals(bytes.subarray(end));
}

function sealOf(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest().subarray(0, SEAL_BYTES);
}
