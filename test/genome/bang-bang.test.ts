import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activationId } from "../../src/genome/activation.js";
import { bangBang } from "../../src/genome/bang-bang.js";
import { enabledConnections, firstHidden, firstOutput, type Genome } from "../../src/genome/genome.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { pruned } from "../../src/genome/pruned.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { wasmOutputs } from "../network/forward-probe.js";
import { anyGrowth, grown } from "./grown.js";

/** As walkers have them. */
function linearOutputs(genome: Genome): Genome {
  const activations = genome.activations.slice();
  activations.fill(activationId("linear"), firstOutput(genome), firstHidden(genome));
  return { ...genome, activations };
}

function anyObservation(genome: Genome, seed: number): number[] {
  const random = new Stream(seed, Purpose.episodes);
  return Array.from({ length: genome.inputs }, () => random.uniform(-2, 2));
}

describe("bangBang", () => {
  it("drives by the sign of what the output was", () => {
    fc.assert(
      fc.property(anyGrowth(60), (growth) => {
        const genome = linearOutputs(grown(growth));
        const observation = anyObservation(genome, growth.seed);
        const signs = wasmOutputs(pruned(genome), observation, 1).map((value) => Math.sign(value) + 0);
        expect(wasmOutputs(bangBang(genome), observation, 1).map((value) => value + 0)).toEqual(signs);
      }),
    );
  });

  it("drives the same way at every weight where the network has no scale of its own", () => {
    const connections = [
      [1, 5],
      [2, 5],
      [0, 6],
      [2, 6],
      [5, 3],
      [6, 3],
      [5, 4],
    ].map(([source, target]) => ({ source, target, enabled: true }));
    const activations = ["linear", "linear", "linear", "linear", "linear", "relu", "inverse"] as const;
    const driving = bangBang({ inputs: 2, outputs: 2, activations: activations.map(activationId), connections });
    for (const observation of [
      [1, 0.5],
      [-3, 2],
      [0.25, -2],
    ]) {
      const signs = wasmOutputs(driving, observation, 1);
      for (const weight of [0.01, 0.3, 1.7]) {
        expect(wasmOutputs(driving, observation, weight).map(Math.sign)).toEqual(signs);
      }
    }
  });

  it("adds six connections an output to those that play a part", () => {
    fc.assert(
      fc.property(anyGrowth(60), (growth) => {
        const genome = grown(growth);
        const driving = bangBang(genome);
        expect(genomeProblem(driving)).toBeUndefined();
        expect(enabledConnections(driving)).toBe(enabledConnections(pruned(genome)) + 6 * genome.outputs);
      }),
    );
  });
});
