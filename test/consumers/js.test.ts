/** The module of the walker in Node and in a browser: it walks as the kernel does, to the bit. */
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEvaluator, openSession } from "../../src/index.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";
import { jsonOf, runHere } from "../cli/run-cli.js";
import { committed } from "../formats/subjects.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, resultOf } from "../web/chromium.js";
import { type Served, serve } from "../web/serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WALKER = "champions/biped/homogeneous/seed-5.json";
/** With a full mantissa. */
const WEIGHT = 1.3012345678901234;
const EPISODES = 25;

const folder = temporaryFolder();
const { champion, task } = committed(WALKER);
let returns: number[] = [];

/** Returns of episodes from seed 0 on that `act` drives. */
const DRIVE = `
  const returns = [];
  for (let seed = 0; seed < episodes; seed++) {
    let observation = session.reset(seed);
    let total = 0;
    for (let end = false; !end; ) {
      const step = session.step(act(observation, ${WEIGHT}));
      observation = step.observation;
      total += step.reward;
      end = step.terminated || step.truncated;
    }
    returns.push(total);
  }
  return returns;`;

beforeAll(async () => {
  jsonOf(await runHere(["export", join(ROOT, WALKER), "--out", "walker.mjs", "--json"], folder));
  const evaluator = await loadEvaluator(task, { workers: 2 });
  const seeds = Array.from({ length: EPISODES }, (_, i) => i);
  const outcome = await evaluator.evaluate([pack(champion.genome).words], crossPlan([WEIGHT], seeds));
  returns = [...outcome.returns];
  await evaluator.close();
});

describe("the walker as a module", () => {
  it(`gets the kernel's returns in Node, in ${EPISODES} episodes`, async () => {
    const { act } = await import(/* @vite-ignore */ pathToFileURL(join(folder, "walker.mjs")).href);
    const session = await openSession(task, champion.genome, WEIGHT);
    const driven = new Function("session", "act", "episodes", DRIVE)(session, act, EPISODES);
    expect(driven).toEqual(returns);
  });

  it("has types beside it", () => {
    const files = [
      "const [hip]: number[] = act(new Float32Array(24), 0.5); export { hip, inputLabels };",
      'act("observation", 0.5);',
    ].map((line, i) => {
      const file = join(folder, `use-${i}.mts`);
      writeFileSync(file, `import { act, inputLabels } from "./walker.mjs";\n${line}\n`);
      return file;
    });
    const program = ts.createProgram(files, {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      strict: true,
      noEmit: true,
      types: [],
    });
    const problems = files.map((file) => program.getSemanticDiagnostics(program.getSourceFile(file)).length);
    expect(problems).toEqual([0, 1]);
  });
});

describeInBrowser("the walker as a module in a browser", (browser) => {
  let served: Served;

  beforeAll(async () => {
    symlinkSync(join(ROOT, "dist"), join(folder, "dist"));
    symlinkSync(join(ROOT, WALKER), join(folder, "champion.json"));
    writeFileSync(
      join(folder, "index.html"),
      `<!doctype html><link rel="icon" href="data:,"><script type="module">
        import { loadChampion, openSession } from "./dist/browser/browser.js";
        import { act } from "./walker.mjs";
        const { task, champion } = await loadChampion("champion.json");
        const session = await openSession(task, champion.genome, ${WEIGHT});
        const episodes = ${EPISODES};
        const drive = () => {${DRIVE}};
        globalThis.result = drive();
      </script>`,
    );
    served = await serve(folder);
  });
  afterAll(() => served.close());

  it("gets the kernel's returns", async () => {
    expect(await resultOf(browser(), `${served.origin}/`)).toEqual(returns);
  });
});
