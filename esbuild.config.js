/** Builds dist: the host's modules one by one, the browser's library in one file; with `--page`, the page, for `--url` where it will be. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const PAGE = "dist/page";
/** All of the page but index.html, which alone has a fixed name: this folder is then called by a hash of what is in it, for caches. */
const FILES = `${PAGE}/files`;

/** What the page loads besides its code. */
const ASSETS = { "src/web/digits.json": "digits.json", "docs/page-preview.png": "preview.png" };

const common = { format: "esm", logLevel: "warning" };
/** The page's code lies as deep as the host's: from both, a task's files are at ../../dist/wasm. */
const CODE = `${FILES}/dist/page`;

const browser = { ...common, bundle: true, platform: "browser", target: "es2022" };

const sources = filesIn("src").filter((file) => file.endsWith(".ts") && !file.startsWith("web/"));

const host = {
  ...common,
  entryPoints: sources.filter((file) => file !== "browser.ts").map((file) => `src/${file}`),
  outdir: "dist",
  outbase: "src",
  platform: "node",
  target: "node20",
  sourcemap: true,
  sourcesContent: false,
};

const page = {
  ...browser,
  entryPoints: ["src/web/main.ts", "src/web/worker.ts", "src/web/style.css"],
  outdir: CODE,
  splitting: true,
  metafile: true,
  minify: true,
  // Zod would try whether it may compile code, which the page's Content-Security-Policy forbids, and a browser complains of.
  banner: { js: "globalThis.__zod_globalConfig??={jitless:true};" },
};

const { values } = parseArgs({ options: { page: { type: "boolean" }, url: { type: "string" } } });
if (values.page) {
  rmSync(PAGE, { recursive: true, force: true });
  mkdirSync(FILES, { recursive: true });
  for (const [from, to] of Object.entries(ASSETS)) cpSync(from, `${FILES}/${to}`);
  // Built before: what the registry says is read from there.
  const { TASKS } = await import("./dist/tasks/registry.js");
  for (const { page: view, wasm, assets } of TASKS.all) {
    if (!view) continue;
    for (const { file } of view.gallery) cpSync(file, `${FILES}/${file}`);
    for (const url of [wasm, ...assets.map((asset) => asset.url)]) {
      const file = fileURLToPath(url);
      cpSync(file, `${FILES}/dist/wasm/${basename(file)}`);
    }
  }
  // The world of users' tasks.
  cpSync("dist/wasm/outside.wasm", `${FILES}/dist/wasm/outside.wasm`);
  const preloads = scriptsOf(await build(page), `${CODE}/main.js`);
  const hash = hashOf(FILES);
  renameSync(FILES, `${PAGE}/${hash}`);
  const html = readFileSync("src/web/index.html", "utf8");
  const links = preloads.map((path) => `<link rel="modulepreload" href="%FILES%/${relative(FILES, path)}" />`);
  const filled = html.replace("%PRELOADS%", links.join("\n    "));
  writeFileSync(`${PAGE}/index.html`, filled.replaceAll("%FILES%", hash).replaceAll("%URL%", values.url ?? ""));
} else {
  removeStale();
  await buildChanged(host);
  mkdirSync("dist/wasm", { recursive: true });
  cpSync("champions/car-racing/encoder.bin", "dist/wasm/car-racing-encoder.bin");
  await buildChanged({ ...browser, entryPoints: ["src/browser.ts"], outdir: "dist/browser" });
}

/** A script, and what it imports before it can begin: the page asks for all of them at once. */
function scriptsOf({ metafile: { outputs } }, script, found = new Set()) {
  if (found.has(script)) return [...found];
  found.add(script);
  for (const { path, kind } of outputs[script].imports)
    if (kind === "import-statement") scriptsOf({ metafile: { outputs } }, path, found);
  return [...found];
}

/** A name for a folder that changes with anything in it. */
function hashOf(folder) {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  for (const path of files.map(({ parentPath, name }) => `${parentPath}/${name}`).sort()) {
    hash.update(path).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
}

/** Removes what earlier builds made of modules that are gone, so that nothing can import it. */
function removeStale() {
  const modules = new Set(sources.map((file) => file.slice(0, -".ts".length)));
  modules.add("browser/browser");
  for (const file of existsSync("dist") ? filesIn("dist") : []) {
    const [, module] = /^(?!page\/|docs\/|screenshots\/)(.*?)\.(?:js|js\.map|d\.ts)$/.exec(file) ?? [];
    // A bundle at the top and wasm beside the host's folders are of earlier versions.
    const old = file === "browser.js" || /^[^/]+\.(?:wasm|wat|bin)(?:\.map)?$/.test(file);
    if (old || (module !== undefined && !modules.has(module))) rmSync(`dist/${file}`);
  }
}

/** Builds, and writes only the files that change: programs that run from dist/ meanwhile find the others whole. */
async function buildChanged(options) {
  const { outputFiles } = await build({ ...options, write: false });
  for (const { path, contents, text } of outputFiles) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
}
