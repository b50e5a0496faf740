import { describe, expect, it } from "vitest";
import { meaningOf } from "../../src/config/settings.js";
import { Kernel } from "../../src/evaluate/kernel.js";
import { loadKernel, readAssets, readWasm } from "../../src/evaluate/task-files.js";
import { TASKS } from "../../src/tasks/registry.js";
import type { Task } from "../../src/tasks/task.js";

interface Facts {
  taskOptions(): number;
  optionDefault(option: number): number;
  taskAssets(): number;
}

async function factsOf(task: Task): Promise<Facts> {
  const { instance } = await WebAssembly.instantiate(await readWasm(task));
  return instance.exports as unknown as Facts;
}

describe.each(TASKS.all)("the wasm of $name", (task) => {
  it("imports nothing", async () => {
    expect(WebAssembly.Module.imports(await WebAssembly.compile(await readWasm(task)))).toEqual([]);
  });

  it("has as many inputs and outputs as here", async () => {
    const kernel = await loadKernel(task);
    expect([kernel.inputs, kernel.outputs]).toEqual([task.inputs, task.outputs]);
    const larger = { ...task, inputs: task.inputs + 1 };
    await expect(Kernel.load(await readWasm(larger), larger, undefined, await readAssets(larger))).rejects.toThrow(
      new Error(`the wasm file of ${task.name} has ${task.inputs} inputs and ${task.outputs} outputs`),
    );
  });

  it("has as many options and assets as here, and of options the same values in reported figures", async () => {
    const facts = await factsOf(task);
    const options = Object.values(task.options);
    expect([facts.taskOptions(), facts.taskAssets()]).toEqual([options.length, task.assets.length]);
    for (const [i, schema] of options.entries()) {
      expect(facts.optionDefault(i)).toBe(Number(meaningOf(schema).reported ?? 0));
    }
  });
});

it("a task of images has no steps, and one of steps no images", async () => {
  const [control, digits] = await Promise.all(["swingup", "mnist"].map((name) => loadKernel(TASKS.named(name))));
  expect(() => digits.maxSteps).toThrow(new RangeError("this task has no steps"));
  expect(() => control.predict(new Uint32Array(), 1, new Float32Array())).toThrow(
    new RangeError("this task has no images"),
  );
});
