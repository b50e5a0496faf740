import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { temporaryFolder } from "../record/temporary-folder.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = temporaryFolder();

it("npm run docs builds pages of both entries, with all that they export described", async () => {
  // Errors of type are npm run types' to find.
  const args = ["run", "-s", "docs", "--", "--skipErrorChecking", "--out", folder];
  await promisify(execFile)("npm", args, { cwd: ROOT });
  expect(existsSync(join(folder, "index.html"))).toBe(true);
  expect(readFileSync(join(folder, "modules/wann.html"), "utf8")).toContain("loadImages");
  expect(readFileSync(join(folder, "modules/wann_browser.html"), "utf8")).toContain("needs no special headers");
}, 180_000);
