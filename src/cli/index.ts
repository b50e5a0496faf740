#!/usr/bin/env node
/** The executable `wann`. */
import { runCommand } from "./program.js";

// A reader that has seen enough, as `head`, closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await runCommand(process.argv.slice(2));
