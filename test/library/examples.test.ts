/** Runs every example of the docstrings as its reader would: in a folder that has the package, a run, or a web page. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, resultOf } from "../web/chromium.js";
import { type Served, serve } from "../web/serve.js";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Example {
  /** The file, and what is declared there. */
  readonly title: string;
  readonly code: string;
}

/** Those of a file's docstrings, in order. */
function examplesIn(file: string): Example[] {
  const docstrings = readFileSync(join(ROOT, "src", file), "utf8").matchAll(/^ *\/\*\*\n([\s\S]*?)\*\/\n(.*)/gm);
  return [...docstrings].flatMap(([, docstring, next]) => {
    const text = docstring.replace(/^ *\* ?/gm, "");
    const declared = /^export .*?(?:function|class) (\w+)/.exec(next)?.[1] ?? "the module";
    const [, ...examples] = text.split(/^@example\n/m);
    return examples.map((text) => ({ title: `${file}: ${declared}`, code: text.split(/^@/m)[0] }));
  });
}

const EXAMPLES = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/^(web|cli)\b/.test(file))
  .sort()
  .flatMap(examplesIn);
const IN_BROWSER = EXAMPLES.filter(({ code }) => code.includes('from "wann/browser"'));
const IN_NODE = EXAMPLES.filter((example) => !IN_BROWSER.includes(example));

describe("the docstrings' examples", () => {
  const folder = temporaryFolder();

  beforeAll(() => {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/wann"), "junction");
    cpSync(join(ROOT, "docs/quick.json"), join(folder, "runs/first/champion.json"));
  });

  it("are many, and import from the package", () => {
    expect(IN_NODE.length).toBeGreaterThanOrEqual(9);
    expect(IN_BROWSER.length).toBeGreaterThanOrEqual(2);
    for (const { code } of IN_NODE) expect(code).toContain('from "wann"');
  });

  it("fit the types", async () => {
    for (const [i, { code }] of EXAMPLES.entries()) writeFileSync(join(folder, `${i}.ts`), code);
    const compilerOptions = {
      noUnusedLocals: false,
      typeRoots: [join(ROOT, "node_modules/@types")],
      paths: { wann: [join(ROOT, "src/index.ts")], "wann/browser": [join(ROOT, "src/browser.ts")] },
    };
    const project = { extends: join(ROOT, "tsconfig.json"), compilerOptions, include: ["*.ts"] };
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
    await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder]).catch(({ stdout }) => {
      throw new Error(stdout);
    });
  });

  it.each(IN_NODE)("run in Node: $title", async ({ code }) => {
    await run(process.execPath, ["--input-type=module", "-e", code], { cwd: folder });
  });
});

describeInBrowser("the docstrings' examples for the browser", (browser) => {
  const folder = temporaryFolder();
  let served: Served;

  beforeAll(async () => {
    for (const file of ["dist/browser.js", "dist/wann.wasm"]) cpSync(join(ROOT, file), join(folder, file));
    cpSync(join(ROOT, "docs/quick.json"), join(folder, "champion.json"));
    served = await serve(folder);
    return () => served.close();
  });

  it.each(IN_BROWSER)("run there: $title", async ({ code }) => {
    const map = JSON.stringify({ imports: { "wann/browser": "/dist/browser.js" } });
    const page = `<link rel="icon" href="data:,"><script type="importmap">${map}</script><script type="module">
      ${code}
      globalThis.result = "ran";
    </script>`;
    writeFileSync(join(folder, "index.html"), page);
    expect(await resultOf(browser(), `${served.origin}/`)).toBe("ran");
  });
});
