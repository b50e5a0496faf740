/** What a user's task does that no task should stays where it happens. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadEvaluator } from "../../src/index.js";
import { pack } from "../../src/network/pack.js";
import { checkTask } from "../../src/own/check.js";
import { openTask } from "../../src/own/open.js";
import { crossPlan } from "../../src/search/episodes.js";
import { runHere } from "../cli/run-cli.js";
import { temporaryFolder } from "../record/temporary-folder.js";

const folder = temporaryFolder();

function written(name: string, reset: string, step: string): string {
  const file = join(folder, name);
  const head =
    'observation: ["x"], action: { kind: "continuous", low: [-1], high: [1] }, maxSteps: 9, scales: [1], worstReturn: -5';
  writeFileSync(
    file,
    `import { defineTask } from "wann";\nexport default defineTask({ ${head}, reset(random) { ${reset} }, step([push]) { ${step} } });\n`,
  );
  return file;
}

const GOOD = "return { observation: [1], reward: 1, terminated: false };";
const network = pack({ inputs: 1, outputs: 1, activations: [1, 1, 1], connections: [] }).words;

async function returnOf(file: string): Promise<number> {
  const evaluator = await loadEvaluator(await openTask(file), { workers: 1 });
  const { returns } = await evaluator.evaluate([network], crossPlan([1], [0])).finally(() => evaluator.close());
  return returns[0];
}

describe("an observation that is no finite number", () => {
  it.each([
    [
      "in its midst",
      "this.n = 0; return [1];",
      `if (++this.n === 3) return { observation: [NaN], reward: 1, terminated: false }; ${GOOD}`,
    ],
    ["in the beginning", "return [Infinity];", GOOD],
  ])("has the episode score the worst return: %s", async (where, reset, step) => {
    expect(await returnOf(written(`${where.replaceAll(" ", "-")}.ts`, reset, step))).toBe(-5);
    expect(await returnOf(written(`well-${where.length}.ts`, "return [1];", GOOD))).toBe(9);
  });
});

it("what a task prints is not on standard output", async () => {
  const file = written(
    "prints.ts",
    'console.log("reset"); return [random.uniform(0, 1)];',
    `console.info("step"); ${GOOD}`,
  );
  const small = [
    "--generations",
    "1",
    "--population",
    "4",
    "--set",
    "initialNetworks=4",
    "--workers",
    "1",
    "--json",
    "--out",
    "out",
  ];
  const { stdout, code } = await runHere(["evolve", file, ...small], folder);
  expect([code, Object.keys(JSON.parse(stdout))]).toEqual([0, expect.arrayContaining(["digest"])]);
});

describe("the check", () => {
  it("ends where a step ends its thread", async () => {
    await expect(checkTask(written("exits.ts", "return [1];", `process.exit(0); ${GOOD}`))).rejects.toThrow(
      "exits.ts: it has ended its thread",
    );
  });

  it("tells of rewards whose sum is not finite", async () => {
    const found = await checkTask(
      written("huge.ts", "return [random.uniform(0, 1)];", GOOD.replace("reward: 1", "reward: 1e308")),
    );
    expect(found).toContainEqual(expect.objectContaining({ subject: "rewards", verdict: "problem" }));
  });
});

it("a file without a default export is not compiled", async () => {
  writeFileSync(join(folder, "none.ts"), "export class Task {}\n");
  const { code, stderr } = await runHere(["build", "none.ts"], folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining("none.ts: no class is its default export")]);
});
