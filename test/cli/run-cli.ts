/** Runs the built CLI as a child process, as a user would outside of a terminal. */
import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));

/** None goes on when its test has been given up. */
const LONGEST_MS = 55_000;

export interface Outcome {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `wann ...args` in the folder `cwd` to its end. */
export function runCli(args: readonly string[], cwd: string): Promise<Outcome> {
  return startCli(args, cwd).outcome;
}

/** The same for a caller that wants to signal the process. */
export function startCli(args: readonly string[], cwd: string): { child: ChildProcess; outcome: Promise<Outcome> } {
  const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    // Some colour libraries take this for a terminal; the CLI must not.
    env: { ...env, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST_MS,
    killSignal: "SIGKILL",
  });
  const code = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  const outcome = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => {
    return { code, stdout, stderr };
  });
  return { child, outcome };
}

/** The one JSON object that a command printed. Throws where it printed anything else. */
export function jsonOf<T>({ code, stdout, stderr }: Outcome): T {
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`not one line of JSON: ${stdout}`);
  return JSON.parse(stdout);
}
