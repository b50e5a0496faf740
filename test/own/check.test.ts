/** `wann check` says what is wrong with a task before hours are spent. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkTask } from "../../src/own/check.js";
import { runHere } from "../cli/run-cli.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();

const RESET = "reset(random) { this.x = random.uniform(-1, 1); return [this.x]; }";
const STEP =
  "step([push]) { this.x += 0.1 * push; return { observation: [this.x], reward: -this.x * this.x, terminated: false }; }";
const HEAD = 'observation: ["x"], action: { kind: "continuous", low: [-1], high: [1] }, maxSteps: 20';

function write(name: string, { head = HEAD, reset = RESET, step = STEP, top = "" }): string {
  const file = join(folder, name);
  const lines = [
    'import { defineTask } from "wann";',
    top,
    `export default defineTask({ ${head}, ${reset}, ${step} });`,
  ];
  writeFileSync(file, lines.join("\n"));
  return file;
}

/** What is not as it should be: subject, verdict, and what was found. */
async function faults(file: string): Promise<string[]> {
  const findings = await checkTask(file);
  return findings
    .filter(({ verdict }) => verdict !== "good")
    .map(({ subject, verdict, found }) => `${verdict} ${subject}: ${found}`);
}

describe("a task in TypeScript", () => {
  it("has nothing wrong with it where there is nothing", async () => {
    expect(await faults(write("good.ts", {}))).toEqual([]);
  });

  it.each([
    ["chance of the engine's", { step: STEP.replace("0.1 *", "Math.random() *") }, ["one seed", "lanes", "chance"]],
    ["a clock", { reset: RESET.replace("this.x =", "this.x = (Date.now() % 2) * 0 +") }, ["chance"]],
    ["functions that differ between engines", { step: STEP.replace("0.1 *", "Math.sin(0.1) *") }, ["engines"]],
    [
      "one of them taken at the top",
      { top: "const { tanh } = Math;", step: STEP.replace("0.1 *", "tanh(0.1) *") },
      ["engines"],
    ],
    ["a power", { step: STEP.replace("-this.x * this.x", "-(this.x ** 2)") }, ["engines"]],
    [
      "an episode outside of `this`",
      {
        top: "let x = 0;",
        reset: "reset(random) { x = random.uniform(-1, 1); return [x]; }",
        step: STEP.replaceAll("this.x", "x"),
      },
      ["lanes"],
    ],
    [
      "what is left of the episode before",
      { top: "let n = 0;", reset: RESET.replace("this.x =", "n++; this.x = n +") },
      ["one seed", "lanes"],
    ],
    ["no numbers", { step: STEP.replace("-this.x * this.x", "Math.sqrt(-1)") }, ["numbers"]],
    ["the same return of all", { step: STEP.replace("-this.x * this.x", "1") }, ["rewards"]],
    ["an end at once", { step: STEP.replace("terminated: false", "terminated: true") }, ["ends"]],
    ["a state that is none", { head: `${HEAD}, stateSize: 2, state() { return [this.x]; }` }, ["state"]],
    [
      "a step that fails",
      {
        head: `${HEAD}, scales: [1]`,
        step: STEP.replace("this.x +=", "if (push > 0.9) throw new Error('worn out'); this.x +="),
      },
      ["steps"],
    ],
  ])("is told of %s", async (name, parts, subjects) => {
    const found = await faults(write(`${name.replaceAll(/\W+/g, "-")}.ts`, parts));
    expect(found.map((line) => line.split(" ").slice(1).join(" ").split(":")[0])).toEqual(subjects);
  });

  it("is told what to take instead, with a code that fails where there is a problem", async () => {
    write("chance.ts", { step: STEP.replace("0.1 *", "Math.random() ** 2 *") });
    const { code, stdout, stderr } = await runHere(["check", "./chance.ts"], folder);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^PROBLEM {2}chance +Math\.random: all chance is to come from reset's `random`$/m);
    expect(stdout).toMatch(/^advice +engines +Math\.pow or \*\*: .* "wann\/math", and x \* x for x \*\* 2$/m);
    expect(stderr).toContain("error: ./chance.ts: 3 problems: one seed, lanes, chance\n");
    const { code: advised } = await runHere(
      ["check", fileURLToPath(new URL("../../examples/cart-pole.ts", import.meta.url))],
      folder,
    );
    expect(advised).toBe(0);
  });

  it("is refused where it is no task's file", async () => {
    const { code, stderr } = await runHere(["check", "swingup"], folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining("swingup: expected a task's file")]);
  });
});

describe("the examples", () => {
  it.each(["cart-pole", "acrobot", "mountain-car-continuous"])("%s has nothing wrong with it", async (name) => {
    const found = await faults(fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url)));
    // Nobody climbs out of the valley by chance, and the acrobot does not get up.
    expect(found.filter((line) => !line.startsWith("advice rewards"))).toEqual([]);
  });
});
