import { expect, it } from "vitest";
import { TASKS } from "../../src/config/tasks.js";
import { Kernel } from "../../src/evaluate/module.js";
import { loadKernel, readWasm } from "../../src/evaluate/wasm-file.js";

it("the release wasm imports nothing", async () => {
  expect(WebAssembly.Module.imports(await WebAssembly.compile(await readWasm()))).toEqual([]);
});

it.each(TASKS)("$name has as many inputs and outputs here as in the wasm", async (task) => {
  const kernel = await loadKernel(task);
  expect([kernel.inputs, kernel.outputs]).toEqual([task.inputs, task.outputs]);
  const larger = { ...task, inputs: task.inputs + 1 };
  await expect(Kernel.load(await readWasm(), larger)).rejects.toThrow(`${task.inputs} inputs`);
});
