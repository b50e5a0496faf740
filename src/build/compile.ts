/**
 * Compiles a wasm through AssemblyScript's compiler. The module of a task is the code of assembly/ with two files that are made up here:
 * an entry, which says what the wasm exports, and `chosen-task`, which names the task's class.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { main, version } from "assemblyscript/asc";

/** The compiler's options for each are a target of asconfig.json. */
export type Variant = "release" | "profile" | "debug";

export interface Compilation {
  /** Where assembly/ and asconfig.json are. */
  readonly root: string;
  /** The modules whose exports the wasm has, from assembly/ on, without extension. */
  readonly entry: readonly string[];
  /** The file whose default export is the task's class, from assembly/ on, without extension. */
  readonly task?: string;
  readonly variant: Variant;
  /** Where the wasm goes, from the root. */
  readonly outFile: string;
}

/** What a control task's wasm exports, or that of a task of images; in a profiling build, the ledger as well. */
export function entryOf(kind: "control" | "images", variant: Variant): string[] {
  const own = kind === "control" ? "core/control" : "images/module";
  return ["core/module", own, ...(variant === "profile" ? ["core/profiling"] : [])];
}

/** Files that are made up. */
export const ENTRY = "assembly/entry.ts";
export const CHOSEN_TASK = "assembly/chosen-task.ts";

/** A file's text; null where there is none. */
export function readOrNull(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

/** The text of a module that exports what these do. */
export function moduleOf(entry: readonly string[]): string {
  return entry.map((module) => `export * from "./${module}";\n`).join("");
}

/** Writes the wasm, unless it is there and what it was made of has not changed. Returns what went wrong, or undefined. */
export default async function compile(compilation: Compilation): Promise<string | undefined> {
  const { root, variant, outFile } = compilation;
  const made = filesFor(compilation);
  if (isCurrent(compilation, made)) return undefined;
  const read: Record<string, string> = {};
  const { error, stderr } = await main(
    [ENTRY, "--baseDir", root, "--target", variant, "--outFile", outFile, ...textOf(variant, outFile)],
    {
      readFile(name) {
        const text = made[name] ?? readOrNull(join(root, name));
        if (text !== null) read[name] = hashOf(text);
        return text;
      },
      writeFile(name, contents) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), contents);
      },
      listFiles: () => [],
    },
  );
  if (error) return `${outFile}: ${stderr.toString()}${error.message}`;
  mkdirSync(dirname(stampOf(compilation)), { recursive: true });
  const stamp: Stamp = {
    compiler: version,
    variant,
    made: hashOf(JSON.stringify(made)),
    output: outputHash(compilation),
    read,
  };
  writeFileSync(stampOf(compilation), `${JSON.stringify(stamp, null, 1)}\n`);
  return undefined;
}

/** The files that are made up. */
function filesFor({ entry, task }: Compilation): Readonly<Record<string, string>> {
  return {
    [ENTRY]: moduleOf(entry),
    ...(task !== undefined && { [CHOSEN_TASK]: `export { default as Task } from "./${task}";\n` }),
  };
}

/** A debug build is for reading, too. */
function textOf(variant: Variant, outFile: string): string[] {
  return variant === "debug" ? ["--textFile", outFile.replace(/\.wasm$/, ".wat"), "--sourceMap"] : [];
}

/** Where the hashes of what a wasm was made of stand. */
function stampOf({ root, outFile }: Compilation): string {
  return join(root, "dist/built", `${outFile.replaceAll("/", "-")}.json`);
}

function isCurrent(compilation: Compilation, made: Readonly<Record<string, string>>): boolean {
  const { root, outFile, variant } = compilation;
  if (!existsSync(join(root, outFile))) return false;
  const stamp = stampIn(stampOf(compilation));
  if (stamp?.compiler !== version || stamp.variant !== variant || stamp.output !== outputHash(compilation))
    return false;
  if (stamp.made !== hashOf(JSON.stringify(made))) return false;
  return Object.entries(stamp.read).every(([name, hash]) => {
    const path = join(root, name);
    return name in made || (existsSync(path) && hashOf(readFileSync(path, "utf8")) === hash);
  });
}

/** What a wasm was made of, as hashes. */
interface Stamp {
  readonly compiler: string;
  readonly variant: Variant;
  /** Of the wasm itself. */
  readonly output: string;
  /** Of the files that are made up. */
  readonly made: string;
  /** Of all files that the compiler read, by name. */
  readonly read: Readonly<Record<string, string>>;
}

/** Undefined where there is none that can be read. */
function stampIn(file: string): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Stamp;
  } catch {
    return undefined;
  }
}

function outputHash({ root, outFile }: Compilation): string {
  return hashOf(readFileSync(join(root, outFile)));
}

function hashOf(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
