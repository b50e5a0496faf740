/**
 * A Python process at the end of two pipes that are read and written synchronously: the wasm waits for it. Node has no pipes that block, so
 * these are FIFOs, which have no name any more once both ends are open.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../user-error.js";

/** The process has gone. */
export class Gone extends Error {}

export class Pipes {
  private constructor(
    readonly pid: number,
    private readonly child: ChildProcess,
    private readonly to: number,
    private readonly from: number,
  ) {}

  /** Starts a program whose standard input and output are the pipes. Throws a UserError where that cannot be. */
  static start(program: string, words: readonly string[]): Pipes {
    const folder = mkdtempSync(join(tmpdir(), "wann-pipes-"));
    try {
      const names = [join(folder, "to"), join(folder, "from")];
      makeFifos(names);
      const [requests, answers] = names.map(pipe);
      // Detached: Ctrl-C is this side's to answer.
      const child = spawn(program, words, { stdio: [requests.read, answers.write, "inherit"], detached: true });
      child.on("error", () => {});
      child.unref();
      closeSync(requests.read);
      closeSync(answers.write);
      if (child.pid === undefined) throw new UserError(`${program}: cannot be started: expected Python 3.10 or later`);
      return new Pipes(child.pid, child, requests.write, answers.read);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Throws Gone where nobody reads any more. */
  write(bytes: Uint8Array): void {
    for (let sent = 0; sent < bytes.length; ) sent += orGone(() => writeSync(this.to, bytes, sent));
  }

  /** Waits until `bytes` are full. Throws Gone where nobody writes any more. */
  read(bytes: Uint8Array): void {
    for (let got = 0; got < bytes.length; ) {
      const more = orGone(() => readSync(this.from, bytes, got, bytes.length - got, null));
      if (more === 0) throw new Gone();
      got += more;
    }
  }

  /** Ends the process. */
  close(): void {
    closeSync(this.to);
    closeSync(this.from);
    this.child.kill("SIGKILL");
  }
}

function makeFifos(names: readonly string[]): void {
  try {
    execFileSync("mkfifo", names, { stdio: "ignore" });
  } catch {
    throw new UserError(
      `mkfifo ${names[0]}: failed: expected Linux or macOS, where Gymnasium's environments can be run`,
    );
  }
}

/** Both ends of a FIFO, neither of which waits for the other. */
function pipe(name: string): { read: number; write: number } {
  const first = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  const write = openSync(name, constants.O_WRONLY);
  const read = openSync(name, constants.O_RDONLY);
  closeSync(first);
  return { read, write };
}

function orGone(call: () => number): number {
  try {
    return call();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") throw new Gone();
    throw error;
  }
}
