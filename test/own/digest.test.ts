/** A run of a user's task has one digest, whoever runs it and however it is cut up: workers, a kill, a browser. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, runHere, startCli } from "../cli/run-cli.js";
import { buildPendulum } from "../fixtures/pendulum/task.js";
import { until } from "../queue/workers.js";
import { forgetLock } from "../record/stale-lock.js";
import { temporaryFolder } from "../record/temporary-folder.js";
import { describeInBrowser, resultOf } from "../web/chromium.js";
import { type Served, serve } from "../web/serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GENERATIONS = "4";
const SMALL = ["--population", "12", "--generations", GENERATIONS, "--set", "initialNetworks=24", "--seed", "7"];
const KINDS = ["./swing.ts", "./arm.wasm"];

/** A short task with chance of every kind, and functions that engines have in their own ways. */
const SWING = `import { defineTask } from "wann";
import { cos, sin } from "wann/math";
export default defineTask({
  observation: ["cos", "sin", "speed"], action: { kind: "continuous", low: [-2], high: [2] }, maxSteps: 30,
  reset(random) {
    this.angle = random.uniform(-3, 3);
    this.speed = random.normal(0, 0.5);
    this.wind = random.integers(-1, 2);
    return this.seen();
  },
  seen() { return [cos(this.angle), sin(this.angle), this.speed]; },
  step([push]) {
    this.speed += 0.1 * (push + 5 * sin(this.angle) + 0.1 * this.wind);
    this.angle += 0.1 * this.speed;
    return { observation: this.seen(), reward: cos(this.angle), terminated: Math.abs(this.speed) > 4 };
  },
});`;

const folder = temporaryFolder();
const at = (...path: string[]) => join(folder, ...path);
const nameOf = (file: string) => file.replace(/^\.\/|\.\w+$/g, "");
const evolve = (file: string, workers: number, out: string) => [
  ...["evolve", file, ...SMALL],
  ...["--workers", String(workers), "--json", "--out", out],
];
const digestOf = async (words: readonly string[]) => jsonOf<{ digest: string }>(await runHere(words, folder)).digest;
const usual = new Map<string, string>();

beforeAll(async () => {
  writeFileSync(at("swing.ts"), SWING);
  cpSync(await buildPendulum("release"), at("arm.wasm"));
  for (const file of KINDS) usual.set(file, await digestOf(evolve(file, 2, nameOf(file))));
});

describe.each(KINDS)("%s", (file) => {
  it.each([1, 5])("has the digest of two workers with %d", async (workers) => {
    expect(await digestOf(evolve(file, workers, `${nameOf(file)}-${workers}`))).toBe(usual.get(file));
  });

  it("has it where it was killed and resumed", async () => {
    const out = `${nameOf(file)}-killed`;
    const { child, outcome } = startCli(evolve(file, 1, out), folder);
    // Once a generation has been recorded, and long before the last of the report.
    const log = at(out, "log.jsonl");
    await until(() => existsSync(log) && readFileSync(log, "utf8").includes('"generation":0'));
    child.kill("SIGKILL");
    await outcome;
    forgetLock(at(out));
    expect(await digestOf(["evolve", "--resume", out, "--json"])).toBe(usual.get(file));
  });
});

describeInBrowser("in a browser", (browser) => {
  let served: Served;

  beforeAll(async () => {
    symlinkSync(join(ROOT, "dist"), at("dist"));
    mkdirSync(at("code/here"), { recursive: true });
    const { outputFiles } = await build({
      stdin: {
        contents: `
          import { evolve, TASKS } from "./src/browser.ts";
          import { taskFrom } from "./src/web/own-files.ts";
          const [file, name, run] = location.hash.slice(1).split(",");
          const text = async (url) => (await fetch(url)).text();
          const { config, seed } = JSON.parse(await text("/" + run + "/config.json"));
          const { scales } = JSON.parse(await text("/" + run + "/champion.json"));
          const bytes = await (await fetch("/" + file)).arrayBuffer();
          TASKS.add(await taskFrom(new File([bytes], file.replace(/.*\\//, "")), name, scales ?? undefined));
          globalThis.result = (await evolve({ config, seed })).digest;`,
        resolveDir: ROOT,
        loader: "ts",
      },
      absWorkingDir: ROOT,
      bundle: true,
      format: "esm",
      platform: "browser",
      write: false,
    });
    writeFileSync(at("code/here/run.js"), outputFiles[0].text);
    const head = '<link rel="icon" href="data:,"><script type="module" src="code/here/run.js"></script>';
    writeFileSync(at("index.html"), `<!doctype html>${head}`);
    served = await serve(folder);
  });
  afterAll(() => served.close());

  it.each([
    ["./swing.ts", "swing/task.js"],
    ["./arm.wasm", "arm.wasm"],
  ])("%s has the same digest", async (name, file) => {
    const url = `${served.origin}/#${[file, name, nameOf(name)].join(",")}`;
    expect(await resultOf(browser(), url)).toBe(usual.get(name));
  });
});
