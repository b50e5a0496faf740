/**
 * `npm run bench -- <name> [--json] [--save]`: --save keeps the figures under bench/results/.
 * `npm run bench -- compare <before.json> <after.json>` compares two such results.
 */
import { writeFileSync } from "node:fs";
import { biped } from "./biped.js";
import { bipedGeneration } from "./biped-generation.js";
import { carRacing } from "./car-racing.js";
import { checking } from "./checking.js";
import { compare } from "./compare.js";
import { context } from "./context.js";
import { encoder } from "./encoder.js";
import { exports, exportsPage } from "./export.js";
import { gymnasium, gymnasiumPage } from "./gymnasium.js";
import { kernels } from "./kernels.js";
import { mnist } from "./mnist.js";
import { ownTasks, ownTasksPage } from "./own-tasks.js";
import { page } from "./page.js";
import { pool } from "./pool.js";
import { presets } from "./presets.js";
import { queue } from "./queue.js";
import { recovery } from "./recovery.js";
import { rules } from "./rules.js";
import { scaling } from "./scaling.js";
import { search } from "./search.js";
import { startup } from "./startup.js";
import { homogeneousStudy, homogeneousWalkerStudy, study } from "./studies.js";
import { studyPage } from "./study.js";
import { swingup } from "./swingup.js";
import { ties } from "./ties.js";

const BENCHES: Readonly<Record<string, () => Promise<object>>> = {
  swingup,
  biped,
  "biped-generation": bipedGeneration,
  "car-racing": carRacing,
  checking,
  encoder,
  export: exports,
  gymnasium,
  kernels,
  mnist,
  "own-tasks": ownTasks,
  page,
  pool,
  presets,
  queue,
  recovery,
  rules,
  scaling,
  search,
  startup,
  study,
  "homogeneous-study": homogeneousStudy,
  "homogeneous-walker-study": homogeneousWalkerStudy,
  ties,
};

/** Results that are a page of the documentation, too. */
const PAGES: Readonly<Record<string, (result: object) => string>> = {
  export: exportsPage,
  gymnasium: gymnasiumPage,
  "own-tasks": ownTasksPage,
  "homogeneous-study": studyPage(
    "homogeneous-study",
    "What the search by construction is made of, on swing-up: results",
    "The first row is the preset `swingup-homogeneous` with one population, 4,096 random networks to begin with, and no stages.",
  ),
  "homogeneous-walker-study": studyPage(
    "homogeneous-walker-study",
    "What the search by construction is made of, on the walker: results",
    "The first row is the preset `biped-homogeneous` with four islands, of which two live on, and no stages.",
  ),
};

const words = process.argv.slice(2);
const [name = "", ...files] = words.filter((word) => !word.startsWith("--"));
if (name === "compare") {
  try {
    console.log(compare(files));
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n`);
    process.exit(2);
  }
  process.exit();
}
const bench = BENCHES[name];
if (!bench) {
  process.stderr.write(`bench: "${name}": expected one of compare, ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}
const result = { bench: name, command: `npm run bench -- ${name} --save`, ...context(), ...(await bench()) };
if (words.includes("--save")) {
  writeFileSync(new URL(`results/${name}.json`, import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
  if (PAGES[name]) writeFileSync(new URL(`../docs/results/${name}.md`, import.meta.url), PAGES[name](result));
}
console.log(words.includes("--json") ? JSON.stringify(result) : JSON.stringify(result, null, 2));
