/** What is wrong with a user's task is said in one line, and nothing is made. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { compileOwn } from "../../src/build/compile-own.js";
import { jsonOf, runHere } from "../cli/run-cli.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();

const GOOD = `reset(random) { this.x = random.uniform(-1, 1); return [this.x]; },
  step([push]) { this.x += 0.1 * push; return { observation: [this.x], reward: -Math.abs(this.x), terminated: false }; }`;
const task = (body: string) => `import { defineTask } from "wann";\nexport default defineTask({ ${body} });\n`;
const HEAD = 'observation: ["x"], action: { kind: "continuous", low: [-1], high: [1] }, maxSteps: 20';
const SMALL = ["--population", "8", "--generations", "2", "--set", "initialNetworks=8", "--workers", "2"];

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

beforeAll(() => {
  write("good.ts", task(`${HEAD}, ${GOOD}`));
  mkdirSync(join(folder, "elsewhere"));
});

describe("a task of one's own", () => {
  it("is searched, resumed, evaluated, swept, tuned and shown by its file", async () => {
    const result = jsonOf<{ digest: string }>(
      await runHere(["evolve", "./good.ts", ...SMALL, "--json", "--out", "run"], folder),
    );
    const further = ["evolve", "--resume", "run", "--generations", "4", "--json"];
    const whole = ["evolve", "./good.ts", ...SMALL.with(3, "4"), "--json", "--out", "whole"];
    expect(jsonOf<typeof result>(await runHere(further, folder)).digest).toBe(
      jsonOf<typeof result>(await runHere(whole, folder)).digest,
    );
    for (const words of [
      ["evaluate", "run", "--episodes", "5", "--rows"],
      ["sweep", "run", "--weights", "3", "--episodes", "2"],
      ["tune", "run", "--out", "tuned", "--generations", "1", "--set", "population=4"],
      ["show", "run", "--svg", "network.svg"],
      ["curve", "run"],
      ["profile", "run", "--population", "4", "--rounds", "1"],
      ["config", "./good.ts"],
      ["estimate", "./good.ts", ...SMALL],
      ["evolve", "--config", "run/config.json", "--generations", "1", "--out", "again"],
    ]) {
      expect((await runHere(words, folder)).code).toBe(0);
    }
  });

  it.each([
    ["missing.ts", undefined, "missing.ts: no such file"],
    ["syntax.ts", "export default {\n  a: ,\n};", "syntax.ts: line 2"],
    ["throws.ts", "throw new Error('no');", "throws.ts: no"],
    ["nothing.ts", "export const a = 1;", "nothing.ts: no task is its default export"],
    ["methods.ts", task(HEAD), "methods.ts: reset: missing: expected a function"],
    ["inputs.ts", task(`observation: 0, ${HEAD.slice(20)}, ${GOOD}`), "inputs.ts: observation: 0"],
    ["kind.ts", task(`${HEAD.replace("continuous", "box")}, ${GOOD}`), 'kind.ts: action.kind: "box"'],
    ["bounds.ts", task(`${HEAD.replace("high: [1]", "high: [-1]")}, ${GOOD}`), "bounds.ts: action"],
    ["steps.ts", task(`${HEAD.replace("20", "0")}, ${GOOD}`), "steps.ts: maxSteps: 0"],
    [
      "first.ts",
      task(`${HEAD}, ${GOOD.replace("this.x += 0.1 * push", "this.y.z = 1")}`),
      "first.ts: the first steps fail",
    ],
    [
      "length.ts",
      task(`${HEAD}, scales: [1], ${GOOD.replace("return [this.x]", "return [1, 2]")}`),
      "length.ts: reset: an observation of 2 numbers: expected 1",
    ],
    [
      "later.ts",
      task(
        `${HEAD}, scales: [1], ${GOOD.replace("this.x +=", "if (push > -2) throw new Error('worn out'); this.x +=")}`,
      ),
      "later.ts: step: worn out",
    ],
  ])("%s is refused", async (name, text, says) => {
    if (text !== undefined) write(name, text);
    const { code, stdout, stderr } = await runHere(["evolve", name, ...SMALL, "--out", `run-${name}`], folder);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`error: ${says}`);
    expect(stderr.match(/error: /g)).toHaveLength(1);
    if (name !== "later.ts") expect(existsSync(join(folder, `run-${name}`))).toBe(false);
  });

  it("is told from a run's folder that is called like one", async () => {
    await runHere(["evolve", "./good.ts", ...SMALL, "--generations", "1", "--out", "folder.ts"], folder);
    expect((await runHere(["curve", "folder.ts"], folder)).code).toBe(0);
  });

  it("has presets of its own where another task, of the program's even, is called the same", async () => {
    write("swingup.ts", task(`${HEAD}, ${GOOD}`));
    mkdirSync(join(folder, "other"));
    write("other/swingup.ts", task(`${HEAD}, ${GOOD}`));
    for (const name of ["./swingup.ts", "./other/swingup.ts"]) {
      const { code, stdout } = await runHere(["config", name], folder);
      expect([code, stdout]).toEqual([0, expect.stringContaining(name)]);
    }
  });

  it("scores the worst return where something is no number", async () => {
    const reward = "this.x < 0 ? Number.NaN : 1";
    write("nan.ts", task(`${HEAD}, worstReturn: -77, scales: [1], ${GOOD.replace("-Math.abs(this.x)", reward)}`));
    await runHere(["evolve", "./nan.ts", ...SMALL, "--out", "nan"], folder);
    const { rows } = jsonOf<{ rows: { min: number; mean: number }[] }>(
      await runHere(["evaluate", "nan", "--weight", "1", "--episodes", "40", "--json"], folder),
    );
    expect(rows[0].mean).toBeLessThan(0);
    expect(rows[0].mean).toBeGreaterThan(-77);
  });

  it("ends the run where no network has anything else", async () => {
    write("all-nan.ts", task(`${HEAD}, scales: [1], ${GOOD.replace("-Math.abs(this.x)", "Number.NaN")}`));
    const { code, stderr } = await runHere(["evolve", "./all-nan.ts", ...SMALL, "--out", "all-nan"], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "error: generation 0: in every episode of every network an output or a reward is no finite",
    );
    expect(stderr.match(/error: /g)).toHaveLength(1);
  });
});

describe("a task in AssemblyScript", () => {
  it("is built, and searched by its wasm", async () => {
    cpSync(fileURLToPath(new URL("../../examples/pendulum/pendulum.ts", import.meta.url)), join(folder, "rod.ts"));
    const { code, stdout } = await runHere(["build", "rod.ts", "--profile"], folder);
    const says = /^rod\.wasm {2}\d+ bytes\nrod\.profile\.wasm {2}\d+ bytes\n$/;
    expect([code, stdout]).toEqual([0, expect.stringMatching(says)]);
    const args = ["evolve", "./rod.wasm", ...SMALL, "--json", "--out", "pendulum-1"];
    expect((await runHere(args, folder)).code).toBe(0);
    const { stdout: config } = await runHere(["show", "pendulum-1", "--svg", "pendulum.svg"], folder);
    expect(config).toContain("./rod.wasm");
    expect(readFileSync(join(folder, "pendulum.svg"), "utf8")).toContain("cos θ");
  });

  it("is profiled phase by phase where it is built for that, as one in TypeScript is", async () => {
    const measuring = ["--population", "4", "--rounds", "1", "--workers", "1"];
    cpSync(join(folder, "rod.wasm"), join(folder, "released.wasm"));
    const without = await runHere(["profile", "./released.wasm", ...measuring], folder);
    expect([without.code, without.stderr]).toEqual([
      2,
      expect.stringMatching(/expected what wann build --profile makes\n$/),
    ]);
    for (const file of ["./rod.wasm", "./good.ts"]) {
      const { stdout } = await runHere(["profile", file, ...measuring], folder);
      for (const row of ["environment: reset", "environment: step", "forward pass", "message transfer", "reward"]) {
        expect(stdout).toContain(`| ${row} `);
      }
    }
  });

  it("is refused with the compiler's words, the user's file and line", async () => {
    const text = readFileSync(join(folder, "rod.ts"), "utf8");
    write("wrong.ts", text.replace("MAX_STEPS: u32 = 200", 'MAX_STEPS: u32 = "many"'));
    const { code, stderr } = await runHere(["build", "wrong.ts"], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong\.ts\(\d+,\d+\)/);
    expect(stderr.split("\n").at(-2)).toBe("error: wrong.ts: does not compile: see above");
    expect(existsSync(join(folder, "wrong.wasm"))).toBe(false);
  });

  it("is refused as a wasm that wants more memory than there may be", async () => {
    const text = readFileSync(join(folder, "rod.ts"), "utf8");
    write("large.ts", text.replace("BYTES: u32 = 3 * ROW_BYTES", "BYTES: u32 = (1 << 20) * ROW_BYTES + (1 << 28)"));
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const wasm = await compileOwn({ root, file: join(folder, "large.ts"), variant: "debug" });
    writeFileSync(join(folder, "large.wasm"), wasm);
    const { code, stderr } = await runHere(["evolve", "./large.wasm"], folder);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^error: \.\/large\.wasm: it takes 51\d MiB of memory for its lanes, more than 256: expected /,
      ),
    ]);
  });

  it("is refused as a wasm that is none, or imports what no task does", async () => {
    write("text.wasm", "no wasm");
    cpSync(fileURLToPath(new URL("../../dist/wasm/outside.wasm", import.meta.url)), join(folder, "outside.wasm"));
    for (const [name, says] of [
      ["text.wasm", "expected the wasm of a task, as wann build makes it"],
      ["outside.wasm", "it imports environment."],
    ]) {
      const { code, stderr } = await runHere(["evolve", name], folder);
      expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    }
  });
});
