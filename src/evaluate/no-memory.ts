/** A machine that has not the memory for a kernel, or for what one needs in the midst of its work: another may have it. */
import { UserError } from "../user-error.js";

/** What an engine sets aside of a process's addresses for the memory of one wasm, in GiB. */
const RESERVED_GIB = 10;

export class NoMemory extends UserError {
  /** @param threads of the task `name`, each with a kernel. */
  constructor(name: string, threads: number) {
    super(
      `${name}: no memory for ${threads === 1 ? "a thread" : `${threads} threads`}, each of which takes ${RESERVED_GIB} GiB of addresses: ` +
        "expected fewer threads, or a higher limit (ulimit -v)",
    );
  }
}

/** Whether an engine says by `error` that it has no memory. */
export function isNoMemory(error: unknown): boolean {
  return error instanceof Error && /out of memory|could not allocate|allocation failed/i.test(error.message);
}
