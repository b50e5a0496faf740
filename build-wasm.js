/** Compiles targets of asconfig.json, as many at once as there are cores: `node build-wasm.js release profile`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
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
const waiting = Object.entries(ENTRIES).filter(([target]) => asked.includes(target));
await Promise.all(Array.from({ length: availableParallelism() }, compileWaiting));

async function compileWaiting() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [target, entry] = next;
    const [code] = await once(
      spawn(process.execPath, [COMPILER, entry, "--target", target], { stdio: "inherit" }),
      "exit",
    );
    if (code !== 0) process.exitCode = 1;
  }
}
