/** The package as its users have it: packed, installed from its tarball into an empty project, and used there. */
import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, parse, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import ts from "typescript";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import type { FingerprintPoint } from "../../src/genome/champion.js";
import { TASKS } from "../../src/tasks/registry.js";
import { EXAMPLES } from "../library/examples.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, resultOf } from "../web/chromium.js";
import { type Served, serve } from "../web/serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CHAMPION = join(ROOT, "docs/quick.json");
const INSTALL_MS = 300_000;

/** Five lines on a champion, in Node or on a page: they leave one episode's return in `total`. */
const EPISODE = `
  const session = await openSession(task, champion.genome, 1.5);
  session.reset(0);
  let total = 0;
  for (let end = false; !end; ) {
    const { reward, terminated, truncated } = session.step();
    total += reward;
    end = terminated || truncated;
  }`;

const PAGE_EXAMPLE = `
  const { task, champion } = await loadChampion("champion.json");${EPISODE}
  globalThis.result = { total, crossOriginIsolated };`;

const NODE_EXAMPLE = `
  import { loadChampion, loadEvaluator, openSession, sweep } from "wann";
  const { task, champion } = loadChampion(process.argv[1]);${EPISODE}
  const evaluator = await loadEvaluator(task, { workers: 2 });
  const points = await sweep(evaluator, champion.genome, [1.5], [0]);
  await evaluator.close();
  console.log(JSON.stringify({ total, points }));`;

const CONSUMER = `
  import { type Evolved, evolve, loadChampion, openSession, presetNamed, type SearchConfig } from "wann";
  import { type Evolution, loadChampion as fetchChampion } from "wann/browser";
  const config: SearchConfig = { ...presetNamed("quick"), generations: 3 };
  const from: Evolved = await evolve({ config, workers: 2 });
  const { task, champion } = loadChampion("runs/first");
  const observation: number[] = (await openSession(task, champion.genome, 1.5)).reset(0);
  const again: Evolution = { config, from };
  const fetched: Promise<{ readonly champion: typeof champion }> = fetchChampion(new URL("https://example.org/"));
  // @ts-expect-error what is known of the argument shows that there are types
  loadChampion(1);
  // @ts-expect-error and so for the browser
  fetchChampion(1);
  export { again, fetched, observation };`;

/** A program's output. Throws an Error with all that it printed where it fails. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { cwd }).catch(({ message, stdout }) => {
    throw new Error(`${message}\n${stdout}`);
  });
  return stdout;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const project = temporaryFolder();
const installed = join(project, "node_modules/wann");
let packed: Packed;

/** Runs the command that has been installed, and no other. */
function wann(...args: string[]): Promise<string> {
  return run("npx", ["--no", "--", "wann", ...args], project);
}

async function nodeExample(champion: string): Promise<{ total: number; points: readonly FingerprintPoint[] }> {
  const args = ["--input-type=module", "-e", NODE_EXAMPLE, champion];
  return JSON.parse(await run(process.execPath, args, project));
}

beforeAll(async () => {
  // Errors of type are npm run types' to find.
  await run("npm", ["run", "-s", "build:types", "--", "--noCheck"], ROOT);
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", project];
  [packed] = JSON.parse(await run("npm", pack, ROOT));
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--omit=optional"];
  await run("npm", ["install", ...quiet, `./${packed.filename}`], project);
}, INSTALL_MS);

