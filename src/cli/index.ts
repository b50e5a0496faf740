#!/usr/bin/env node
/** The executable `wann`. */
import { cannotBeWritten } from "../record/file-problem.js";
import { printError, runCommand, USER_ERROR } from "./program.js";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, as `head`, closes the pipe: that is no failure.
  if (error.code === "EPIPE") process.exit();
  printError(cannotBeWritten("standard output", error).message);
  process.exit(USER_ERROR);
});
// Nobody hears what is said there; a run goes on.
process.stderr.on("error", () => {});

process.exitCode = await runCommand(process.argv.slice(2));
