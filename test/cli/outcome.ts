/** What a command comes to: run in this process, or as one of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { format } from "node:util";

/** None goes on when its test has been given up. */
const TEST_MS = 55_000;

export interface Outcome {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `process.exit` throws in a command that runs here. */
class Exit {
  constructor(readonly code: number) {}
}

/** Runs a command in the folder `cwd` in this process; no other may run meanwhile. Rejects with what it throws. */
export async function captured(run: () => Promise<number>, cwd: string): Promise<Outcome> {
  const { stdout, stderr, exit } = process;
  // Vitest's console does not write to the process's streams.
  const { log, error } = console;
  const before = { cwd: process.cwd(), out: stdout.write, err: stderr.write };
  const written = { out: "", err: "" };
  const into = (stream: "out" | "err") => (chunk: string | Uint8Array) => {
    written[stream] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  try {
    process.chdir(cwd);
    stdout.write = into("out");
    stderr.write = into("err");
    console.log = (...values: unknown[]) => into("out")(`${format(...values)}\n`);
    console.error = (...values: unknown[]) => into("err")(`${format(...values)}\n`);
    process.exit = (code) => {
      throw new Exit(Number(code ?? 0));
    };
    const code = await run().catch((thrown) => {
      if (thrown instanceof Exit) return thrown.code;
      throw thrown;
    });
    return { code, stdout: written.out, stderr: written.err };
  } finally {
    Object.assign(process, { exit });
    Object.assign(console, { log, error });
    stdout.write = before.out;
    stderr.write = before.err;
    process.chdir(before.cwd);
  }
}

/** Starts the program `cli` as a process, as a user does outside of a terminal; it is killed after `longestMs`. */
export function started(
  cli: string,
  args: readonly string[],
  cwd: string,
  longestMs = TEST_MS,
): { child: ChildProcess; outcome: Promise<Outcome> } {
  const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env;
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    // Some colour libraries take this for a terminal; the CLI must not.
    env: { ...env, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: longestMs,
    killSignal: "SIGKILL",
  });
  const code = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  const outcome = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => {
    return { code, stdout, stderr };
  });
  return { child, outcome };
}

/** What a command said on standard error but how far it was, which takes a second to be told of. */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^.*: \d+%, .* left\n/gm, "");
}

/** The one JSON object that a command printed. Throws where it printed anything else. */
export function jsonOf<T>({ code, stdout, stderr }: Outcome): T {
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`not one line of JSON: ${stdout}`);
  return JSON.parse(stdout);
}