describe("the tarball", () => {
  it("holds the built host, the browser's library, types, the wasm, the encoder, champions, and nothing else", () => {
    const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" });
    const modules = sources.flatMap((file) => (/^(?!web\b).*\.ts$/.test(file) ? [`dist/${file.slice(0, -3)}`] : []));
    // Of the page what is nowhere else in the package.
    const page = readdirSync(join(ROOT, "dist/page"), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
      .filter((file) => !/\/(?:champions|dist\/wasm)\/|preview\.png$/.test(file));
    // Parts of its code are called by a hash.
    const named = page.map((file) =>
      file.replace(/^dist\/page\/(?:[0-9a-f]{16}\/)?/, "").replace(/-[0-9A-Z]{8}\.js$/, ""),
    );
    expect([...new Set(named)].sort()).toEqual(
      ["chunk", "evolve-panel", "main.js", "style.css", "worker.js"]
        .map((name) => `dist/page/${name}`)
        .concat("digits.json", "docs/quick.json", "index.html")
        .sort(),
    );
    const champions = readdirSync(join(ROOT, "champions")).filter((file) => file.endsWith(".json"));
    const types = packed.files.flatMap(({ path }) => (path.endsWith(".d.ts") ? [path.slice(0, -5)] : []));
    // For tasks of one's own: what they are compiled with, and examples.
    const own = /^(?:assembly|examples|templates)\/|^asconfig\.json$/;
    const others = packed.files.map(({ path }) => path).filter((path) => !path.endsWith(".d.ts") && !own.test(path));
    expect(packed.files.map(({ path }) => path)).toContain("assembly/tasks/task.ts");

    expect(others.sort()).toEqual(
      [
        "LICENSE",
        "README.md",
        "package.json",
        "python/wann_gym.py",
        ...TASKS.all.flatMap(({ name }) => [`dist/wasm/${name}.wasm`, `dist/wasm/${name}.profile.wasm`]),
        ...page,
        "dist/wasm/outside.wasm",
        "dist/wasm/outside.profile.wasm",
        "dist/wasm/vae-training.wasm",
        "dist/wasm/car-racing-encoder.bin",
        ...champions.map((file) => `champions/${file}`),
        ...modules.map((module) => (module === "dist/browser" ? "dist/browser/browser.js" : `${module}.js`)),
      ].sort(),
    );
    expect(types).toEqual(expect.arrayContaining(["dist/index", "dist/browser"]));
    expect(types.filter((module) => !modules.includes(module))).toEqual([]);
  });

  it("is small", () => {
    expect(packed.size).toBeLessThan(1_400_000);
    expect(packed.unpackedSize).toBeLessThan(4_700_000);
  });

  it("names no folder of the machine it was built on", () => {
    const naming = packed.files.filter(({ path }) => readFileSync(join(installed, path)).includes(ROOT));
    expect(naming).toEqual([]);
  });

  it("has a package.json that publint finds nothing in", async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that are right for whoever imports ES modules", () => {
    const tarball = join(project, packed.filename);
    const report = spawnSync("npx", ["attw", "--profile", "esm-only", tarball], { cwd: ROOT, encoding: "utf8" });
    expect(report.status, report.stdout).toBe(0);
  });
});

describe("in an empty project", () => {
  it("npx wann says its version and what it can do", async () => {
    expect(await wann("--version")).toBe(`${manifest.version}\n`);
    expect(await wann("--help")).toContain("evolve");
  });

  it("npx wann evolve searches, and the library goes on with its champion", async () => {
    const small = ["--preset", "quick", "--generations", "3", "--population", "24", "--workers", "2"];
    const summary = await wann("evolve", "swingup", ...small, "--out", "runs/first", "--json");
    expect(JSON.parse(summary).digest).toMatch(/^[0-9a-f]{64}$/);

    const { total, points } = await nodeExample("runs/first");
    expect(total).toBeGreaterThan(0);
    expect(points).toEqual([{ weight: 1.5, mean: total, sd: 0, episodes: 1 }]);
  });

  it.each(["typescript", "assemblyscript"])("npx wann new makes a task in %s whose scripts run", async (kind) => {
    const task = join(project, `my-${kind}`);
    await wann("new", `my-${kind}`, "--kind", kind);
    mkdirSync(join(task, "node_modules/.bin"), { recursive: true });
    // As npm install puts them there.
    symlinkSync(installed, join(task, "node_modules/wann"));
    for (const name of ["assemblyscript", "typescript"]) {
      const linked = join(project, "node_modules", name);
      if (!existsSync(linked)) symlinkSync(join(ROOT, "node_modules", name), linked);
    }
    for (const [name, file] of [
      ["wann", "wann/dist/cli/index.js"],
      ["tsc", "../../node_modules/typescript/bin/tsc"],
    ]) {
      symlinkSync(join("..", file), join(task, "node_modules/.bin", name));
    }
    const { scripts } = JSON.parse(readFileSync(join(task, "package.json"), "utf8"));
    const { evolve: _, build = "", ...others } = scripts as Record<string, string>;
    if (build) await run("npm", ["run", "-s", "build"], task);
    for (const script of Object.values(others)) {
      // What the others build first has been built.
      const rest = build ? script.replace(`${build} && `, "") : script;
      await run("npm", ["exec", "-c", rest], task);
    }
    // A compiler of its own checks the other kind.
    if (kind === "typescript") return;
    const file = join(task, `my-${kind}.ts`);
    const { fileNames, options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(task, "tsconfig.json"), ts.sys.readFile).config,
      ts.sys,
      task,
    );
    expect(fileNames.map((name) => basename(name))).toEqual([`my-${kind}.ts`]);
    const program = ts.createProgram(fileNames, options);
    const messages = program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages).toEqual([]);
  });

  /** TypeScript's own declarations, which are read once. */
  const libraries = new Map<string, ts.SourceFile | undefined>();

  /** What the compiler says of files of the project. */
  function problemsOf(files: readonly string[], special: object): string[] {
    const target = { target: "ES2022", lib: ["ES2022", "DOM"], strict: true, noEmit: true };
    // The package's declarations are checked, those that come with TypeScript not.
    const checked = { skipLibCheck: false, skipDefaultLibCheck: true };
    const compilerOptions = { ...target, ...checked, types: [], ...special };
    const { options, errors, fileNames } = ts.parseJsonConfigFileContent({ compilerOptions, files }, ts.sys, project);
    const host = ts.createCompilerHost(options);
    const { getSourceFile } = host;
    const own = host.getDefaultLibLocation?.() ?? "";
    host.getSourceFile = (name, ...how) => {
      if (!name.startsWith(`${own}/lib.`)) return getSourceFile(name, ...how);
      if (!libraries.has(name)) libraries.set(name, getSourceFile(name, ...how));
      return libraries.get(name);
    };
    const program = ts.createProgram(fileNames, options, host);
    return [...errors, ...ts.getPreEmitDiagnostics(program)].map((each) => ts.formatDiagnostic(each, host));
  }

  it("its types compile with module and moduleResolution NodeNext, and the docstrings' examples fit them", () => {
    writeFileSync(join(project, "consumer.ts"), CONSUMER);
    const examples = EXAMPLES.map(({ code }, i) => {
      writeFileSync(join(project, `example${i}.ts`), code);
      return `example${i}.ts`;
    });
    const node = { typeRoots: [join(ROOT, "node_modules/@types")], types: ["node"] };
    const files = ["consumer.ts", ...examples];
    expect(problemsOf(files, { module: "NodeNext", moduleResolution: "NodeNext", ...node })).toEqual([]);
  });

  it("its types compile with module ESNext and moduleResolution bundler", () => {
    writeFileSync(join(project, "consumer.ts"), CONSUMER);
    expect(problemsOf(["consumer.ts"], { module: "ESNext", moduleResolution: "bundler" })).toEqual([]);
  });
});

