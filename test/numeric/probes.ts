/** The numeric functions of the wasm side, as test/assembly/probes.ts exports them. */
import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";

/** Takes the first `pairs` vectors of the scratch buffer to their function values. */
type Kernel = (pairs: number) => void;

type Functions = Record<"sinPi" | "cosPi" | "sin" | "cos" | "expOfNegative" | "tanh" | "sigmoid" | "log", Kernel>;
type Floats = Record<"sinCos32" | "sinCosSingly", (count: number) => void>;
type Lanes = Record<"roundSmall" | "minusOneToThe" | "powerOfTwo" | "clampToTwo", Kernel> & {
  positiveLanes(): number;
};
type Generator = {
  seedPool(seed: number): void;
  generateState(out: number, words: number): void;
  seedGenerator(seed: number): void;
  nextU64(): bigint;
  random(): number;
  uniform(low: number, high: number): number;
  integer(low: number, high: number): number;
  normal4(out: number): void;
};
type Probes = Functions &
  Floats &
  Lanes &
  Generator & {
    memory: { buffer: ArrayBuffer };
    scratchOffset(): number;
    scratchCapacity(): number;
    activate(id: number, pairs: number): void;
    atan2(y: number, x: number): number;
  };

const { exports } = await instantiate<Probes>(readFile(new URL("../../dist/wasm/probes.wasm", import.meta.url)));

export const probes: Probes = exports;
export const scratch = new Float64Array(probes.memory.buffer, probes.scratchOffset(), probes.scratchCapacity());

/** The function's values at `inputs`, two lanes at a time. */
export function map(kernel: Kernel, inputs: readonly number[]): number[] {
  scratch.set(inputs);
  kernel(Math.ceil(inputs.length / 2));
  return [...scratch.subarray(0, inputs.length)];
}

/** The function's value at `x`. */
export function at(kernel: Kernel, x: number): number {
  return map(kernel, [x])[0];
}

export function activation(id: number): Kernel {
  return (pairs) => probes.activate(id, pairs);
}
