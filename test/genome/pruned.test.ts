import * as fc from "fast-check";
import { expect, it } from "vitest";
import { enabledConnections, firstHidden } from "../../src/genome/genome.js";
import { genomeProblem } from "../../src/genome/problem.js";
import { pruned } from "../../src/genome/pruned.js";
import { Purpose, Stream } from "../../src/random/stream.js";
import { wasmOutputs } from "../network/forward-probe.js";
import { anyGrowth, childOf, grown, ODDS } from "./grown.js";

it("leaves what an output hears, and what it says", () => {
  fc.assert(
    fc.property(anyGrowth(60), (growth) => {
      const random = new Stream(growth.seed, Purpose.episodes);
      let genome = grown(growth);
      for (let i = 0; i < 6; i++) genome = childOf(genome, random, { ...ODDS, disableConnection: 2 });
      const small = pruned(genome);
      expect(genomeProblem(small)).toBeUndefined();
      expect(small.connections.every(({ enabled }) => enabled)).toBe(true);
      expect(enabledConnections(small)).toBeLessThanOrEqual(enabledConnections(genome));
      const sources = new Set(small.connections.map(({ source }) => source));
      for (let id = firstHidden(small); id < small.activations.length; id++) expect(sources).toContain(id);
      expect(pruned(small)).toEqual(small);

      const observation = Array.from({ length: genome.inputs }, () => random.uniform(-2, 2));
      // What is disabled still orders the sums of the whole genome: a step of a sum near 0 may turn by rounding.
      if (genome.activations.includes(2)) return;
      const outputs = wasmOutputs(genome, observation, 0.7);
      wasmOutputs(small, observation, 0.7).forEach((value, i) => {
        expect(value).toBeCloseTo(outputs[i], 9);
      });
    }),
  );
});

it("keeps a hidden node that nothing leads to: its output may be other than 0", () => {
  const connections = [
    { source: 1, target: 3, enabled: false },
    { source: 3, target: 2, enabled: true },
    { source: 4, target: 5, enabled: true },
  ];
  // A cosine that hears nothing, and two nodes that no output hears.
  expect(pruned({ inputs: 1, outputs: 1, activations: [1, 1, 1, 10, 1, 1], connections })).toEqual({
    inputs: 1,
    outputs: 1,
    activations: [1, 1, 1, 10],
    connections: [{ source: 3, target: 2, enabled: true }],
  });
});
