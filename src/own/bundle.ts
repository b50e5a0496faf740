/** A user's file and all that it imports as one module, through esbuild. */
import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../user-error.js";

/** What a user's file imports from this package. */
const ALIASES = {
  "wann/math": fileURLToPath(new URL("../../dist/portable-math.js", import.meta.url)),
  wann: fileURLToPath(new URL("../../dist/own/define.js", import.meta.url)),
};

/**
 * The module's text. Throws a UserError with the line where it does not compile.
 * @param options.powersCalled whether x ** y is written as a call of Math.pow, for whoever watches that.
 */
export async function bundled(file: string, { powersCalled = false } = {}): Promise<string> {
  const { build } = await import("esbuild");
  const path = realpathSync(file);
  const built = await build({
    entryPoints: [path],
    // Else the folder that esbuild was first used in, which may have gone.
    absWorkingDir: dirname(path),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    alias: ALIASES,
    // Without what esbuild says of folders: the same files are the same module wherever they lie.
    minifyWhitespace: true,
    supported: { "exponent-operator": !powersCalled },
    write: false,
    logLevel: "silent",
  }).catch((error: { errors?: { text: string; location: { file: string; line: number } | null }[] }) => {
    const [first] = error.errors ?? [];
    if (!first) throw error;
    const place = first.location ? `${file}: line ${first.location.line}` : file;
    throw new UserError(`${place}: ${first.text}`);
  });
  return built.outputFiles[0].text;
}
