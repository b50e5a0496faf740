/**
 * Compiles this project's wasm files, as many at once as there are cores: `node dist/build/index.js release profile`. One whose sources
 * are those of its last build stays as it is.
 */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { OUTSIDE_WASM } from "../own/wasm.js";
import { TASKS } from "../tasks/registry.js";
import { type Compilation, entryOf, type Variant } from "./compile.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The tasks in one build. */
function tasks(variant: Variant): Compilation[] {
  const suffix = variant === "release" ? "" : `.${variant}`;
  const outside = { name: "outside", kind: "control", wasm: OUTSIDE_WASM } as const;
  return [...TASKS.all, outside].map(({ name, kind, wasm }) => ({
    root,
    entry: [...entryOf(kind, variant), ...(name === outside.name ? ["tasks/outside"] : [])],
    task: `tasks/${name}`,
    variant,
    outFile: `dist/wasm/${basename(wasm.pathname, ".wasm")}${suffix}.wasm`,
  }));
}

function module(entry: string, name: string): Compilation[] {
  return [{ root, entry: [entry], variant: "release", outFile: `dist/wasm/${name}.wasm` }];
}

/** What can be asked for. */
const PARTS: Readonly<Record<string, () => Compilation[]>> = {
  release: () => tasks("release"),
  profile: () => tasks("profile"),
  debug: () => tasks("debug"),
  training: () => module("tasks/car/vae-training", "vae-training"),
  probes: () => module("../test/assembly/probes", "probes"),
};

const asked = process.argv.slice(2);
const unknown = asked.find((part) => !Object.hasOwn(PARTS, part));
if (asked.length === 0 || unknown !== undefined) {
  throw new Error(`build: "${unknown ?? ""}": expected some of ${Object.keys(PARTS).join(", ")}`);
}
const compilations = asked.flatMap((part) => PARTS[part]());
const pool = new Piscina<Compilation, string | undefined>({
  filename: fileURLToPath(new URL("./compile.js", import.meta.url)),
  maxThreads: Math.min(availableParallelism(), compilations.length),
});
const problems = (await Promise.all(compilations.map((each) => pool.run(each)))).filter((each) => each !== undefined);
await pool.destroy();
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
