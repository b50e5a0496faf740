/**
 * What proper-lockfile does on disk with a lock, which is an empty folder whose time its holder renews. It knows which times are this
 * process's, so that no lock is taken for ours, or removed as ours, that another process has taken since.
 */
import { mkdir, realpath, rmdir, rmdirSync, stat, statSync, utimes } from "node:fs";

/** File systems round times; another process's differ by more, since it waits longer before it takes a lock over. */
const ROUNDING_MS = 2000;

type Callback = (error: NodeJS.ErrnoException | null) => void;

export class LockFiles {
  readonly mkdir = mkdir;
  readonly realpath = realpath;
  readonly stat = stat;
  /** The last two times that this process gave the lock, in milliseconds: the last may not be on disk yet. */
  private times: number[] = [];

  constructor(private readonly lock: string) {}

  utimes(path: string, accessed: Date, modified: Date, callback: Callback): void {
    this.times = [modified.getTime(), ...this.times.slice(0, 1)];
    utimes(path, accessed, modified, callback);
  }

  /** Before this process has the lock, to remove one that was left behind; afterwards, to remove its own. */
  rmdir(path: string, callback: Callback): void {
    if (this.times.length === 0 || this.areOurs()) rmdir(path, callback);
    else callback(null);
  }

  /** When the process ends. */
  rmdirSync(path: string): void {
    if (this.areOurs()) rmdirSync(path);
  }

  /** Whether the lock is there, and this process was the last to renew it. */
  areOurs(): boolean {
    const found = timeOf(this.lock);
    return this.times.some((time) => found !== undefined && Math.abs(found - time) < ROUNDING_MS);
  }
}

/** When the lock was last renewed, in milliseconds; undefined where it is not there, or out of reach. */
export function timeOf(lock: string): number | undefined {
  try {
    return statSync(lock).mtimeMs;
  } catch {
    return undefined;
  }
}
