/** The library in bundlers, as their users have it: built, and run once in a browser under a strict Content-Security-Policy, or in Node. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { loadChampion, openSession } from "../../src/index.js";
import { describeWith } from "../describe-with.js";
import { BUNDLERS, BUNDLERS_CONSUMER } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, resultOf } from "../web/chromium.js";
import { serve } from "../web/serve.js";
import { installIn } from "./package-copy.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VITES = [5, 6, 7, 8];
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self'";
const HTML = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>';

/** An episode's return. */
const EPISODE = `
  const { task, champion } = await loadChampion("champion.json");
  const session = await openSession(task, champion.genome, 1.5);
  session.reset(0);
  let total = 0;
  for (let end = false; !end; ) {
    const { reward, terminated, truncated } = session.step();
    total += reward;
    end = terminated || truncated;
  }`;
const PAGE = `import { loadChampion, openSession } from "wann/browser";${EPISODE}
  globalThis.result = total;`;
const LOCATED = `import { loadChampion, locateFiles, openSession } from "wann/browser";
  import wasm from "wann/wasm/swingup.wasm";
  import encoder from "wann/wasm/car-racing-encoder.bin";
  locateFiles({ "swingup.wasm": wasm, "car-racing-encoder.bin": encoder });${EPISODE}
  globalThis.result = total;`;
const IN_NODE = `import { loadChampion, loadEvaluator, openSession, sweep } from "wann";${EPISODE}
  const evaluator = await loadEvaluator(task, { workers: 1 });
  const [{ mean }] = await sweep(evaluator, champion.genome, [1.5], [0]);
  await evaluator.close();
  console.log(JSON.stringify([total, mean]));`;

const require = createRequire(join(BUNDLERS_CONSUMER, "package.json"));

/** A bundler of the consumer's own: a module whose types are another version's. */
// biome-ignore lint/suspicious/noExplicitAny: five versions of four programs
const bundler = async (name: string, path = require.resolve(name)): Promise<any> => import(pathToFileURL(path).href);

describeWith(BUNDLERS, "the library in bundlers", () => {
  const project = temporaryFolder();
  const elsewhere = temporaryFolder();
  const at = (...path: string[]) => join(project, ...path);
  let expected: number;

  beforeAll(async () => {
    installIn(project);
    for (const folder of ["", "public", "rolled", "esbuilt"]) {
      mkdirSync(at(folder), { recursive: true });
      cpSync(join(ROOT, "docs/quick.json"), at(folder, "champion.json"));
      writeFileSync(at(folder, "index.html"), HTML);
    }
    writeFileSync(at("package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
    writeFileSync(at("main.js"), PAGE);
    writeFileSync(at("located.js"), LOCATED);
    writeFileSync(at("node.js"), IN_NODE);
    const { task, champion } = loadChampion(at("champion.json"));
    const session = await openSession(task, champion.genome, 1.5);
    session.reset(0);
    expected = 0;
    for (let end = false; !end; ) {
      const { reward, terminated, truncated } = session.step();
      expected += reward;
      end = terminated || truncated;
    }
  });

  describeInBrowser("in a browser", (browser) => {
    it.each(VITES)("runs in the dev server of Vite %i, without a setting", async (version) => {
      const path = join(BUNDLERS_CONSUMER, `node_modules/vite${version}/dist/node/index.js`);
      const { createServer } = await bundler("vite", path);
      const server = await createServer({
        root: project,
        configFile: false,
        logLevel: "silent",
        cacheDir: at("node_modules/.vite"),
        optimizeDeps: { force: true, include: ["wann/browser"] },
        server: { host: "127.0.0.1", port: 0, hmr: false },
      });
      await server.listen();
      const { port } = server.httpServer.address();
      try {
        expect(await resultOf(browser(), `http://127.0.0.1:${port}/`)).toBe(expected);
      } finally {
        await server.close();
      }
    });

    it("is built by Rollup with the files' paths in the package, and runs under a strict policy", async () => {
      const { rollup } = await bundler("rollup");
      const { nodeResolve } = await bundler("@rollup/plugin-node-resolve");
      const { default: url } = await bundler("@rollup/plugin-url");
      const files = url({ include: ["**/*.wasm", "**/*.bin"], limit: 0, publicPath: "/" });
      const built = await rollup({ input: at("located.js"), plugins: [nodeResolve({ browser: true }), files] });
      await built.write({ file: at("rolled/main.js"), format: "es" });
      await built.close();
      const served = await serve(at("rolled"), { "Content-Security-Policy": POLICY });
      expect(await resultOf(browser(), `${served.origin}/`)).toBe(expected);
      await served.close();
    });

    it("is built by esbuild in the same way", async () => {
      const { build } = await bundler("esbuild");
      const loader = { ".wasm": "file", ".bin": "file" };
      const out = { outfile: at("esbuilt/main.js"), publicPath: "/", target: "es2022" };
      await build({ entryPoints: [at("located.js")], bundle: true, format: "esm", loader, ...out, logLevel: "error" });
      const served = await serve(at("esbuilt"), { "Content-Security-Policy": POLICY });
      expect(await resultOf(browser(), `${served.origin}/`)).toBe(expected);
      await served.close();
    });
  });

  it("is bundled for Node by esbuild, finds its files, and says so where there are none", async () => {
    const { build } = await bundler("esbuild");
    const options = { bundle: true, platform: "node", format: "esm", external: ["piscina"], logLevel: "error" };
    await build({ entryPoints: [at("node.js")], outfile: at("out/node.js"), ...options });
    const run = (file: string) =>
      execFileSync(process.execPath, [file], { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    expect(JSON.parse(run(at("out/node.js")))).toEqual([expected, expected]);

    // On one thread nothing is left out of the bundle.
    writeFileSync(at("one-thread.js"), `import { loadChampion, openSession } from "wann";${EPISODE}`);
    const alone = join(elsewhere, "alone.mjs");
    await build({ entryPoints: [at("one-thread.js")], outfile: alone, ...options, external: [] });
    expect(() => run(alone)).toThrow(
      /alone\.mjs: wann has been bundled into it without its files: expected node_modules\/wann/,
    );
  });
});
