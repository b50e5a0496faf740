import { describe, expect, it } from "vitest";
import { behaviourOf } from "../../src/evaluate/behaviour.js";
import type { Outcome } from "../../src/evaluate/evaluator.js";
import type { Kernel } from "../../src/evaluate/kernel.js";
import { loadKernel } from "../../src/evaluate/task-files.js";
import { loadMnist } from "../../src/tasks/mnist/dataset.js";
import { TASKS, taskNamed } from "../../src/tasks/registry.js";

const SWINGUP = taskNamed("swingup");

/** A kernel whose outcomes are changed. */
async function changed(change: (outcome: Outcome) => void): Promise<Kernel> {
  const kernel = await loadKernel(SWINGUP);
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
    for (const task of TASKS.all) {
      const own = task.kind === "images" ? images : undefined;
      const kernel = await loadKernel(task, own);
      const digest = behaviourOf(kernel, task);
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(behaviourOf(kernel, task)).toBe(digest);
      digests.set(task.name, digest);
    }
    expect(new Set(digests.values()).size).toBe(TASKS.all.length);
    const profiling = await loadKernel(SWINGUP, undefined, "profile");
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
