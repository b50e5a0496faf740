/** Builds the host before the tests, which run it from dist/: so they are of the source as it is now. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export default function buildHost(): void {
  execFileSync(process.execPath, ["esbuild.config.js"], { cwd: fileURLToPath(new URL("..", import.meta.url)) });
}
