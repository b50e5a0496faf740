/** `wann build`: a task of one's own, from AssemblyScript. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { writeAtomic } from "../record/atomic.js";
import { UserError } from "../user-error.js";
import { stage } from "./progress.js";
import { outFile } from "./streams.js";

interface Options {
  readonly out?: string;
  readonly profile?: boolean;
}

/** This package, where assembly/ is. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export const buildCommand = new Command("build")
  .argument("<file>", "AssemblyScript whose default export is a class to the contract of wann/assembly/tasks/task")
  .option("--out <file>", "the wasm (default: beside the file, with its name)", outFile("--out", ".wasm"))
  .option("--profile", "the profiling build beside it, too: for wann profile")
  .addHelpText("after", "\nExample:\n  wann build task.ts\n  wann evolve ./task.wasm")
  .action(async (file: string, { out, profile }: Options) => {
    if (!existsSync(file)) throw new UserError(`${file}: no such file: expected a task in AssemblyScript`);
    if (!file.endsWith(".ts")) throw new UserError(`${file}: expected a name that ends with .ts`);
    if (!/\bexport\s+default\b|\bas\s+default\b/.test(readFileSync(file, "utf8"))) {
      throw new UserError(
        `${file}: no class is its default export: expected one to the contract of wann/assembly/tasks/task`,
      );
    }
    const { compileOwn } = await import("../build/compile-own.js").catch(() => {
      throw new UserError("build: the compiler is missing: expected the package assemblyscript, as npm installs it");
    });
    const wasm = out ?? file.replace(/\.ts$/, ".wasm");
    for (const variant of profile ? (["release", "profile"] as const) : (["release"] as const)) {
      const built = await stage(`compiling, ${variant}`, () =>
        compileOwn({ root: ROOT, file: resolve(file), variant }),
      );
      if (typeof built === "string") {
        process.stderr.write(`${built}\n`);
        throw new UserError(`${file}: does not compile: see above`);
      }
      const path = variant === "release" ? wasm : wasm.replace(/\.wasm$/, `.${variant}.wasm`);
      writeAtomic(path, built);
      console.log(`${path}  ${built.length} bytes`);
    }
  });
