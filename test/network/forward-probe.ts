/** The wasm forward pass of a network of any size, through test/assembly/probes.ts: a task's module only runs its own. */
import { readFile } from "node:fs/promises";
import { instantiate } from "@assemblyscript/loader";
import type { Genome } from "../../src/genome/genome.js";
import { packedWeights } from "../../src/network/individual-weights.js";
import { pack } from "../../src/network/pack.js";

type ForwardProbes = {
  memory: { buffer: ArrayBuffer };
  openNetwork(bytes: number): number;
  prepare(individual: boolean): number;
  answer(): void;
  valueOffset(node: number): number;
  weightsOffset(count: number): number;
  takeWeights(): void;
};

const { exports: probes } = await instantiate<ForwardProbes>(
  readFile(new URL("../../dist/wasm/probes.wasm", import.meta.url)),
);

/** The outputs of `genome` for an observation, with a shared weight or with its own. */
export function wasmOutputs(genome: Genome, observation: readonly number[], sharedWeight?: number): number[] {
  const { words, order } = pack(genome);
  const at = probes.openNetwork(words.byteLength);
  new Uint32Array(probes.memory.buffer, at, words.length).set(words);
  const status = probes.prepare(sharedWeight === undefined);
  if (status !== 0) throw new Error(`the network is refused with status ${status}`);
  const weights = (sharedWeight === undefined ? packedWeights(genome, order) : undefined) ?? [sharedWeight as number];
  const weightsAt = probes.weightsOffset(weights.length);
  new Float64Array(probes.memory.buffer, weightsAt, weights.length).set(weights);
  probes.takeWeights();
  const memory = new DataView(probes.memory.buffer);
  observation.forEach((value, i) => {
    memory.setFloat64(probes.valueOffset(1 + i), value, true);
  });
  probes.answer();
  const first = genome.activations.length - genome.outputs;
  return Array.from({ length: genome.outputs }, (_, i) => memory.getFloat64(probes.valueOffset(first + i), true));
}
