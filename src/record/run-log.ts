/** A run's log.jsonl as the run writes it: a line a generation. A checkpoint names the position in it at which the run goes on. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../user-error.js";
import { syncFolder, writeAtomic } from "./atomic.js";
import { cannotBeWritten } from "./file-problem.js";
import {
  type ChainedLine,
  chainedLine,
  checkChain,
  EMPTY_CHAIN,
  type LogPosition,
  logVersion,
  wholeLines,
} from "./log-chain.js";
import { readLogBytes } from "./text-file.js";

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

/** As a checkpoint names it: one from before logs had hashes does not know the chain. */
export interface KnownPosition {
  readonly lines: number;
  readonly sha256?: string | undefined;
}

const START: LogPosition = { lines: 0, sha256: EMPTY_CHAIN };

export class RunLog {
  private constructor(
    readonly path: string,
    private at: LogPosition,
    /** The file's size. */
    private bytes: number,
  ) {}

  /**
   * Opens a log to go on with it at `position`. What is behind it is dropped: it comes again. A log of an older version becomes one of
   * this. Throws a UserError where lines before the position are missing, damaged, or not those that the checkpoint knows.
   */
  static open(path: string, position: KnownPosition = START): RunLog {
    const { found, size, version, kept, chain } = linesBefore(path, position);
    const whole = { text: found.subarray(0, size), at: { lines: kept.length, sha256: chain } };
    const { text, at } = version === 1 ? hashed(kept) : whole;
    if (Buffer.compare(text, found) !== 0) writeAtomic(path, text);
    return new RunLog(path, at, text.length);
  }

  /**
   * Whether a log is the one that a checkpoint names a position in. Throws the UserError of `open` where it is not. Nothing is written.
   */
  static check(path: string, position: KnownPosition): void {
    linesBefore(path, position);
  }

  /** Behind the last line. */
  get position(): LogPosition {
    return this.at;
  }

  /** Adds a line. Throws a UserError where it cannot, or where something else has written to the log; no part of it is left then. */
  append(line: object): void {
    const { lines, sha256 } = this.at;
    const { text, chain } = chainedLine(line, sha256);
    let file: number | undefined;
    try {
      file = openSync(this.path, O_APPEND | O_WRONLY | (lines === 0 ? O_CREAT : 0), 0o666);
      this.requireUnchanged(fstatSync(file).size);
      writeLine(file, text, this.bytes);
    } catch (error) {
      throw error instanceof UserError ? error : cannotBeWritten(this.path, error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
    this.at = { lines: lines + 1, sha256: chain };
    this.bytes += Buffer.byteLength(text);
  }

  /** The position, when all before it has been written to disk: what a checkpoint may name, which outlives a power failure. */
  sync(): LogPosition {
    if (this.at.lines === 0) return this.at;
    try {
      const file = openSync(this.path, "r+");
      try {
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      syncFolder(dirname(this.path));
    } catch (error) {
      throw cannotBeWritten(this.path, error);
    }
    return this.at;
  }

  private requireUnchanged(size: number): void {
    if (size === this.bytes) return;
    throw new UserError(`${this.path}: has ${size} bytes: expected ${this.bytes}: something else has written to it`);
  }
}

/** The lines before a position, where they are those that the checkpoint knows, and their size in bytes. */
function linesBefore(path: string, { lines: count, sha256 }: KnownPosition) {
  const found = existsSync(path) ? readLogBytes(path) : new Uint8Array();
  const lines = wholeLines(found).slice(0, count);
  if (lines.length < count) {
    throw new UserError(
      `${path}: has ${lines.length} lines: expected at least ${count}, as the checkpoint says: lines are missing`,
    );
  }
  const version = logVersion(lines, path);
  const kept = checkChain(lines, version, path);
  const chain = kept.at(-1)?.chain ?? EMPTY_CHAIN;
  if (count > 0 && sha256 !== undefined && sha256 !== chain) {
    throw new UserError(`${path}: another run's: expected the ${count} lines that the checkpoint knows`);
  }
  return { found, size: sizeOf(lines), version, kept, chain };
}

/** Adds a line to a file of so many bytes: whole, or not at all. */
function writeLine(file: number, text: string, bytes: number): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    try {
      ftruncateSync(file, bytes);
    } catch {}
    throw error;
  }
}

function sizeOf(lines: readonly Uint8Array[]): number {
  return lines.reduce((sum, { length }) => sum + length + 1, 0);
}

/** The text of version 2 for the lines of version 1, and its end. */
function hashed(lines: readonly ChainedLine[]): { text: Uint8Array; at: LogPosition } {
  let [text, at] = ["", START];
  for (const { value } of lines) {
    const next = chainedLine(value, at.sha256);
    text += next.text;
    at = { lines: at.lines + 1, sha256: next.chain };
  }
  return { text: new TextEncoder().encode(text), at };
}
