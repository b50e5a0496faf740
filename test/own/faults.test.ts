/** What is wrong with a user's task is said in one line, and nothing is made. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
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
      ["config", "./good.ts"],
      ["estimate", "./good.ts", ...SMALL],
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

  it("scores the worst return where something is no number", async () => {
    write("nan.ts", task(`${HEAD}, worstReturn: -77, scales: [1], ${GOOD.replace("-Math.abs(this.x)", "Number.NaN")}`));
    await runHere(["evolve", "./nan.ts", ...SMALL, "--out", "nan"], folder);
    const { rows } = jsonOf<{ rows: { mean: number }[] }>(
      await runHere(["evaluate", "nan", "--weight", "1", "--episodes", "4", "--json"], folder),
    );
    expect(rows[0].mean).toBe(-77);
  });
});
