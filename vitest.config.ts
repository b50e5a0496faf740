import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { normalizePath, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

const json = process.env.VITEST_JSON;
const ROOT = normalizePath(fileURLToPath(new URL(".", import.meta.url)));

/**
 * Tests run the built host: what they import from src/ they get from dist/, where worker threads and processes have it from too.
 * The page's files are built in a bundle alone and stay as they are.
 */
const builtHost: Plugin = {
  name: "built-host",
  enforce: "pre",
  async resolveId(source, importer) {
    const resolved = source.startsWith(".") ? await this.resolve(source, importer, { skipSelf: true }) : null;
    if (!resolved?.id.startsWith(`${ROOT}src/`)) return resolved;
    const module = /^(?!web\/)(.*)\.ts$/.exec(resolved.id.slice(`${ROOT}src/`.length))?.[1];
    if (module === "browser") return `${ROOT}dist/browser/browser.js`;
    return module === undefined ? resolved : `${ROOT}dist/${module}.js`;
  },
};

export default defineConfig({
  plugins: [builtHost],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/global-setup.ts",
    // Processes: tests change the working directory. A process runs many files, for to start one takes most of a second.
    pool: "forks",
    isolate: false,
    // More than cores: many of the tests wait for a while.
    maxWorkers: availableParallelism() + 2,
    // Node itself loads what is built, as it does for a worker thread.
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
    execArgv: ["--enable-source-maps"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 100_000 } },
    reporters: json ? ["default", ["json", { outputFile: json }]] : ["default"],
  },
});
