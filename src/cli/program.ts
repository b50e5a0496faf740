/** The `wann` command line: its commands, and how they fail. */
import { Command, CommanderError } from "commander";
import { fileProblem } from "../record/file-problem.js";
import { oneLine } from "../schema-problem.js";
import { type ErrorTopic, UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import { errorColors } from "./colors.js";
import { configCommand } from "./config.js";
import { curveCommand } from "./curve.js";
import { estimateCommand } from "./estimate.js";
import { evaluateCommand } from "./evaluate.js";
import { evolveCommand } from "./evolve.js";
import { profileCommand } from "./profile.js";
import { queueCommand } from "./queue.js";
import { showCommand } from "./show.js";
import { sweepCommand } from "./sweep.js";
import { tableCommand } from "./table.js";
import { trainVaeCommand } from "./train-vae.js";
import { tuneCommand } from "./tune.js";
import { workerCommand } from "./worker.js";

/** The exit code of whatever is not as the user thought. */
export const USER_ERROR = 2;

/** The way out that this program has, by what an error is about. */
const WAYS_OUT: Readonly<Record<ErrorTopic, string>> = {
  "damaged-checkpoint": "to go on from the one before: --previous-checkpoint",
  "other-build": "to go on with this one: --other-build",
};

/** The commands, for whoever describes them: docs/commands.md. */
export const program = new Command("wann")
  .description("Weight Agnostic Neural Networks: topologies that work with any shared weight")
  .version(VERSION)
  .configureOutput({
    outputError: (text) =>
      printError(
        text
          .trim()
          .replace(/^error: /, "")
          .replace(/\s*\n\s*/g, " "),
      ),
  })
  .addHelpText("after", "\nExample:\n  wann evolve swingup --preset quick");

for (const command of [
  evolveCommand,
  evaluateCommand,
  sweepCommand,
  tuneCommand,
  configCommand,
  tableCommand,
  showCommand(),
  curveCommand,
  profileCommand,
  estimateCommand,
  workerCommand,
  queueCommand,
  trainVaeCommand,
]) {
  program.addCommand(command.copyInheritedSettings(program).exitOverride());
  for (const part of command.commands) part.copyInheritedSettings(command).exitOverride();
}
program.exitOverride();

/**
 * Runs `wann ...args` and resolves with the exit code. May be called again once it has resolved: commander keeps no option from
 * one call to the next.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USER_ERROR;
    printError(lineOf(error));
    return USER_ERROR;
  }
}

/** The line for an error; rethrows what is a mistake of the program's. */
function lineOf(error: unknown): string {
  if (error instanceof UserError) return error.topic ? `${error.message}; ${WAYS_OUT[error.topic]}` : error.message;
  const { syscall, path } = error as NodeJS.ErrnoException;
  // Of a file that nobody has thought of.
  if (syscall !== undefined && path !== undefined) return `${path}: ${syscall} failed (${fileProblem(error)})`;
  throw error;
}

/** Names that a person gave may hold anything. */
export function printError(line: string): void {
  process.stderr.write(`${errorColors.red("error")}: ${oneLine(line)}\n`);
}
