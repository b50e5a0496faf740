import { expect, it } from "vitest";
import { boundedMemory } from "../../src/evaluate/queue/bounded-memory.js";
import { loadKernel, readWasm } from "../../src/evaluate/task-files.js";
import { taskNamed } from "../../src/tasks/registry.js";

/** A module that exports a memory "m" of these limits. */
function moduleWith(...limits: number[]): Uint8Array<ArrayBuffer> {
  const memory = [5, limits.length + 1, 1, ...limits];
  const exported = [7, 5, 1, 1, 0x6d, 2, 0];
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...memory, ...exported]);
}

function memoryOf(wasm: Uint8Array): WebAssembly.Memory {
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(wasm))).exports.m as WebAssembly.Memory;
}

it.each([
  ["without a bound of its own", [0, 1], 200],
  ["with a larger bound", [1, 1, 0x80, 0x08], 200],
  ["with a smaller bound", [1, 1, 3], 3],
])("a wasm %s does not grow beyond", (_, limits, most) => {
  const memory = memoryOf(boundedMemory(moduleWith(...limits), 200));
  memory.grow(most - 1);
  expect(memory.buffer.byteLength).toBe(most * 65_536);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

it("a task's wasm stays what it is but for that", async () => {
  const wasm = await readWasm(taskNamed("swingup"));
  const bounded = boundedMemory(wasm, 4096);
  expect(() => new WebAssembly.Module(Uint8Array.from(bounded))).not.toThrow();
  expect((await loadKernel(taskNamed("swingup"))).memoryBytes).toBeLessThan(4096 * 65_536);
  expect(boundedMemory(bounded, 4096)).toEqual(Buffer.from(bounded));
});

it("a wasm that wants more at once, shares its memory, or is none is refused", () => {
  expect(() => boundedMemory(moduleWith(0, 10), 9)).toThrow("it wants 10 pages of memory: expected at most 9");
  expect(() => boundedMemory(moduleWith(3, 1, 2), 9)).toThrow("it has a memory of another kind than a task's");
  expect(() => boundedMemory(moduleWith(0, 1).subarray(0, 9), 9)).toThrow("it is no wasm, or damaged");
});
