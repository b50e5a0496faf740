/** Processes that lock a folder, for tests that stop and kill them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_AGAIN_MS = 5;

/** Tells what happens to the lock, and does what it is told. */
const PROGRAM = `
  import { lockFolder } from ${JSON.stringify(new URL("../../dist/record/lock.js", import.meta.url).href)};
  import { createInterface } from "node:readline";
  const say = (text) => process.stdout.write(text + "\\n");
  const refused = ({ name, message }) => { say(name + ": " + message); process.exit(2); };
  const lock = await lockFolder(process.argv[1], { notice: (line) => say("notice: " + line) }).catch(refused);
  lock.lost.addEventListener("abort", () => say("lost: " + lock.lost.reason.name + ": " + lock.lost.reason.message));
  say("locked");
  const commands = {
    check() { try { lock.check(); say("ours"); } catch (error) { say("not ours: " + error.message); } },
    exit() { process.exit(0); },
    release() { lock.release().then(() => say("released")); },
  };
  createInterface(process.stdin).on("line", (line) => commands[line]());`;

export interface LockProcess {
  /** What it has said. */
  readonly lines: readonly string[];
  tell(command: "check" | "exit" | "release"): void;
  signal(signal: NodeJS.Signals): void;
  /** Waits until it has said a line that begins so, and gives the line. Throws where it ends without. */
  says(beginning: string): Promise<string>;
  /** Kills it, if it lives. */
  kill(): Promise<void>;
}

export function startLockProcess(folder: string): LockProcess {
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: string[] = [];
  if (child.stdout) createInterface(child.stdout).on("line", (line) => lines.push(line));
  const closed = once(child, "close");
  let ended = false;
  closed.then(() => {
    ended = true;
  });
  return {
    lines,
    tell(command) {
      child.stdin?.write(`${command}\n`);
    },
    signal(signal) {
      child.kill(signal);
    },
    async says(beginning) {
      for (;;) {
        const last = ended;
        const line = lines.find((one) => one.startsWith(beginning));
        if (line !== undefined) return line;
        if (last) throw new Error(`ended without "${beginning}": ${lines.join("; ")}`);
        await sleep(LOOK_AGAIN_MS);
      }
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
