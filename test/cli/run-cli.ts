/**
 * Runs `wann`. `runHere` is the way to test what a command does: it takes no process to start. `runCli` and `startCli` start the
 * built program, as a user does outside of a terminal: for signals, kills and pipes, and to see that there is a program.
 */
import { fileURLToPath } from "node:url";
import { runCommand } from "../../src/cli/program.js";
import { captured, type Outcome, started } from "./outcome.js";

export { jsonOf, type Outcome, withoutProgress } from "./outcome.js";

const CLI = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `wann ...args` in the folder `cwd` to its end, in this process. Commands that are given at once run one after another, for
 * the working directory and the output are the process's. Rejects with what the command throws, where that is no error of the
 * user's.
 */
export function runHere(args: readonly string[], cwd: string): Promise<Outcome> {
  const outcome = last.then(() => captured(() => runCommand(args), cwd));
  last = outcome.catch(() => {});
  return outcome;
}

/** Runs `wann ...args` in the folder `cwd` to its end, as a process of its own. */
export function runCli(args: readonly string[], cwd: string): Promise<Outcome> {
  return startCli(args, cwd).outcome;
}

/** The same for a caller that wants to signal the process. */
export const startCli = (args: readonly string[], cwd: string) => started(CLI, args, cwd);
