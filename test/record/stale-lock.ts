import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** Long enough ago that a lock which was renewed then is nobody's. */
const LONG_AGO_MS = 60_000;

/** Ages what a killed process left of its lock on a run's folder, so that the next need not wait for it: test/record/lock.test.ts has that. */
export function forgetLock(run: string): void {
  const lock = join(run, "lock");
  const then = new Date(Date.now() - LONG_AGO_MS);
  if (existsSync(lock)) utimesSync(lock, then, then);
}
