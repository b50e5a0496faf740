/** Tasks that are larger than there is room for are refused by name, before anything is written. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import compile, { entryOf, type Variant } from "../../src/build/compile.js";
import { Kernel } from "../../src/evaluate/kernel.js";
import { Refused } from "../../src/evaluate/refused.js";
import { readWasm } from "../../src/evaluate/task-files.js";
import { fixedTopology } from "../../src/genome/fixed-topology.js";
import { pack } from "../../src/network/pack.js";
import { crossPlan } from "../../src/search/episodes.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

async function kernelOf(name: string, inputs: number, outputs: number, variant: Variant = "debug"): Promise<Kernel> {
  const outFile = `dist/wasm/test-${name}.${variant}.wasm`;
  const task = `../test/fixtures/oversized/${name}`;
  const problem = await compile({
    root: ROOT,
    entry: entryOf("control", variant),
    task,
    variant,
    outFile,
  });
  if (problem) throw new Error(problem);
  const wasm = await readWasm({ wasm: new URL(`../../${outFile}`, import.meta.url) });
  return Kernel.load(wasm, { name, kind: "control", inputs, outputs });
}

const network = (inputs: number, outputs: number) => pack(fixedTopology(inputs, [2], outputs, "linear")).words;
const PLAN = crossPlan([1], [0, 1]);

describe("a task", () => {
  it.each([
    ["inputs", 1025, 1],
    ["outputs", 1, 65],
  ])("of too many %s is refused", async (name, inputs, outputs) => {
    const kernel = await kernelOf(name, inputs, outputs);
    expect(() => kernel.evaluateAll([network(inputs, outputs)], PLAN)).toThrow(
      new Refused(`the wasm refuses the network: too many ${name}`),
    );
  });

  it("may have 1,024 inputs and 64 outputs", async () => {
    const kernel = await kernelOf("largest", 1024, 64);
    expect([...kernel.evaluateAll([network(1024, 64)], PLAN).steps]).toEqual([1, 1]);
  });

  it("takes as many options as it has", async () => {
    const kernel = await kernelOf("bodies", 1, 1, "release");
    for (const taskOptions of [[], [1, 1], [Number.NaN]]) {
      expect(() => kernel.evaluateAll([network(1, 1)], { ...PLAN, taskOptions })).toThrow(
        new Refused(`task options [${taskOptions}]: expected 1 finite numbers, one an option`),
      );
    }
  });

  it("of a model with too many bodies is refused, and nothing behind the model is written", async () => {
    const kernel = await kernelOf("bodies", 1, 1, "release");
    const run = (bodies: number) => kernel.evaluateAll([network(1, 1)], { ...PLAN, taskOptions: [bodies] });
    expect([...run(8).steps]).toEqual([1, 1]);
    for (const bodies of [9, 40]) {
      expect(() => run(bodies)).toThrow(new Refused("the wasm refuses the network: too many bodies"));
    }
    expect([...run(2).steps]).toEqual([1, 1]);
  });
});
