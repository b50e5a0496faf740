/**
 * Before all tests: builds the host, which they run from dist/, so that they are of the source as it is now; and makes a cache that
 * MNIST's images are prepared into once.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export default function setUp(): () => void {
  execFileSync(process.execPath, ["esbuild.config.js"], { cwd: fileURLToPath(new URL("..", import.meta.url)) });
  const cache = mkdtempSync(join(tmpdir(), "wann-cache-"));
  process.env.WANN_CACHE = cache;
  return () => rmSync(cache, { recursive: true, force: true });
}
