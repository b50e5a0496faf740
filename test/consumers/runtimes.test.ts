/** Node's entry in Deno and Bun, as npm installs it there: an episode, and another on worker threads. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { loadChampion, loadEvaluator, sweep } from "../../src/index.js";
import { describeWith } from "../describe-with.js";
import { RUNTIMES, RUNTIMES_CONSUMER } from "../programs.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { installIn } from "./package-copy.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MODULES = join(RUNTIMES_CONSUMER, "node_modules");
const PROGRAM = `
  import { loadChampion, loadEvaluator, sweep } from "wann";
  const { task, champion } = loadChampion("champion.json");
  const means = [];
  for (const resources of [{}, { workers: 2 }]) {
    const evaluator = await loadEvaluator(task, resources);
    means.push((await sweep(evaluator, champion.genome, [1.5], [0, 1]))[0].mean);
    await evaluator.close();
  }
  console.log(JSON.stringify(means));`;

/** The engine's program, which a package of the platform's has. */
function engine(scope: string, name: string): string {
  const packages = existsSync(join(MODULES, scope)) ? readdirSync(join(MODULES, scope)) : [];
  const files = packages.flatMap((each) => [join(MODULES, scope, each, name), join(MODULES, scope, each, "bin", name)]);
  const found = files.find(existsSync);
  if (!found) throw new Error(`there is no ${name}: npm ci --ignore-scripts in ${RUNTIMES_CONSUMER}`);
  return found;
}

describeWith(RUNTIMES, "the library in other engines", () => {
  const project = temporaryFolder();
  let expected: number;

  beforeAll(async () => {
    installIn(project);
    cpSync(join(ROOT, "docs/quick.json"), join(project, "champion.json"));
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
    writeFileSync(join(project, "main.mjs"), PROGRAM);
    const { task, champion } = loadChampion(join(project, "champion.json"));
    const evaluator = await loadEvaluator(task);
    expected = (await sweep(evaluator, champion.genome, [1.5], [0, 1]))[0].mean;
    await evaluator.close();
  });

  it.each([
    ["Deno", "@deno", "deno", ["run", "--no-lock", "--allow-all"]],
    ["Bun", "@oven", "bun", []],
  ])("gets in %s what it gets in Node, with worker threads and without", (_, scope, name, args) => {
    const printed = execFileSync(engine(scope, name), [...args, "main.mjs"], { cwd: project, encoding: "utf8" });
    expect(JSON.parse(printed)).toEqual([expected, expected]);
  });
});
