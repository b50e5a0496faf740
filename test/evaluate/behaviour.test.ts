import { describe, expect, it } from "vitest";
import { TASKS, taskNamed } from "../../src/config/tasks.js";
import { behaviourOf } from "../../src/evaluate/behaviour.js";
import type { Outcome } from "../../src/evaluate/evaluator.js";
import { Kernel } from "../../src/evaluate/module.js";
import { loadKernel, readWasm } from "../../src/evaluate/wasm-file.js";
import { loadMnist } from "../../src/mnist/dataset.js";

const SWINGUP = taskNamed("swingup");

/** A kernel whose outcomes are changed. */
async function changed(change: (outcome: Outcome) => void): Promise<Kernel> {
  const kernel = await Kernel.load(await readWasm(), SWINGUP);
  const evaluateAll = kernel.evaluateAll.bind(kernel);
  kernel.evaluateAll = (networks, plan) => {
    const outcome = evaluateAll(networks, plan);
    change(outcome);
    return outcome;
  };
  return kernel;
}

describe("what a build does", () => {
  it("is the same each time, in each of its builds, and another for each task", async () => {
    const images = { train: loadMnist("train"), test: loadMnist("test") };
    const digests = new Map<string, string>();
    for (const task of TASKS) {
      const own = task.classifies ? images : undefined;
      const kernel = await loadKernel(task, own);
      const digest = behaviourOf(kernel, task);
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(behaviourOf(kernel, task)).toBe(digest);
      digests.set(task.name, digest);
    }
    expect(new Set(digests.values()).size).toBe(TASKS.length);
    const profiling = await Kernel.load(await readWasm("wann.profile"), SWINGUP);
    expect(behaviourOf(profiling, SWINGUP)).toBe(digests.get("swingup"));
  });

  it("is another where a single return or a single step is", async () => {
    const usual = behaviourOf(await changed(() => {}), SWINGUP);
    const last = (values: { [at: number]: number; length: number }) => values.length - 1;
    const returns = await changed((outcome) => {
      outcome.returns[last(outcome.returns)] += 2 ** -40;
    });
    const steps = await changed((outcome) => {
      outcome.steps[last(outcome.steps)]++;
    });
    expect(new Set([usual, behaviourOf(returns, SWINGUP), behaviourOf(steps, SWINGUP)]).size).toBe(3);
  });
});
