/** The `wann` command line: its commands, and how they fail. */
import { existsSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { isGymName } from "../gym/name.js";
import { fileProblem } from "../record/file-problem.js";
import { oneLine } from "../schema-problem.js";
import { suggestion } from "../suggestion.js";
import { type ErrorTopic, UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import { errorColors } from "./colors.js";
import { COMMANDS } from "./commands.js";
import { answerSignals } from "./interruption.js";
import { refuse } from "./options.js";
import { notice, setQuiet, stage } from "./progress.js";

/** The exit code of whatever is not as the user thought. */
export const USER_ERROR = 2;

/** The way out that this program has, by what an error is about. */
const WAYS_OUT: Readonly<Record<ErrorTopic, string>> = {
  "damaged-checkpoint": "to go on from the one before: --previous-checkpoint",
  "other-build": "to go on with this one: --other-build",
};

/** The program with the commands that `wanted` names; of the others, what the list of commands says. */
export async function programWith(wanted: (name: string) => boolean): Promise<Command> {
  const program = new Command("wann")
    .description("Weight Agnostic Neural Networks: topologies that work with any shared weight")
    .version(VERSION)
    .option("--quiet", "no progress and no notes on standard error")
    .option("--python <path>", "of a task of Gymnasium's, gym:…: the Python that has it (default: python3)")
    .option("--gym-import <module>", "of a task of Gymnasium's: a Python module that registers it")
    .configureHelp({ showGlobalOptions: true })
    .hook("preAction", (program) => setQuiet(program.opts().quiet === true))
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
  for (const { name, title, load } of COMMANDS) {
    const command = wanted(name) ? await load() : new Command(name);
    program.addCommand(command.description(title).copyInheritedSettings(program).exitOverride());
    for (const part of command.commands) part.copyInheritedSettings(command).exitOverride();
  }
  return program.exitOverride().hook("preAction", async (_, command) => {
    const words = [...command.args, ...namesIn(command.opts())];
    const { opensTasks = true } = COMMANDS.find(({ name }) => name === command.name()) ?? {};
    const { python, gymImport } = program.opts();
    const said = python !== undefined || gymImport !== undefined;
    // A task's file or name has one of these marks, and a run's folder may be called anything.
    const named = words.some((word) => /[./:]/.test(word) || existsSync(word));
    if (!opensTasks || !(said || named)) return;
    const { openTasksOf } = await import("../own/named.js");
    const names = await stage("opening the task", () => openTasksOf(words, { python, gymImport, notice }));
    if (!names.some(isGymName))
      refuse(program, ["python", "gymImport"], "has no effect: no task of Gymnasium's is named");
  });
}

/** The values of options that may name a task, or a file or folder that does. */
function namesIn({ task, resume, start, config }: Record<string, unknown>): string[] {
  return [task, resume, start, config].flat().filter((value) => typeof value === "string");
}

/** The program for `args`, with the command that they ask for. */
function programFor(args: readonly string[]): Promise<Command> {
  const words = args.filter((word) => !word.startsWith("-"));
  const asked = words[0] === "help" ? words[1] : words[0];
  if (words[0] === "help" && asked !== undefined && asked !== "help") {
    const names = COMMANDS.map(({ name }) => name);
    if (!names.includes(asked)) {
      throw new UserError(
        `help: unknown command "${asked}"${suggestion(asked, names)} (commands: ${names.join(", ")})`,
      );
    }
  }
  // A shell completes the options of every command.
  return programWith((name) => name === asked || asked === "completion");
}

/** Runs `wann ...args` and resolves with the exit code. May be called again once it has resolved. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const leaveSignals = answerSignals();
  try {
    await (await programFor(args)).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USER_ERROR;
    printError(lineOf(error));
    return USER_ERROR;
  } finally {
    leaveSignals();
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
