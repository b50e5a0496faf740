/**
 * Compiles targets of asconfig.json, as many at once as there are cores: `node build-wasm.js release profile`. One whose sources
 * are those of its last build stays as it is.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";

const COMPILER = "node_modules/assemblyscript/bin/asc.js";

/** What each target is compiled from; those that take long come first. */
const ENTRIES = {
  release: "assembly/index.ts",
  profile: "assembly/profiled.ts",
  training: "assembly/training.ts",
  probes: "test/assembly/probes.ts",
  debug: "assembly/index.ts",
};

const asked = process.argv.slice(2);
const unknown = asked.find((target) => !(target in ENTRIES));
if (asked.length === 0 || unknown !== undefined) {
  throw new Error(`build-wasm: "${unknown ?? ""}": expected some of ${Object.keys(ENTRIES).join(", ")}`);
}
const { targets } = JSON.parse(readFileSync("asconfig.json", "utf8"));
const sources = hashOfSources();
const waiting = Object.entries(ENTRIES).filter(([target]) => asked.includes(target) && builtFrom(target) !== sources);
await Promise.all(Array.from({ length: availableParallelism() }, compileWaiting));

async function compileWaiting() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [target, entry] = next;
    const [code] = await once(
      spawn(process.execPath, [COMPILER, entry, "--target", target], { stdio: "inherit" }),
      "exit",
    );
    if (code === 0) writeFileSync(stampOf(target), sources);
    else process.exitCode = 1;
  }
}

/** Of all that a build depends on. */
function hashOfSources() {
  const files = ["assembly", "test/assembly"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath}/${name}`)
      .sort(),
  );
  const hash = createHash("sha256");
  for (const file of [...files, "asconfig.json", "node_modules/assemblyscript/package.json"]) {
    hash.update(`${file}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Where the hash of the sources that a target was compiled from stands. */
function stampOf(target) {
  mkdirSync("dist/built", { recursive: true });
  return `dist/built/${target}`;
}

function builtFrom(target) {
  const stamp = stampOf(target);
  return existsSync(stamp) && existsSync(targets[target].outFile) ? readFileSync(stamp, "utf8") : undefined;
}
