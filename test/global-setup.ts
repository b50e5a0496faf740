/**
 * Before all tests: builds the host, which they run from dist/, so that they are of the source as it is now; makes a cache that
 * MNIST's images are prepared into once; removes the example's wasm of the last run; and says which tests this machine cannot run.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  BUNDLERS,
  C_COMPILER,
  CHROMIUM,
  FIREFOX,
  findProgram,
  GYMNASIUM,
  ONNX_RUNTIME,
  PYTHON,
  PYTHON_ONNX,
  REDIS,
  RUNTIMES,
} from "./programs.js";

/** Of programs that some tests need. */
const PROGRAMS = [
  CHROMIUM,
  FIREFOX,
  REDIS,
  C_COMPILER,
  PYTHON,
  PYTHON_ONNX,
  ONNX_RUNTIME,
  GYMNASIUM,
  BUNDLERS,
  RUNTIMES,
];

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export default function setUp(): () => void {
  execFileSync(process.execPath, ["esbuild.config.js"], { cwd: ROOT });
  // Of an earlier run: the first test that needs one compiles it.
  for (const name of readdirSync(join(ROOT, "dist/wasm")).filter((each) => each.startsWith("test-pendulum."))) {
    rmSync(join(ROOT, "dist/wasm", name));
  }
  const cache = mkdtempSync(join(tmpdir(), "wann-cache-"));
  process.env.WANN_CACHE = cache;
  for (const program of PROGRAMS) {
    if (findProgram(program)) continue;
    const fate = process.env.CI === "true" ? "fail" : "are skipped";
    console.log(`${program.tests} ${fate}: ${program.missing}`);
  }
  return () => rmSync(cache, { recursive: true, force: true });
}
