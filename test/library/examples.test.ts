/**
 * Runs every example of the docstrings as its reader would: in a folder that has the package and a run, or on a web page. That they
 * fit the types is tested with the package.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, resultOf } from "../web/chromium.js";
import { type Served, serve } from "../web/serve.js";
import { EXAMPLES } from "./examples.js";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const RUN_ALL = `
  import { writeFileSync } from "node:fs";
  const thrown = [];
  for (let i = 0; i < Number(process.argv[2]); i++) {
    thrown.push(await import("./" + i + ".mjs").then(() => "", (error) => String(error?.stack ?? error)));
  }
  writeFileSync("thrown.json", JSON.stringify(thrown));`;

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

  describe("in Node", () => {
    /** What each example threw, or "". */
    let thrown: string[];

    // One after another in one process: starting one would take longer than most of them.
    beforeAll(async () => {
      for (const [i, { code }] of IN_NODE.entries()) writeFileSync(join(folder, `${i}.mjs`), code);
      writeFileSync(join(folder, "all.mjs"), RUN_ALL);
      await run(process.execPath, ["all.mjs", String(IN_NODE.length)], { cwd: folder });
      thrown = JSON.parse(readFileSync(join(folder, "thrown.json"), "utf8"));
    });

    it.each(IN_NODE.map(({ title }, i) => ({ title, i })))("run: $title", ({ i }) => {
      expect(thrown[i]).toBe("");
    });
  });
});

describeInBrowser("the docstrings' examples for the browser", (browser) => {
  const folder = temporaryFolder();
  let served: Served;

  beforeAll(async () => {
    for (const file of ["dist/browser/browser.js", "dist/wasm/swingup.wasm"])
      cpSync(join(ROOT, file), join(folder, file));
    cpSync(join(ROOT, "docs/quick.json"), join(folder, "champion.json"));
    served = await serve(folder);
    return () => served.close();
  });

  it.each(IN_BROWSER)("run there: $title", async ({ code }) => {
    const map = JSON.stringify({ imports: { "wann/browser": "/dist/browser/browser.js" } });
    const page = `<link rel="icon" href="data:,"><script type="importmap">${map}</script><script type="module">
      ${code}
      globalThis.result = "ran";
    </script>`;
    writeFileSync(join(folder, "index.html"), page);
    expect(await resultOf(browser(), `${served.origin}/`)).toBe("ran");
  });
});
