/** The examples of the library's docstrings, in the order of their files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../../src", import.meta.url));

export interface Example {
  /** The file, and what is declared there. */
  readonly title: string;
  readonly code: string;
}

function examplesIn(file: string): Example[] {
  const docstrings = readFileSync(join(SOURCES, file), "utf8").matchAll(/^ *\/\*\*\n([\s\S]*?)\*\/\n(.*)/gm);
  return [...docstrings].flatMap(([, docstring, next]) => {
    const text = docstring.replace(/^ *\* ?/gm, "");
    const declared = /^export .*?(?:function|class) (\w+)/.exec(next)?.[1] ?? "the module";
    const [, ...examples] = text.split(/^@example\n/m);
    return examples.map((text) => ({ title: `${file}: ${declared}`, code: text.split(/^@/m)[0] }));
  });
}

export const EXAMPLES = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/^(web|cli)\b/.test(file))
  .sort()
  .flatMap(examplesIn);
