/** Compiles a user's task, which lies in a folder of its own. */
import { basename, dirname, join, relative } from "node:path";
import { main } from "assemblyscript/asc";
import { CHOSEN_TASK, ENTRY, entryOf, moduleOf, readOrNull, type Variant } from "./compile.js";

/** A user's task. */
export interface OwnCompilation {
  /** Where assembly/ and asconfig.json are: this package. */
  readonly root: string;
  /** The file whose default export is the task's class. It and what lies beside it may import from "wann/assembly/…". */
  readonly file: string;
  readonly variant: Variant;
}

/** Where a user's folder stands in the compiler's eyes. */
const OWN = "assembly/own";

/** The wasm of a user's task, or what the compiler says of it, with the user's files and lines. */
export async function compileOwn({ root, file, variant }: OwnCompilation): Promise<Uint8Array | string> {
  const folder = dirname(file);
  const made: Readonly<Record<string, string>> = {
    [ENTRY]: moduleOf(entryOf("control", variant)),
    [CHOSEN_TASK]: `export { default as Task } from "./own/${basename(file, ".ts")}";\n`,
  };
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main([ENTRY, "--baseDir", root, "--target", variant, "--outFile", "own.wasm"], {
    readFile(name) {
      if (name in made) return made[name];
      const inside = relative(OWN, name).replaceAll("\\", "/");
      if (inside.startsWith("..")) return readOrNull(join(root, name));
      const up = "../".repeat(inside.split("/").length);
      return readOrNull(join(folder, inside))?.replace(/(["'])wann\/assembly\//g, `$1${up}`) ?? null;
    },
    writeFile(name, contents) {
      if (name === "own.wasm" && typeof contents !== "string") wasm = contents;
    },
    listFiles: () => [],
  });
  if (error || !wasm) return `${stderr.toString()}${error?.message ?? ""}`.replaceAll(`${OWN}/`, `${folder}/`).trim();
  return wasm;
}