describeInBrowser("on a page without special headers", (browser) => {
  const elsewhere = temporaryFolder();
  let built: Served;
  let inNode: { readonly total: number; readonly crossOriginIsolated: false };

  beforeAll(async () => {
    for (const folder of [join(project, "public"), elsewhere]) cpSync(CHAMPION, join(folder, "champion.json"));
    inNode = { total: (await nodeExample(CHAMPION)).total, crossOriginIsolated: false };
    const head = `<link rel="icon" href="data:,"><script type="module" src="/main.js"></script>`;
    writeFileSync(join(project, "index.html"), `<!doctype html>${head}`);
    writeFileSync(join(project, "main.js"), `import { loadChampion, openSession } from "wann/browser";${PAGE_EXAMPLE}`);
    await build({ root: project, configFile: false, logLevel: "silent" });
    built = await serve(join(project, "dist"));
    return () => built.close();
  }, INSTALL_MS);

  it("Vite bundles the library with its tasks' files", () => {
    const assets = readdirSync(join(project, "dist/assets"));
    const code = assets.find((file) => file.endsWith(".js")) ?? "none";
    const text = readFileSync(join(project, "dist/assets", code), "utf8");
    const files = [...TASKS.all.map(({ name }) => `${name}.wasm`), "car-racing-encoder.bin"];
    expect(assets.filter((file) => /\.(wasm|bin)$/.test(file))).toHaveLength(files.length);
    for (const file of files) {
      const { name, ext } = parse(file);
      const asset = assets.find((each) => new RegExp(`^${name}-[\\w-]{8}\\${ext}$`).test(each)) ?? "none";
      expect(readFileSync(join(project, "dist/assets", asset))).toEqual(
        readFileSync(join(installed, "dist/wasm", file)),
      );
      expect(text).toContain(asset);
    }
  });

  it("what Vite has bundled gives the same bits as Node", async () => {
    expect(await resultOf(browser(), `${built.origin}/`)).toEqual(inNode);
  });

  it("a page without a bundler gives them too, with the library from another origin", async () => {
    const cdn = await serve(installed, { "Access-Control-Allow-Origin": "*" });
    const lines = `import { loadChampion, openSession } from "${cdn.origin}/dist/browser/browser.js";${PAGE_EXAMPLE}`;
    const head = `<link rel="icon" href="data:,"><script type="module">${lines}</script>`;
    writeFileSync(join(elsewhere, "index.html"), `<!doctype html>${head}`);
    const page = await serve(elsewhere);
    try {
      expect(await resultOf(browser(), `${page.origin}/`)).toEqual(inNode);
    } finally {
      await Promise.all([page.close(), cdn.close()]);
    }
  });
});
