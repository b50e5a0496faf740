#!/usr/bin/env node
/** The `wann` command. */
import { Command, CommanderError } from "commander";
import { UserError } from "../user-error.js";
import { VERSION } from "../version.js";
import { errorColors } from "./colors.js";
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

const USER_ERROR = 2;

const program = new Command("wann")
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

// A reader that has seen enough, as `head`, closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USER_ERROR;
  else if (error instanceof UserError) {
    printError(error.message);
    process.exitCode = USER_ERROR;
  } else throw error;
}

function printError(line: string): void {
  process.stderr.write(`${errorColors.red("error")}: ${line}\n`);
}
