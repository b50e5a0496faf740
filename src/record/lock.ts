/**
 * One writer at a time for a run's folder: the empty folder `lock` in it, which its holder renews every second (proper-lockfile). What
 * a killed process leaves behind is stale after five seconds, and goes to the next one.
 */
import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { UserError } from "../user-error.js";
import { errorCode, fileProblem } from "./file-problem.js";
import { LockFiles, timeOf } from "./lock-files.js";

const RENEW_MS = 1000;
/** A lock that was not renewed for so long is nobody's. */
const STALE_MS = 5000;
/** For so long one waits for a lock. */
const WAIT_MS = 10_000;
const TRY_AGAIN_MS = 200;
/** A lock that was taken over is held once it has lasted so long: of two that take it over at once, the later one has it. */
const SETTLED_MS = 500;

export interface FolderLock {
  /** Is aborted, with a UserError for its reason, when the lock is another's: this process was stopped for too long. */
  readonly lost: AbortSignal;
  /** Throws the UserError where the lock is another's, which `lost` may not know yet: to be asked before files are written. */
  check(): void;
  /** Frees the folder for others at once. A process that ends frees it, too. */
  release(): Promise<void>;
}

/**
 * Locks a folder for this process. Waits for ten seconds where it is locked; throws a UserError where it is so then, or cannot be
 * locked. While the process blocks its event loop, the lock is not renewed.
 * @param notice is told in a line that it waits.
 */
export async function lockFolder(path: string, { notice }: { notice: (line: string) => void }): Promise<FolderLock> {
  const first = await tryLock(path);
  if (first) return first;
  notice(`${path} is in use by another process, or was until a moment ago: waiting up to ${WAIT_MS / 1000} s`);
  const file = join(path, "lock");
  const [began, found] = [performance.now(), timeOf(file)];
  while (performance.now() - began < WAIT_MS) {
    await sleep(TRY_AGAIN_MS);
    const lock = await tryLock(path);
    if (lock) return lock;
  }
  // One that nobody renews, though its time says that it was renewed just now: the clock has been set back.
  if (found !== undefined && timeOf(file) === found) age(file);
  const last = await tryLock(path);
  if (last) return last;
  throw new UserError(`${path}: another process writes in this folder: expected it to have ended`);
}

/** The lock, or undefined where another process has it. */
async function tryLock(path: string): Promise<FolderLock | undefined> {
  const file = join(path, "lock");
  const files = new LockFiles(file);
  const lost = new AbortController();
  const lose = () => {
    if (!lost.signal.aborted) lost.abort(new UserError(`${path}: ${lossOf(path, file)}`));
  };
  const takenOver = existsSync(file);
  let unlock: () => Promise<void>;
  try {
    const options = { lockfilePath: file, stale: STALE_MS, update: RENEW_MS, fs: files, onCompromised: lose };
    unlock = await lockfile.lock(path, options);
  } catch (error) {
    if (errorCode(error) === "ELOCKED") return undefined;
    throw new UserError(`${file}: the folder cannot be locked (${fileProblem(error)})`);
  }
  // Where it cannot be removed, it is stale soon.
  const release = () => unlock().catch(() => {});
  if (takenOver) {
    await sleep(SETTLED_MS);
    if (!files.areOurs()) {
      await release();
      return undefined;
    }
  }
  return {
    lost: lost.signal,
    check() {
      if (!files.areOurs()) lose();
      lost.signal.throwIfAborted();
    },
    release,
  };
}

/** What has become of a lock that is not this process's any more. */
function lossOf(path: string, file: string): string {
  if (existsSync(file)) return "another process has taken this folder over: expected one writer at a time";
  if (existsSync(path)) return "the folder's lock was removed: expected one writer at a time";
  return "the folder is gone: expected it to stay where it is while its run goes on";
}

/** Makes a lock stale, if it is still there. */
function age(file: string): void {
  try {
    utimesSync(file, 0, 0);
  } catch {}
}
