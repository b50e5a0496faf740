/** The Pythons that run now, which the process takes with it when it ends: a thread that waits for one would hold it up. */

import { dropAllEmpty } from "./reports.js";

/** More than there are threads. */
const MOST = 4096;

let known: SharedArrayBuffer | undefined;

/** Room for process ids, for the threads that start Pythons. */
export function runningPythons(): SharedArrayBuffer {
  if (known) return known;
  const shared = new SharedArrayBuffer(MOST * Int32Array.BYTES_PER_ELEMENT);
  process.once("exit", () => {
    for (const pid of new Int32Array(shared)) if (pid > 0) end(pid);
    dropAllEmpty();
  });
  known = shared;
  return shared;
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone by itself.
  }
}

/** Notes a process. */
export function noteRunning(shared: SharedArrayBuffer, pid: number): void {
  const pids = new Int32Array(shared);
  for (let i = 0; i < pids.length; i++) if (Atomics.compareExchange(pids, i, 0, pid) === 0) return;
}

/** Forgets a process that has ended. */
export function noteGone(shared: SharedArrayBuffer, pid: number): void {
  const pids = new Int32Array(shared);
  for (let i = 0; i < pids.length; i++) if (Atomics.compareExchange(pids, i, pid, 0) === pid) return;
}
