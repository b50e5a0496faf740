#!/usr/bin/env node
/** The executable `wann`. */
import { cannotBeWritten } from "../record/file-problem.js";
import { VERSION } from "../version.js";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, as `head`, closes the pipe: that is no failure.
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`error: ${cannotBeWritten("standard output", error).message}\n`);
  process.exit(2);
});
// Nobody hears what is said there; a run goes on.
process.stderr.on("error", () => {});

const args = process.argv.slice(2);
// Nothing else is read from disk for that.
if (args.length === 1 && ["--version", "-V"].includes(args[0])) console.log(VERSION);
else {
  const { runCommand } = await import("./program.js");
  process.exitCode = await runCommand(args);
}
