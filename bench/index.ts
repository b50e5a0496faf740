/** `npm run bench -- <name> [--json] [--save]`: --save keeps the figures under bench/results/. */
import { writeFileSync } from "node:fs";
import { biped } from "./biped.js";
import { bipedGeneration } from "./biped-generation.js";
import { context } from "./context.js";
import { mnist } from "./mnist.js";
import { page } from "./page.js";
import { presets } from "./presets.js";
import { queue } from "./queue.js";
import { scaling } from "./scaling.js";
import { study } from "./study.js";
import { swingup } from "./swingup.js";

const BENCHES: Readonly<Record<string, () => Promise<object>>> = {
  swingup,
  biped,
  "biped-generation": bipedGeneration,
  mnist,
  page,
  presets,
  queue,
  scaling,
  study,
};

const words = process.argv.slice(2);
const name = words.find((word) => !word.startsWith("--")) ?? "";
const bench = BENCHES[name];
if (!bench) {
  process.stderr.write(`bench: "${name}": expected one of ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}
const result = { bench: name, command: `npm run bench -- ${name} --save`, ...context(), ...(await bench()) };
if (words.includes("--save")) {
  writeFileSync(new URL(`results/${name}.json`, import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
}
console.log(words.includes("--json") ? JSON.stringify(result) : JSON.stringify(result, null, 2));
